"""A hall with two candidates, half an hour before the start."""

import pytest
from sqlalchemy.orm import Session

from tests.processes.sit.builders import Hall, make_hall
from web.entry import wiring


@pytest.fixture
def hall(session: Session) -> Hall:
    wiring.wire()
    return make_hall(session)
