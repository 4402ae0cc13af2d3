"""A till with the software's own definitions in force."""

import pytest

from tests.processes.pay.builders import Till, make_till
from tests.support.database import Database


@pytest.fixture
def till(committed_database: Database) -> Till:
    return make_till(committed_database.tenant_id)
