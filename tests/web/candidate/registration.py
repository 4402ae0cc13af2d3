"""A clerk at his desk and what he posts, for the tests of both ends of a registration."""

from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import select

from engine.platform.database import work
from processes.plans.models import Plan, PlanPoint
from tests.web.candidate.applicant import Answers, facts, identity
from tests.web.visitor import Visitor, staff

PHONE = "19900000301"


def clerk(app: FastAPI, tenant: UUID, plan: Plan, name: str = "苏经办") -> Visitor:
    """Signed in, a clerk of the plan's institution; commits."""
    with work(tenant) as session:
        own = session.scalars(select(PlanPoint.institution_id).where(PlanPoint.plan_id == plan.id)).one()
    return staff(app, tenant, name, f"institution:{own}:clerk")


def form(tenant: UUID, plan: Plan, **known: str) -> Answers:
    """The clerk's form as a browser posts it: both steps complete."""
    return {"plan_id": str(plan.id), **identity(phone=PHONE), **facts(tenant, plan)} | known
