"""The hour at which every test begins, whatever day it is run on.

The house's own clock is moved, as an operator moves it in the demo: in the template of the databases, so that every
unit of work follows, and in the process, for what needs no database. Real installations that a test starts beside
itself keep the date of the machine.
"""

from datetime import UTC, datetime, timedelta

from engine.platform import clock
from engine.platform.clock import SHANGHAI

BEGINNING = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)  # a Monday; the next public holiday is New Year
MOVED = (BEGINNING - datetime.now(UTC)).total_seconds()


def begin() -> None:
    """Set this process's clock to the beginning; it runs on from there."""
    clock.adopt(MOVED)


def pass_by(by: timedelta) -> None:
    """Let time pass for this process alone, until its next unit of work adopts the database's clock again."""
    clock.adopt((clock.now() - datetime.now(UTC) + by).total_seconds())
