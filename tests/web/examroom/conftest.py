"""An exam room over HTTP: committed seats, machines, invigilators."""

import pytest

from engine.platform import throttle
from engine.platform.database import work
from tests.processes.sit.builders import make_hall
from tests.support.database import Database
from tests.web.examroom.machines import Place
from tests.web.visitor import app_of
from web.entry import wiring
from web.examroom import routes


@pytest.fixture
def place(committed_database: Database) -> Place:
    wiring.wire()
    throttle.reset()
    tenant = committed_database.tenant_id
    with work(tenant) as session:
        hall = make_hall(session)
        session.flush()
        return Place(
            app_of(routes.router),
            tenant,
            hall.row.id,
            hall.institution.id,
            [sitting.id for sitting in hall.sittings],
            hall.row.starts_at,
        )
