"""A plan with the software's own definitions, and somebody who applies."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from engine.platform.people import Actor
from processes.plans.models import Plan
from tests.processes.apply import builders
from tests.processes.apply.builders import make_applicant
from tests.processes.plans.builders import make_plan


@pytest.fixture
def plan(session: Session, tenant: UUID) -> Plan:
    builders.deploy(session, tenant)
    return make_plan(session)


@pytest.fixture
def actor(session: Session) -> Actor:
    return make_applicant(session)
