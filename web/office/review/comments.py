"""Talking to colleagues about an application. Candidates have no way here."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import throttle
from engine.platform.errors import AppError, InvalidForm
from processes.review import service
from processes.review.at_hand import at_hand
from processes.review.comments import colleagues
from processes.review.errors import BlindSeesNothing
from web.office.review.case import case_for, workspace_page
from web.ui.guards import DbSession, Reviewer
from web.ui.page import page, redirect, wants_fragment
from web.ui.typed import TypedForm

router = APIRouter(prefix="/review")
MOST, SECONDS = 60, 3600


@router.post("/{no}/comments")
def say(request: Request, session: DbSession, actor: Reviewer, no: str, typed: TypedForm, m: str = "") -> Response:
    """Write a comment; who is called with @ gets a notice. Refused, the page keeps the text.

    Raises TooMany, BlindSeesNothing.
    """
    found = case_for(session, actor, no)
    if any(item.form_key == "review/blind" for item in at_hand(session, actor, found.application).items):
        raise BlindSeesNothing
    throttle.hit(f"comment:{actor.person_id}", MOST, SECONDS)
    try:
        with session.begin_nested():
            service.comment(session, actor, found.application, typed.first("comment"))
    except AppError as refusal:
        errors = refusal.errors if isinstance(refusal, InvalidForm) else []
        sentence = None if isinstance(refusal, InvalidForm) else refusal.sentence
        return workspace_page(
            request, session, actor, no, m,
            typed=typed.text, errors=errors, sentence=sentence, status=refusal.status, block="comments",
        )  # fmt: skip
    if wants_fragment(request):
        return workspace_page(request, session, actor, no, m, block="comments", said=True)
    return redirect(request, f"/review/{no}?m={m}#comments", toast="留言已保存")


@router.get("/{no}/colleagues")
def whom(request: Request, session: DbSession, actor: Reviewer, no: str) -> Response:
    """Who can be called with @ in this case."""
    found = case_for(session, actor, no)
    return page(
        request,
        "office/review/colleagues.html",
        "names",
        no=no,
        names=list(colleagues(session, actor, found.application)),
    )
