"""An office with the software's own definitions in force."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from processes.plans.models import Plan
from tests.processes.apply.builders import deploy
from tests.processes.plans.builders import make_plan
from tests.processes.review.builders import Office, make_office


@pytest.fixture
def plan(session: Session, tenant: UUID) -> Plan:
    deploy(session, tenant)
    plan = make_plan(session)
    plan.sampling_percent = 0
    return plan


@pytest.fixture
def office(session: Session, plan: Plan) -> Office:
    return make_office(session, plan)
