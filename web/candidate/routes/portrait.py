"""The frame of the portrait: which part of it goes on the certificate. By touch, by keyboard, without script."""

from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import files
from engine.platform.people import Actor
from processes.apply import portrait, queries, service
from processes.apply.errors import NoSuchMaterial
from processes.apply.models import Application, Material
from processes.apply.portrait import Crop, crop_of
from web.candidate.routes.materials import go_on
from web.candidate.routes.wizard import away
from web.candidate.wizard import address, title_of
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.typed import Typed, TypedForm

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Slider:
    name: str
    label: str
    value: int
    most: int
    least: int = 0
    low: str = ""
    high: str = ""


@router.get("/applications/{application_id}/portrait")
def of_draft(
    request: Request,
    session: DbSession,
    actor: Candidate,
    application_id: UUID,
    x: str = "",
    y: str = "",
    zoom: str = "",
) -> Response:
    application = queries.own(session, actor, application_id)
    if (elsewhere := away(request, session, application, "materials")) is not None:
        return elsewhere
    back = address(application, "materials")
    return _draw(request, session, application, (x, y, zoom), back) or redirect(request, back, toast="请先上传证件照")


@router.post("/applications/{application_id}/portrait")
def take_draft(
    request: Request, session: DbSession, actor: Candidate, application_id: UUID, typed: TypedForm
) -> Response:
    """Cut it as shown; with everything else there, the step is finished."""
    application = queries.own(session, actor, application_id)
    if (elsewhere := away(request, session, application, "materials")) is not None:
        return elsewhere
    _move(session, actor, application, typed)
    if service.missing(session, application):
        return redirect(request, address(application, "materials"), toast="证件照已裁剪")
    return go_on(request, session, actor, application)


@router.get("/cases/{no}/portrait")
def of_correction(
    request: Request, session: DbSession, actor: Candidate, no: str, x: str = "", y: str = "", zoom: str = ""
) -> Response:
    application, back = queries.own_by_number(session, actor, no), f"/my/cases/{no}/correct"
    return _draw(request, session, application, (x, y, zoom), back) or redirect(request, back, toast="请先上传证件照")


@router.post("/cases/{no}/portrait")
def take_correction(request: Request, session: DbSession, actor: Candidate, no: str, typed: TypedForm) -> Response:
    application = queries.own_by_number(session, actor, no)
    _move(session, actor, application, typed)
    return redirect(request, f"/my/cases/{no}/correct", toast="证件照已裁剪，核对后请提交补正")


@router.get("/applications/{application_id}/portrait.jpg")
def preview(
    session: DbSession, actor: Candidate, application_id: UUID, x: str = "", y: str = "", zoom: str = ""
) -> Response:
    """The part as it would be cut. Keeps nothing."""
    application = queries.own(session, actor, application_id)
    material = _staged(session, application)
    if material is None:
        raise NoSuchMaterial
    data = portrait.cut(_source(session, material), _asked(crop_of(material.crop), (x, y, zoom)))
    return Response(data, media_type="image/jpeg")


def _move(session: Session, actor: Actor, application: Application, typed: Typed) -> None:
    asked = _asked(Crop(), (typed.first("x"), typed.first("y"), typed.first("zoom")))
    seen = typed.first("seen") if "seen" in typed.text else None
    service.move_portrait(session, actor, application, replace(asked, confirmed=True), seen=seen)


def _staged(session: Session, application: Application) -> Material | None:
    there = (row for row in queries.staged(session, application.id) if row.kind == "portrait")
    return next((row for row in there if row.source_file_id), None)


def _source(session: Session, material: Material) -> bytes:
    return files.open_bytes(session.get_one(files.StoredFile, material.source_file_id))


def _asked(known: Crop, typed: tuple[str, str, str]) -> Crop:
    """What was asked for; what is no number stays as it was."""
    x, y, zoom = (int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None for text in typed)
    return Crop(
        known.x if x is None else min(x, 100),
        known.y if y is None else min(y, 100),
        known.zoom if zoom is None else min(max(zoom, 100), 400),
    )


def _draw(
    request: Request, session: Session, application: Application, typed: tuple[str, str, str], back: str
) -> Response | None:
    """None where no portrait may be moved."""
    material = _staged(session, application)
    if material is None:
        return None
    width, height = portrait.size(_source(session, material))
    crop = _asked(crop_of(material.crop), typed)
    shown = f"x={crop.x}&y={crop.y}&zoom={crop.zoom}"
    return page(
        request,
        "candidate/portrait.html",
        back=back,
        title=title_of(session, application),
        action=request.url.path,
        seen=str(material.file_id),
        source=f"/my/files/{material.source_file_id}",
        preview=f"/my/applications/{application.id}/portrait.jpg?{shown}",
        width=width,
        height=height,
        sliders=_sliders(width, height, crop),
    )


def _sliders(width: int, height: int, crop: Crop) -> list[Slider]:
    """Only those that can move anything."""
    left, top, right, bottom = portrait.window(width, height, Crop())
    closer = portrait.most_zoom(width, height)
    found = [
        (right - left < width or closer > 100, Slider("x", "左右位置", crop.x, 100, low="左", high="右")),
        (bottom - top < height or closer > 100, Slider("y", "上下位置", crop.y, 100, low="上", high="下")),
        (closer > 100, Slider("zoom", "放大", min(crop.zoom, closer), closer, 100, "原大", "最大")),
    ]
    return [slider for moves, slider in found if moves]
