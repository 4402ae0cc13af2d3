"""No test depends on the day it is run on: all begin on one Monday morning, by the house's own clock."""

import re
from datetime import timedelta

from sqlalchemy.orm import Session

from engine.platform import calendar, clock
from engine.platform.database import system_work
from tests.house.files import texts
from tests.support.database import Database
from tests.support.time import BEGINNING

KEEPERS = ("tests/support/time.py", "tests/conftest.py", "engine/platform/", "tests/house/test_clock.py")
SIGNER = "integrations/storage/s3.py"  # the store outside compares with its own clock
OTHER_CLOCKS = re.compile(r"\b(datetime\.(utc)?now|date\.today|clock\.adopt)\(|\btime_machine\b")


def _began() -> bool:
    return timedelta() <= clock.now() - BEGINNING < timedelta(hours=8)


def test_the_beginning_is_an_ordinary_week() -> None:
    days = [BEGINNING.date() + timedelta(days=ahead) for ahead in range(26)]
    assert all(calendar.is_working_day(day) == (day.weekday() < 5) for day in days)


def test_a_test_without_a_database_begins_there() -> None:
    assert _began()


def test_a_rolled_back_test_begins_there(session: Session) -> None:
    assert _began()


def test_a_unit_of_work_of_its_own_database_begins_there(committed_database: Database) -> None:
    with system_work():
        assert _began()


def test_nobody_else_asks_the_machine_for_the_date() -> None:
    asking = [
        f"{path}: {hit.group()}"
        for path, content in texts()
        if path.endswith(".py") and not path.startswith(KEEPERS) and path != SIGNER
        if (hit := OTHER_CLOCKS.search(content))
    ]
    assert asking == []
