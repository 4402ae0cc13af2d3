"""Somebody signed in, somebody who has applied, a clerk, and the messages that were sent."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from engine.platform import ports, throttle
from engine.platform.database import work
from engine.platform.sms import SmsGateway, VoiceGateway
from processes.plans.models import Plan
from tests.processes.apply import builders
from tests.web.candidate.account.helpers import OLD, Gateway, institution_of
from tests.web.candidate.applicant import Applicant, applicant
from tests.web.visitor import Visitor, app_of, staff
from web.candidate.routes import router as candidate
from web.office.routes import router as office
from web.public.routes import router as public


@pytest.fixture
def app(tenant: UUID) -> FastAPI:
    throttle.reset()
    with work(tenant) as session:
        builders.deploy(session, tenant)
    return app_of(public, candidate, office)


@pytest.fixture
def visitor(app: FastAPI, tenant: UUID) -> Applicant:
    return applicant(app, tenant, OLD)


@pytest.fixture
def known(visitor: Applicant, tenant: UUID, plan: Plan) -> Applicant:
    """Somebody whose name and number are declared and who has applied."""
    visitor.walk(tenant, plan, until=None)
    return visitor


@pytest.fixture
def clerk(app: FastAPI, tenant: UUID, plan: Plan) -> Visitor:
    return staff(app, tenant, "苏经办", f"institution:{institution_of(tenant, plan)}:clerk")


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    gateway = Gateway()
    wired: dict[Any, Any] = {**ports._factories, SmsGateway: lambda: gateway, VoiceGateway: lambda: gateway}
    monkeypatch.setattr(ports, "_factories", wired)
    return gateway
