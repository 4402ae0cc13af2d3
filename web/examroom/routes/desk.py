"""What an invigilator does with a candidate: one form, one deed at a time."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError
from processes.sit import queries
from processes.sit.errors import AlreadyClosed, ReasonWanted
from web.examroom.board import wall
from web.examroom.candidate import candidate
from web.examroom.deeds import DEEDS, Given
from web.examroom.room import room_for, sitting_in
from web.examroom.routes.wall import KEYS
from web.ui import page, redirect
from web.ui.guards import DbSession, Invigilator
from web.ui.typed import TypedForm

router = APIRouter(prefix="/invigilate")


@router.post("/{session_id}/{sitting_id}")
def act(
    request: Request, session: DbSession, actor: Invigilator, session_id: UUID, sitting_id: UUID, typed: TypedForm
) -> Response:
    """`act` names the deed. Refused, the page keeps what was typed."""
    room = room_for(session, actor, session_id)
    sitting = sitting_in(session, room, sitting_id, lock=True)
    one = queries.placed_one(session, sitting_id)
    chosen, reason, minutes = typed.first("act"), typed.first("reason"), typed.first("seconds")
    errors: list[FieldError] = []
    sentence, status = "", 422
    seconds = int(minutes) if minutes.isdecimal() and len(minutes) < 6 else 0
    if chosen not in DEEDS:
        errors.append(FieldError("act", "请选择处理方式"))
    elif chosen == "credit" and not seconds:
        errors.append(FieldError("seconds", "补时应为大于 0 的整数秒"))
    else:
        try:
            if queries.sheet(session, session_id) is not None:
                raise AlreadyClosed
            with session.begin_nested():
                DEEDS[chosen].do(session, actor, room, sitting, Given(reason, seconds, typed.first("code")))
            back = f"/invigilate/{session_id}" + ("/door" if typed.first("from") == "door" else f"?s={sitting_id}")
            return redirect(request, back, toast=DEEDS[chosen].done.format(name=one.name))
        except ReasonWanted as refusal:
            errors.append(FieldError("reason", refusal.sentence.rstrip("。")))
        except AppError as refusal:
            sentence, status = refusal.sentence, refusal.status
    session.expire_all()
    sitting = sitting_in(session, room, sitting_id)
    return page(
        request,
        "examroom/wall.html",
        status=status,
        view=wall(session, room, chosen=sitting_id),
        one=candidate(session, room, sitting, person_id=actor.person_id),
        keys=KEYS,
        typed={"act": chosen, "reason": reason, "seconds": minutes},
        sentence=sentence,
        errors=errors,
    )
