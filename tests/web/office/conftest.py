"""The desk that the review tests sit at, and the exam hall."""

import pytest

from tests.support.database import Database
from tests.web.office.desk import Desk, open_desk
from tests.web.office.hall import Hall
from tests.web.visitor import app_of
from web.office import routes


@pytest.fixture
def desk(committed_database: Database) -> Desk:
    return open_desk(committed_database, app_of(routes.router))


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
