"""A case as its applicant follows it, and taking it back."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from processes.apply import queries, service
from processes.apply.models import Application, Status
from web.candidate import progress, summary
from web.candidate.filling import Filling
from web.candidate.standing import Standing
from web.candidate.wizard import title_of
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.views import Link

router = APIRouter()


@router.get("/cases/{no}")
def show(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """Whose turn it is, and the stages; what was declared and what has happened stand on pages of their own."""
    application = queries.own_by_number(session, actor, no)
    standing, late = Standing(session, application), application.status in progress.LATE
    return page(
        request,
        "candidate/case.html",
        crumbs=[Link("首页", "/my")],
        case=case_view(session, application),
        now=progress.now_of(standing),
        stages=progress.stages(standing),
        expected=standing.expected,
        handed_in=application.submitted_at is not None,
        has_ticket=late and standing.later.has_ticket,
        has_receipt=late and standing.later.is_settled,
        live=application.status != Status.ENDED,
    )


@router.get("/cases/{no}/declared")
def declared(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """What was handed in."""
    application = queries.own_by_number(session, actor, no)
    if application.submitted_at is None:
        return redirect(request, f"/my/cases/{no}", toast="申请还没有提交")
    filling = Filling(session, application)
    sections = summary.sections(filling, change=False)
    return page(request, "candidate/declared.html", case={"no": no, "title": filling.title}, sections=sections)


@router.get("/cases/{no}/events")
def events(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """What has happened, oldest first."""
    application = queries.own_by_number(session, actor, no)
    found = progress.events(Standing(session, application))
    return page(request, "candidate/events.html", case=case_view(session, application), events=found)


@router.get("/cases/{no}/withdraw")
def ask_withdraw(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    application = queries.own_by_number(session, actor, no)
    if application.status == Status.ENDED:
        return redirect(request, f"/my/cases/{no}", toast="这份申请已经结束，不需要撤回")
    if not service.may_withdraw(session, application):
        return redirect(request, f"/my/cases/{no}", toast="考试已经开始，或证书正在制发，这份申请不能再撤回")
    return page(request, "candidate/withdraw.html", case=case_view(session, application))


@router.post("/cases/{no}/withdraw")
def withdraw(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    service.withdraw(session, actor, queries.own_by_number(session, actor, no))
    return redirect(request, f"/my/cases/{no}", toast="申请已撤回")


def case_view(session: Session, application: Application) -> dict[str, Any]:
    """What every page of a case says above."""
    return {"no": application.no, "title": title_of(session, application)}
