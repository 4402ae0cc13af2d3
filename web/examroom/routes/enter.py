"""The candidate's way in: ticket and ID number, or a signed-in account; then the waiting room."""

import secrets
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import throttle
from engine.platform.errors import AppError, FieldError
from engine.platform.people import Actor
from processes.sit import queries, service
from processes.sit.errors import NoSuchSitting, OtherDevice, ScriptWanted, UnknownTicket
from processes.sit.models import Sitting, SittingState
from web.examroom.entrance import own_exams, waiting_room
from web.examroom.taker import COOKIE, forget, move_secret, remember, remember_asking, taker
from web.ui import page, redirect
from web.ui.guards import DbSession, Public, SignedIn
from web.ui.typed import TypedForm

router = APIRouter(prefix="/exam")
TRIES, WITHIN = 10, 600


@router.get("")
def ask_ticket(request: Request, session: DbSession, actor: Public) -> Response:
    return _ask(request, session, actor, {})


@router.post("")
def enter(request: Request, session: DbSession, actor: Public, typed: TypedForm) -> Response:
    """By ticket number and the last six characters of the ID number."""
    ticket, tail = typed.first("ticket"), typed.first("id_tail")
    missing = [
        FieldError(name, sentence)
        for name, value, sentence in (
            ("ticket", ticket, "请输入准考证号"),
            ("id_tail", tail, "请输入身份证号后六位"),
        )
        if not value
    ]
    if missing:
        return _ask(request, session, actor, {"ticket": ticket}, missing, status=422)
    try:
        throttle.hit(f"exam-ticket:{ticket[:40]}:{_host(request)}", TRIES, WITHIN)
        sitting = queries.by_ticket(session, ticket, tail)
    except (UnknownTicket, throttle.TooMany) as refusal:
        faults = [FieldError("ticket", refusal.sentence.rstrip("。"))]
        return _ask(request, session, actor, {"ticket": ticket}, faults, status=refusal.status)
    return _seat(request, session, sitting)


@router.post("/leave")
def leave(request: Request, session: DbSession, actor: Public) -> Response:
    """Make room for the next candidate at this machine."""
    return forget(redirect(request, "/exam"))


@router.post("/{sitting_id}/enter")
def enter_signed_in(request: Request, session: DbSession, actor: SignedIn, sitting_id: UUID) -> Response:
    """One's own exam, from one's own account."""
    sitting = queries.sitting(session, sitting_id)
    if sitting.person_id != actor.person_id:
        raise NoSuchSitting
    return _seat(request, session, sitting)


@router.post("/{sitting_id}/start")
def start(request: Request, session: DbSession, actor: Public, sitting_id: UUID, typed: TypedForm) -> Response:
    """`script` is set by the page's script."""
    one = taker(request, session, actor, sitting_id, lock=True)
    try:
        service.take.start(session, one.sitting, fence=one.fence, script=typed.first("script") == "true")
    except AppError as refusal:
        if refusal.status != 409:
            raise
        if isinstance(refusal, ScriptWanted):
            service.take.without_script(session, one.sitting)
        return page(
            request,
            "examroom/waiting.html",
            status=409,
            sentence=refusal.sentence,
            view=waiting_room(session, one.sitting),
        )
    return redirect(request, f"/exam/{sitting_id}/q/1")


@router.get("/{sitting_id}")
def wait(request: Request, session: DbSession, actor: Public, sitting_id: UUID) -> Response:
    """The waiting room; a sitting that runs or has ended is led on."""
    try:
        one = taker(request, session, actor, sitting_id)
    except OtherDevice:
        return redirect(request, "/exam")
    if one.sitting.state == SittingState.RUNNING and one.writes:
        return redirect(request, f"/exam/{sitting_id}/q/1")
    before = one.sitting.state in (SittingState.EXPECTED, SittingState.ADMITTED)
    if before and not one.writes:
        return redirect(request, "/exam")
    if not before and one.sitting.state != SittingState.RUNNING:
        return redirect(request, f"/exam/{sitting_id}/done")
    return page(request, "examroom/waiting.html", "room", sentence="", view=waiting_room(session, one.sitting))


def _host(request: Request) -> str:
    """A stranger's tries must not lock out the candidate in the room."""
    return request.client.host if request.client else ""


def _seat(request: Request, session: Session, sitting: Sitting) -> Response:
    """Give this device the sitting; where another one has it, ask the invigilator."""
    sitting = queries.sitting(session, sitting.id, lock=True)
    known = service.take.fence_in(sitting, request.cookies.get(COOKIE, ""))
    if sitting.state in service.take.IN_THE_ROOM and known == sitting.fence and not sitting.handover:
        return redirect(request, f"/exam/{sitting.id}")
    secret = move_secret(request, sitting)
    try:
        fence = service.take.claim(session, sitting, secret=secret)
    except OtherDevice:
        secret = secret or secrets.token_urlsafe(16)
        code = service.take.ask_to_move(session, sitting, secret=secret)
        answer = page(request, "examroom/moving.html", status=409, code=code)
        return remember_asking(answer, sitting, secret)
    return remember(redirect(request, f"/exam/{sitting.id}"), sitting, fence)


def _ask(
    request: Request,
    session: Session,
    actor: Actor | None,
    typed: dict[str, Any],
    errors: list[FieldError] | None = None,
    *,
    status: int = 200,
) -> Response:
    return page(
        request,
        "examroom/enter.html",
        status=status,
        ticket=typed.get("ticket", ""),
        own=own_exams(session, actor) if actor else [],
        errors=errors or [],
    )
