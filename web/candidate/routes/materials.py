"""The fourth step: one upload for each material, each with its own answer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError
from engine.platform.people import Actor
from forms import kit
from processes.apply import queries, service
from processes.apply.models import Application
from processes.apply.portrait import crop_of
from processes.apply.rules.materials import KINDS
from web.candidate.filling import Filling
from web.candidate.routes.wizard import after, away, finish
from web.candidate.wizard import address, file_rows, wizard
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.typed import Typed, TypedForm

router = APIRouter()
STEP = "materials"


@router.get("/applications/{application_id}/materials")
def show(request: Request, session: DbSession, actor: Candidate, application_id: UUID) -> Response:
    application = queries.own(session, actor, application_id)
    return away(request, session, application, STEP) or _draw(request, session, application)


@router.post("/applications/{application_id}/materials")
def take(request: Request, session: DbSession, actor: Candidate, application_id: UUID, typed: TypedForm) -> Response:
    """Keep every good file, say what is wrong with each other one; `remove` takes one back, `later` leaves."""
    application = queries.own(session, actor, application_id)
    if (elsewhere := away(request, session, application, STEP)) is not None:
        return elsewhere
    if kind := typed.first("remove"):
        service.remove(session, actor, application, kind, seen=seen_of(typed, kind))
        return redirect(request, address(application, STEP), toast="已移除")
    errors, status = upload_all(session, actor, application, typed)
    if typed.first("later") and not errors:
        return redirect(request, "/my", toast="已保存，可随时回来继续上传")
    if errors:
        return _draw(request, session, application, errors, status)
    return go_on(request, session, actor, application)


def go_on(request: Request, session: Session, actor: Actor, application: Application) -> Response:
    """Finish the step: a portrait that was cut goes to its owner's eyes first, what is missing is listed."""
    if portrait_waits(session, application):
        return redirect(request, address(application, "portrait"))
    following, errors = finish(session, actor, application, STEP, {})
    if errors:
        return _draw(request, session, application, errors, 422)
    return redirect(request, after(application, following))


def portrait_waits(session: Session, application: Application) -> bool:
    """Whether a portrait was cut to its shape and nobody has looked at it yet."""
    there = (row for row in queries.staged(session, application.id) if row.kind == "portrait")
    return any(row.source_file_id and not crop_of(row.crop).confirmed for row in there)


def seen_of(typed: Typed, kind: str) -> str | None:
    """The file that the page showed for a kind, None where the page does not say."""
    return typed.first(f"seen.{kind}") if f"seen.{kind}" in typed.text else None


def upload_all(session: Session, actor: Actor, application: Application, typed: Typed) -> tuple[list[FieldError], int]:
    """Keep the files of a form named by kind. The faults by kind, and the status that tells the worst of them."""
    errors, status = [], 422
    wanted = {kind.code: kind for kind in queries.needed(application)}
    for name, upload in typed.uploads.items():
        kind = wanted.get(name) or KINDS.get(name)
        if kind is None:
            continue
        try:
            with session.begin_nested():
                seen = seen_of(typed, name)
                service.upload(session, actor, application, kind, data=upload.data, filename=upload.filename, seen=seen)
        except AppError as refusal:
            errors.append(FieldError(name, f"{kind.title}：{refusal.sentence}"))
            status = max(status, refusal.status) if len(typed.uploads) > 1 else refusal.status
    return errors, status


def _draw(
    request: Request,
    session: Session,
    application: Application,
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> Response:
    filling = Filling(session, application)
    return page(
        request,
        "candidate/materials.html",
        "step",
        status=status,
        wizard=wizard(filling, STEP),
        form=kit.view(filling.form(STEP)),
        errors=list(errors),
        target=f"draft:{application.id}",
        **shown(filling, errors),
    )


def shown(filling: Filling, errors: Sequence[FieldError] = ()) -> dict[str, Any]:
    """The rows of the page and how many of them are done."""
    wanted, there = queries.needed(filling.application), filling.staged
    done = sum(kind.code in {row.kind for row, _ in there} for kind in wanted)
    rows = file_rows(wanted, there, errors)
    return {"rows": rows, "count": len(rows), "done": done, "left": len(wanted) - done}
