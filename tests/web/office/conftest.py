"""The desk that the review tests sit at, and the exam hall."""

import pytest

from engine.platform.database import work
from tests.processes.apply.builders import deploy
from tests.processes.plans.builders import make_institution, make_plan
from tests.support.database import Database
from tests.web.office.desk import Desk
from tests.web.office.hall import Hall
from tests.web.visitor import app_of
from web.office import routes


@pytest.fixture
def desk(committed_database: Database) -> Desk:
    tenant = committed_database.tenant_id
    with work(tenant) as session:
        deploy(session, tenant)
        institution = make_institution(session)
        plan = make_plan(session, institution=institution)
        plan.sampling_percent = 0
    return Desk(app_of(routes.router), tenant, plan.id, institution.id)


@pytest.fixture
def hall(committed_database: Database) -> Hall:
    return Hall(committed_database)


@pytest.fixture
def published(hall: Hall) -> Hall:
    """Four people with a ticket each."""
    hall.follow(hall.generate())
    hall.solve()
    hall.follow(hall.publish())
    hall.drain()
    return hall
