"""A bank with its people."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from tests.processes.questions.builders import Bank, make_bank


@pytest.fixture
def bank(session: Session, tenant: UUID) -> Bank:
    return make_bank(session, tenant)
