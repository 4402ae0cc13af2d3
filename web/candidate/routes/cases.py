"""A case as its applicant follows it, and taking it back."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from processes.apply import queries, service
from processes.apply.models import Application, Status
from processes.pay import queries as pay
from web.candidate import progress, summary
from web.candidate.filling import Filling
from web.candidate.sitting import has_ticket
from web.candidate.standing import Standing
from web.candidate.wizard import title_of
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.views import Link

router = APIRouter()


@router.get("/cases/{no}")
def show(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    application = queries.own_by_number(session, actor, no)
    handed_in, standing = application.submitted_at is not None, Standing(session, application)
    return page(
        request,
        "candidate/case.html",
        crumbs=[Link("首页", "/my")],
        case=case_view(session, application),
        now=progress.now_of(standing),
        stages=progress.stages(standing),
        expected=standing.expected,
        events=progress.events(standing),
        sections=summary.sections(Filling(session, application), change=False) if handed_in else [],
    )


@router.get("/cases/{no}/withdraw")
def ask_withdraw(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    application = queries.own_by_number(session, actor, no)
    if not may_withdraw(session, application):
        return redirect(request, f"/my/cases/{no}", toast="这份申请已经结束，不需要撤回")
    return page(request, "candidate/withdraw.html", case=case_view(session, application))


@router.post("/cases/{no}/withdraw")
def withdraw(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    service.withdraw(session, actor, queries.own_by_number(session, actor, no))
    return redirect(request, f"/my/cases/{no}", toast="申请已撤回")


def case_view(session: Session, application: Application) -> dict[str, Any]:
    late = application.status in progress.LATE
    return {
        "no": application.no,
        "title": title_of(session, application),
        "has_form": application.submitted_at is not None,
        "may_withdraw": may_withdraw(session, application),
        "has_ticket": late and has_ticket(session, application),
        "has_receipt": late and pay.is_settled(session, application.id),
    }


def may_withdraw(session: Session, application: Application) -> bool:
    return application.status != Status.ENDED and service.may_withdraw(session, application)
