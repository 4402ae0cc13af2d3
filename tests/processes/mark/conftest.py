"""An exam hall in a plan, definitions in force."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.workflow.models import Incident
from processes.plans.models import Plan
from tests.processes.apply.builders import deploy
from tests.processes.mark.builders import ExamHall, make_hall
from tests.processes.plans.builders import make_plan


@pytest.fixture
def plan(session: Session, tenant: UUID) -> Plan:
    deploy(session, tenant)
    return make_plan(session)


@pytest.fixture
def hall(session: Session, plan: Plan) -> ExamHall:
    return make_hall(session, plan)


@pytest.fixture(autouse=True)
def no_incident_in_silence(session: Session) -> Iterator[None]:
    """A handler that failed is held with an incident: here it fails the test with its trace."""
    yield
    for incident in session.scalars(select(Incident).where(Incident.resolved_at.is_(None))):
        raise AssertionError(f"{incident.message}\n{incident.trace}")
