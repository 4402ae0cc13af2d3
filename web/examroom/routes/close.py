"""The close of a session."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError
from processes.sit import queries, service
from web.examroom.entrance import title_of
from web.examroom.room import Room, room_for
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
        balance=balance,
        sheet=queries.sheet(session, room.session_id),
        chief=room.chief,
        sentence=sentence,
        note=note,
    )
