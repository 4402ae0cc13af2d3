"""The close of a session."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError
from processes.sit import queries, service
from processes.sit.models import SittingState
from web.examroom.board import wall
from web.examroom.entrance import title_of
from web.examroom.room import Room, room_for
from web.examroom.routes.wall import KEYS
from web.ui import page, redirect
from web.ui.guards import DbSession, Invigilator
from web.ui.typed import TypedForm

router = APIRouter(prefix="/invigilate")


@router.get("/{session_id}/close")
def show(request: Request, session: DbSession, actor: Invigilator, session_id: UUID) -> Response:
    """Counts and roots as they stand, and the signed sheet once there is one."""
    return _draw(request, session, room_for(session, actor, session_id))


@router.post("/{session_id}/close")
def close(request: Request, session: DbSession, actor: Invigilator, session_id: UUID, typed: TypedForm) -> Response:
    room = room_for(session, actor, session_id)
    try:
        with session.begin_nested():
            service.close.close(session, actor, room.held.session, chief=room.chief, note=typed.first("note"))
    except AppError as refusal:
        return _draw(request, session, room, sentence=refusal.sentence, note=typed.first("note"), status=refusal.status)
    return redirect(request, f"/invigilate/{session_id}/close", toast="已收场，收场单已签")


@router.post("/{session_id}/together/absent")
def mark_absent(request: Request, session: DbSession, actor: Invigilator, session_id: UUID) -> Response:
    """Everybody who has not come."""
    room = room_for(session, actor, session_id)
    try:
        with session.begin_nested():
            count = service.admit.mark_all_absent(session, actor, session_id)
    except AppError as refusal:
        return _draw(request, session, room, sentence=refusal.sentence, status=refusal.status)
    return redirect(request, f"/invigilate/{session_id}/close", toast=f"{count} 人已登记缺考")


@router.post("/{session_id}/together/credit")
def credit(request: Request, session: DbSession, actor: Invigilator, session_id: UUID, typed: TypedForm) -> Response:
    """Time for everybody whom an outage has cost some."""
    room = room_for(session, actor, session_id)
    given, reason = typed.first("seconds"), typed.first("reason")
    seconds = int(given) if given.isdecimal() and len(given) < 6 else 0
    sentence, status = "补时应为大于 0 的整数秒。", 422
    if seconds:
        try:
            with session.begin_nested():
                count = service.invigilate.credit_all(session, actor, session_id, seconds=seconds, reason=reason)
            return redirect(request, f"/invigilate/{session_id}", toast=f"已为 {count} 人补时")
        except AppError as refusal:
            sentence, status = refusal.sentence, refusal.status
    return page(
        request,
        "examroom/wall.html",
        status=status,
        view=wall(session, room),
        one=None,
        keys=KEYS,
        typed={"act": "", "reason": reason, "seconds": given},
        sentence=sentence,
    )


def _draw(
    request: Request, session: Session, room: Room, *, sentence: str = "", note: str = "", status: int = 200
) -> Response:
    balance = service.close.balance(session, room.held.session)
    counts = [(service.telling.STATES[state], count) for state, count in sorted(balance.counts.items())]
    return page(
        request,
        "examroom/close.html",
        status=status,
        session_id=room.session_id,
        title=f"{room.held.room.name} · {title_of(room.held)}",
        counts=counts,
        expected=balance.counts.get(SittingState.EXPECTED, 0),
        balance=balance,
        sheet=queries.sheet(session, room.session_id),
        chief=room.chief,
        sentence=sentence,
        note=note,
    )
