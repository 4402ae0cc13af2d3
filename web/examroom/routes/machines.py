"""机房准备: an institution downloads the client, registers its machines and sees what each test found."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm, NotFound
from engine.platform.people import Actor
from engine.platform.settings import settings
from engine.platform.text import datetime_cn
from processes.catalogue import queries as catalogue
from processes.sit import machines
from processes.sit.models import ExamMachine
from web.ui import page, redirect
from web.ui.guards import DbSession, RoomKeeper
from web.ui.typed import TypedForm
from web.ui.views import Row, Tag

router = APIRouter(prefix="/invigilate/machines")
KIOSK = Path(__file__).parent.parent / "kiosk"
CLIENTS = {"linux": "certflow-kiosk.sh", "windows": "certflow-kiosk.ps1"}
KEEPERS = ("lead", "invigilator", "chief_invigilator")


@router.get("")
def index(request: Request, session: DbSession, actor: RoomKeeper) -> Response:
    return _draw(request, session, actor)


@router.post("")
def register(request: Request, session: DbSession, actor: RoomKeeper, typed: TypedForm) -> Response:
    """Note a machine; refused, the page keeps what was typed. Raises NotFound for another institution."""
    chosen = next((each for each in sorted(_own(actor)) if str(each) == typed.first("institution_id")), None)
    if chosen is None:
        raise NotFound
    try:
        with session.begin_nested():
            row = machines.register(
                session, actor, institution_id=chosen, room=typed.first("room"), name=typed.first("name")
            )
    except InvalidForm as refusal:
        return _draw(request, session, actor, refusal.errors, typed.text)
    return redirect(request, f"/invigilate/machines/{row.id}", toast=f"已登记 {row.room} {row.name}")


@router.get("/client/{system}")
def client(actor: RoomKeeper, system: str) -> Response:
    """The launcher with this installation's address in it."""
    filename = CLIENTS.get(system)
    if filename is None:
        raise NotFound
    text = (KIOSK / filename).read_text(encoding="utf-8")
    text = text.replace("@SERVER@", settings().base_url.rstrip("/")).replace("@VERSION@", machines.VERSION)
    data = text.encode() if system == "linux" else text.replace("\n", "\r\n").encode("utf-8-sig")
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.get("/{machine_id}")
def show(request: Request, session: DbSession, actor: RoomKeeper, machine_id: UUID) -> Response:
    """The code to type at the machine, and what its last test found. Raises NoSuchMachine."""
    row = machines.machine(session, _own(actor), machine_id)
    return page(
        request,
        "examroom/machine.html",
        machine=row,
        tag=_tag(row),
        address=f"{settings().base_url.rstrip('/')}/exam/machine/{row.code}",
        facts=_facts(row),
        problems=row.problems,
    )


@router.post("/{machine_id}/retire")
def retire(request: Request, session: DbSession, actor: RoomKeeper, machine_id: UUID) -> Response:
    """Raises NoSuchMachine."""
    row = machines.machine(session, _own(actor), machine_id)
    machines.retire(session, actor, row)
    return redirect(request, "/invigilate/machines", toast=f"{row.room} {row.name} 已停用")


def _own(actor: Actor) -> frozenset[UUID]:
    return actor.institutions_as(*KEEPERS)


def _draw(
    request: Request,
    session: Session,
    actor: Actor,
    errors: Sequence[FieldError] = (),
    typed: dict[str, Any] | None = None,
) -> Response:
    own = _own(actor)
    rows = machines.machines(session, own)
    names = {row.id: row.short_name for row in catalogue.institutions(session) if row.id in own}
    return page(
        request,
        "examroom/machines.html",
        status=422 if errors else 200,
        lines=[
            {
                "href": f"/invigilate/machines/{row.id}",
                "room": row.room,
                "name": row.name,
                "institution": names.get(row.institution_id, ""),
                "tested": datetime_cn(row.tested_at) if row.tested_at else "—",
                "tag": _tag(row),
            }
            for row in rows
        ],
        ready=sum(row.tested_at is not None and not row.problems for row in rows),
        institutions=[{"value": str(key), "label": name} for key, name in names.items()],
        version=machines.VERSION,
        errors=list(errors),
        said={error.path: error.message for error in errors},
        typed=typed or {},
    )


def _facts(row: ExamMachine) -> list[Row]:
    rows = [Row("机房", row.room), Row("机器编号", row.name)]
    if row.tested_at is None:
        return rows
    return [
        *rows,
        Row("检测时间", datetime_cn(row.tested_at)),
        Row("客户端", row.version or "没有从客户端打开"),
        Row("浏览器", row.browser),
        Row("屏幕", row.screen),
        Row("时钟差", f"{row.skew_ms} 毫秒"),
        Row("网络应答", f"{row.delay_ms} 毫秒"),
    ]


def _tag(row: ExamMachine) -> Tag:
    if row.tested_at is None:
        return Tag("待检测", "info", "clock")
    if row.problems:
        return Tag(f"{len(row.problems)} 处不合要求", "bad", "exclamation-circle")
    return Tag("可以考试", "ok", "check2")
