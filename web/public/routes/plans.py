"""The public home with the open plans, and a plan's page."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web.public import open_plans
from web.ui import page
from web.ui.guards import DbSession, Public

router = APIRouter()


@router.get("/")
def home(request: Request, session: DbSession, visitor: Public, occupation: str = "", grade: str = "") -> Response:
    return page(
        request,
        "public/home.html",
        "offers",
        offers=open_plans.offers(session, occupation=occupation, grade=grade),
        upcoming=open_plans.upcoming(session),
        grades=open_plans.grades(),
        occupation=occupation,
        grade=grade,
    )


@router.get("/open/{plan_id}")
def plan(request: Request, session: DbSession, visitor: Public, plan_id: UUID) -> Response:
    return page(request, "public/plan.html", plan=open_plans.plan_page(session, plan_id), plan_id=plan_id)
