"""A plan whose exam is to be arranged."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from tests.processes.apply.builders import deploy
from tests.processes.arrange.builders import ExamOffice, make_exam_office
from tests.processes.plans.builders import make_plan


@pytest.fixture
def office(session: Session, tenant: UUID) -> ExamOffice:
    deploy(session, tenant)
    return make_exam_office(session, make_plan(session))
