"""The candidate's pages over an authority whose definitions are in force, and an open plan; everything committed."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from engine.platform.database import work
from processes.plans.models import Plan
from tests.processes.apply import builders
from tests.processes.plans.builders import make_plan
from tests.support.database import Database
from tests.web.visitor import app_of
from web.candidate.routes import router


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    return committed_database.tenant_id


@pytest.fixture
def app(tenant: UUID) -> FastAPI:
    with work(tenant) as session:
        builders.deploy(session, tenant)
    return app_of(router)


@pytest.fixture
def plan(app: FastAPI, tenant: UUID) -> Plan:
    with work(tenant) as session:
        return make_plan(session)
