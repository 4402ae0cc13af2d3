"""Holding a case longer, giving it back, passing it over."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from engine.workflow import worklist
from engine.workflow.errors import AlreadyDone, LeaseLost
from processes.review import service
from web.office.review.case import case_for, workspace_page
from web.office.review.desk import desk
from web.office.review.inbox_page import next_entry, number_of
from web.ui.guards import DbSession, Reviewer
from web.ui.page import redirect, wants_fragment
from web.ui.typed import TypedForm

router = APIRouter(prefix="/review")
Fence = Annotated[int, Query(ge=0, lt=2**63)]


@router.post("/{no}/heartbeat")
def heartbeat(request: Request, session: DbSession, actor: Reviewer, no: str, fence: Fence) -> Response:
    """Lengthen the lease. Raises LeaseLost."""
    view = desk(session, actor, case_for(session, actor, no))
    if view.entry is None:
        raise view.refusal or LeaseLost()
    worklist.heartbeat(session, actor, view.entry.id, fence)
    session.expire_all()
    if wants_fragment(request):
        return workspace_page(request, session, actor, no, block="lease")
    return redirect(request, f"/review/{no}")


@router.post("/{no}/release")
def release(request: Request, session: DbSession, actor: Reviewer, no: str) -> Response:
    """Give the case back, for anybody to take."""
    view = desk(session, actor, case_for(session, actor, no))
    if view.entry is not None and view.fence is not None:
        worklist.put_back(session, actor, view.entry.id, view.fence)
    return redirect(request, "/review", toast="已放回，其他审核员可以领取。")


@router.post("/{no}/skip")
def skip(request: Request, session: DbSession, actor: Reviewer, no: str, typed: TypedForm) -> Response:
    """Pass the applicant over with a reason; who is at work gets the next one, who reads the list stays there.

    Raises ReasonNeeded, HeldByAnother.
    """
    view = desk(session, actor, case_for(session, actor, no))
    if view.entry is None:
        raise view.refusal or AlreadyDone()
    service.skip(session, actor, view.entry.id, typed.first("reason")[:200])
    from_list = typed.first("from") == "list"
    following = None if from_list else next_entry(session, actor)
    where = f"/review/{number_of(session, following)}" if following is not None else "/review"
    return redirect(request, where, toast=f"已跳过 {no}，4 小时内不再分给您。")
