"""Questions, the check before the hand-in, the hand-in, and what comes after. All of it works as plain forms."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError
from engine.platform.people import Actor
from processes.sit import paper, service
from processes.sit.errors import NotConfirmed, OtherDevice
from processes.sit.models import SittingState
from processes.sit.service.journal import paper_of
from web.examroom.done import done_view
from web.examroom.sheet import sheet
from web.examroom.taker import Taker, taker
from web.ui import page, redirect
from web.ui.guards import DbSession, Public
from web.ui.typed import TypedForm
from web.ui.views import Key

router = APIRouter(prefix="/exam/{sitting_id}")
KEYS = (
    *(Key((letter,), f"选 {letter}", f"#c-{letter}") for letter in "ABCD"),
    Key(("←",), "上一题", "[name=go][value=prev]"),
    Key(("→",), "下一题", "[name=go][value=next]"),
    Key(("M",), "标记", "#flag"),
)


@router.get("/q/{number}")
def question(request: Request, session: DbSession, actor: Public, sitting_id: UUID, number: int) -> Response:
    one = _writing(request, session, actor, sitting_id)
    if isinstance(one, Response):
        return one
    view = sheet(session, one.sitting, number)
    return page(request, "examroom/question.html", view=view, sentence="", keys=KEYS)


@router.post("/q/{number}")
def answer(
    request: Request, session: DbSession, actor: Public, sitting_id: UUID, number: int, typed: TypedForm
) -> Response:
    """Without a script: save the answer and the mark, then go where the button says."""
    one = _writing(request, session, actor, sitting_id)
    if isinstance(one, Response):
        return one
    asked = paper.asked(paper.content_of(session, paper_of(one.sitting)), sitting_id)
    view = sheet(session, one.sitting, number)
    place = asked[number - 1].place
    given = typed.text.get("answer", "")
    letters = given if isinstance(given, str) else "".join(sorted(set(given)))
    try:
        with session.begin_nested():
            if letters or view.answer:
                service.journal.answer(session, one.sitting, place, letters, fence=one.fence)
            service.beat.mark(session, one.sitting, place, flagged="flag" in typed.text, hand_up="hand" in typed.text)
    except AppError as refusal:
        return page(
            request, "examroom/question.html", status=refusal.status, view=view, sentence=refusal.sentence, keys=KEYS
        )
    go = typed.first("go")
    last = len(asked)
    where = {
        "prev": f"q/{max(1, number - 1)}",
        "next": f"q/{number + 1}" if number < last else "check",
        "review": "check",
    }
    return redirect(request, f"/exam/{sitting_id}/{where.get(go, f'q/{number}')}")


@router.get("/check")
def check(request: Request, session: DbSession, actor: Public, sitting_id: UUID) -> Response:
    one = _writing(request, session, actor, sitting_id)
    if isinstance(one, Response):
        return one
    return page(request, "examroom/check.html", view=sheet(session, one.sitting, 1), sentence="")


@router.post("/hand-in")
def hand_in(request: Request, session: DbSession, actor: Public, sitting_id: UUID, typed: TypedForm) -> Response:
    """`head` is what the device has put down, so that nothing is left behind on it."""
    one = _writing(request, session, actor, sitting_id)
    if isinstance(one, Response):
        return one
    head = typed.first("head")
    try:
        with session.begin_nested():
            service.finish.hand_in(
                session,
                one.sitting,
                fence=one.fence,
                confirmed=typed.first("confirm") == "true",
                head=int(head) if head.isdecimal() and len(head) < 8 else None,
            )
    except AppError as refusal:
        wanted = isinstance(refusal, NotConfirmed)
        return page(
            request,
            "examroom/check.html",
            status=refusal.status,
            view=sheet(session, one.sitting, 1),
            sentence="" if wanted else refusal.sentence,
            errors=[FieldError("confirm", refusal.sentence.rstrip("。"))] if wanted else [],
        )
    return redirect(request, f"/exam/{sitting_id}/done")


@router.get("/done")
def done(request: Request, session: DbSession, actor: Public, sitting_id: UUID) -> Response:
    """The receipt, and the score as soon as there is one."""
    try:
        one = taker(request, session, actor, sitting_id)
    except OtherDevice:
        return redirect(request, "/exam")
    if one.sitting.state in (SittingState.EXPECTED, SittingState.ADMITTED, SittingState.RUNNING):
        return redirect(request, f"/exam/{sitting_id}")
    return page(request, "examroom/done.html", "done", view=done_view(session, one.sitting))


def _writing(request: Request, session: Session, actor: Actor | None, sitting_id: UUID) -> Taker | Response:
    """The device that sits, its sitting running; anybody else is led to where he belongs."""
    try:
        one = taker(request, session, actor, sitting_id, lock=True)
    except OtherDevice:
        return redirect(request, "/exam")
    service.finish.time_is_up(session, one.sitting)
    if one.sitting.state == SittingState.RUNNING and one.writes:
        return one
    return redirect(request, f"/exam/{sitting_id}")
