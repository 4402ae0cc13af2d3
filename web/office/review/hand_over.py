"""A reviewer gives the applicant he holds to a colleague of the same group."""

from collections.abc import Sequence

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import notices
from engine.platform.errors import AppError, FieldError
from engine.platform.people import Actor, queries
from engine.workflow import worklist
from engine.workflow.errors import LeaseLost
from engine.workflow.models import WorklistEntry
from processes.review import inbox
from processes.review.rules import MOST_TEXT
from processes.review.workspace import Case
from web.office.review.case import case_for
from web.ui.guards import DbSession, Reviewer
from web.ui.page import page, redirect
from web.ui.typed import TypedForm

router = APIRouter(prefix="/review")


@router.get("/{no}/hand-over")
def show(request: Request, session: DbSession, actor: Reviewer, no: str) -> Response:
    """Raises LeaseLost."""
    found = case_for(session, actor, no)
    return _draw(request, session, actor, found, _held(session, actor, found))


@router.post("/{no}/hand-over")
def hand_over(request: Request, session: DbSession, actor: Reviewer, no: str, typed: TypedForm) -> Response:
    """Assign it to the colleague, who is told why. Raises LeaseLost."""
    found = case_for(session, actor, no)
    entry = _held(session, actor, found)
    to, reason = typed.first("to"), typed.first("reason")
    person = next((one for one in queries.members(session, entry.group_name) if str(one.id) == to), None)
    errors = []
    if person is None or person.id == actor.person_id:
        errors.append(FieldError("to", "请选择转交给哪位同事"))
    if not reason or len(reason) > MOST_TEXT:
        errors.append(FieldError("reason", f"请写明转交的原因，不超过 {MOST_TEXT} 字"))
    if not errors and person is not None:
        try:
            with session.begin_nested():
                worklist.assign(session, actor, entry.id, queries.actor(session, person.id), reason=reason)
        except AppError as refusal:
            errors.append(FieldError("to", refusal.sentence))
    if errors or person is None:
        return _draw(request, session, actor, found, entry, to=to, reason=reason, errors=errors)
    body = f"{actor.name}把申请编号 {no} 的审核转交给您。原因：{reason}。"
    notices.send(session, person.id, "review.assigned", title="有审核任务转交给您", body=body, link=f"/review?q={no}")
    return redirect(request, "/review", toast=f"{no} 已转交给{person.name}。")


def _held(session: Session, actor: Actor, found: Case) -> WorklistEntry:
    """The entry that the actor holds. Raises LeaseLost."""
    entry = inbox.entry_of(session, actor, found.application)
    if entry is None or entry.holder_id != actor.person_id or not worklist.is_held(entry):
        raise LeaseLost
    return entry


def _draw(
    request: Request,
    session: Session,
    actor: Actor,
    found: Case,
    entry: WorklistEntry,
    *,
    to: str = "",
    reason: str = "",
    errors: Sequence[FieldError] = (),
) -> Response:
    others = [one for one in queries.members(session, entry.group_name) if one.id != actor.person_id]
    return page(
        request,
        "office/review/hand_over.html",
        status=422 if errors else 200,
        no=found.application.no,
        name=found.application.name,
        title=found.title,
        people=[(str(one.id), one.name) for one in others],
        to=to,
        reason=reason,
        errors=list(errors),
        said={error.path: error.message for error in errors},
    )
