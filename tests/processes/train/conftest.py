"""A school with the software's own definitions in force."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from tests.processes.apply.builders import deploy
from tests.processes.train.builders import School, make_school


@pytest.fixture
def school(session: Session, tenant: UUID) -> School:
    deploy(session, tenant)
    return make_school(session)
