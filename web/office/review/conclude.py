"""Submitting a conclusion or a decision; the next applicant is already there."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError, InvalidForm
from engine.platform.people import Actor
from engine.workflow import commands, worklist
from engine.workflow.commands.items import holds
from engine.workflow.errors import AlreadyDone
from engine.workflow.models import WorkItem
from forms import kit
from processes.review import service
from web.office.review.case import case_for, workspace_page
from web.office.review.desk import desk, form_of
from web.office.review.inbox_page import next_entry, number_of
from web.office.review.judge import fence_of
from web.office.review.notice import faults_with, notice_page, unseen
from web.office.review.view import Desk
from web.ui.guards import DbSession, Reviewer
from web.ui.page import redirect, wants_fragment
from web.ui.typed import Typed, TypedForm

router = APIRouter(prefix="/review")


@router.post("/{no}/conclusion")
def conclude(request: Request, session: DbSession, actor: Reviewer, no: str, typed: TypedForm) -> Response:
    """Decide over the whole application, then show the next applicant."""
    view = desk(session, actor, case_for(session, actor, no), "conclusion")
    item = next((item for item in view.items if item.form_key == "review/conclusion"), None)
    return _submit(request, session, actor, view, item, typed)


@router.post("/{no}/decision/{item_id}")
def decide(request: Request, session: DbSession, actor: Reviewer, no: str, item_id: UUID, typed: TypedForm) -> Response:
    """A supervisor's or blind reviewer's decision, then the next applicant."""
    view = desk(session, actor, case_for(session, actor, no))
    item = view.decision if view.decision is not None and view.decision.id == item_id else None
    return _submit(request, session, actor, view, item, typed)


@router.post("/{no}/take-back")
def take_back(request: Request, session: DbSession, actor: Reviewer, no: str) -> Response:
    """Take one's last conclusion back and open the case again. Raises TooLateToTakeBack, NotYourConclusion."""
    found = case_for(session, actor, no)
    service.take_back(session, actor, found.application)
    session.expire_all()
    again = desk(session, actor, found).entry
    if again is not None:
        worklist.take(session, actor, again.id)
    return redirect(request, f"/review/{no}", toast="结论已收回，可以重新判定。")


def _submit(
    request: Request, session: Session, actor: Actor, view: Desk, item: WorkItem | None, typed: Typed
) -> Response:
    preview = ""
    try:
        with session.begin_nested():
            preview = _complete(session, actor, view, item, typed)
    except AppError as refusal:
        errors = refusal.errors if isinstance(refusal, InvalidForm) else []
        return workspace_page(
            request, session, actor, view.no, "conclusion",
            typed=typed.text, errors=errors,
            sentence=None if isinstance(refusal, InvalidForm) else refusal.sentence, status=refusal.status,
        )  # fmt: skip
    session.expire_all()
    if preview:
        told = [FieldError("ok", preview)] if typed.first("seen") else []
        return notice_page(request, session, actor, view.no, typed, errors=told, status=422 if told else 200)
    return _next(request, session, actor, view.no, automatic=typed.first("auto") != "off")


def _complete(session: Session, actor: Actor, view: Desk, item: WorkItem | None, typed: Typed) -> str:
    """Conclude, unless a return has a notice that was not seen yet: then the reason to show it."""
    if view.entry is None:
        raise view.refusal or AlreadyDone()
    if view.pending and view.kind not in ("supervise", "blind", "settle"):
        raise InvalidForm(
            [FieldError("conclusion", f"还有 {view.pending} 份材料未判，请逐份判定后再提交结论")], typed.text
        )
    if item is None:
        raise AlreadyDone
    fence = fence_of(session, actor, view.entry.id, typed)
    checked = kit.check(form_of(session, item), typed.text)
    if not checked.ok:
        raise InvalidForm(checked.errors, checked.typed)
    if item.form_key == "review/conclusion" and checked.values.get("conclusion") == "return":
        holds(actor, worklist.entry_for(session, actor, view.entry.id), fence)
        if faults_with(view, typed) and (reason := unseen(view, typed)):
            return reason
    commands.complete(session, actor, item.id, checked.values, fence=fence)
    return ""


def _next(request: Request, session: Session, actor: Actor, no: str, *, automatic: bool) -> Response:
    """The next applicant without a detour over the list; the list when there is none."""
    entry = next_entry(session, actor) if automatic else None
    if entry is None:
        toast = f"{no} 的结论已提交。" + ("没有待审的申请了。" if automatic else "")
        return redirect(request, "/review/done", toast=toast)
    following = number_of(session, entry)
    if wants_fragment(request):
        return workspace_page(request, session, actor, following, done=no)
    return redirect(request, f"/review/{following}?done={no}")
