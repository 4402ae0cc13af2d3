"""Lets time pass: fires due timers, relays events, seals the audit trail. Of several schedulers, one leads.

The leader holds an advisory lock on a connection of its own; when that connection breaks, the lock is free for
whoever asks first. A failing loop is written to the log and tried again, and never stops the others.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from engine.platform import database, log, outbox
from engine.platform.audit.seal import seal_once, sign_finished_days
from engine.platform.database import system_engine
from engine.platform.files import partial, sweep
from engine.platform.people.sign_in import forget_finished
from engine.platform.settings import settings
from engine.workflow import commands
from processes.pay.daily import reconcile_due
from web.entry import wiring
from web.entry.supervisor import until_signalled

LEADERSHIP = 0xCE27F10  # the advisory lock of this house
TICK = 0.1
logger = log.logger("scheduler")


@dataclass
class Loop:
    """Work that is done again `every` so many seconds, at once while there is more, later after a failure."""

    name: str
    once: Callable[[], int]
    every: float
    due: float = 0.0
    failures: int = 0

    def turn(self, now: float) -> None:
        """Do it when it is due. `now` is monotonic seconds."""
        if now < self.due:
            return
        try:
            done = self.once()
        except Exception as failure:
            self.failures += 1
            self.due = now + min(self.every * 2**self.failures, 30)
            logger.warning("loop failed", loop=self.name, error=repr(failure), failures=self.failures)
            return
        self.failures = 0
        self.due = now if done else now + self.every


def loops() -> list[Loop]:
    return [
        Loop("timers", lambda: commands.fire_due(100), every=0.5),
        Loop("relay", outbox.relay_once, every=0.2),
        Loop("sealer", seal_once, every=2.0),
        Loop("day roots", sign_finished_days, every=60.0),
        Loop("daily books", reconcile_due, every=60.0),
        Loop("old sign-ins", forget_finished, every=3600.0),
        Loop("broken uploads", partial.forget_expired, every=3600.0),
        Loop("files nobody refers to", sweep.sweep_due, every=6 * 3600.0),
    ]


class Leadership:
    """The advisory lock, held by a connection of its own."""

    def __init__(self) -> None:
        self._connection: Connection | None = None

    def held(self) -> bool:
        """Take the lock, or see whether it is still ours."""
        try:
            if self._connection is not None:
                self._connection.execute(text("select 1"))
                return True
            return self._ask()
        except SQLAlchemyError as failure:
            logger.warning("no leadership", error=type(failure).__name__)
            self.give_up()
            return False

    def _ask(self) -> bool:
        connection = system_engine().connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": LEADERSHIP}):
            self._connection = connection
            logger.info("leading")
            return True
        connection.close()
        return False

    def give_up(self) -> None:
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.invalidate()  # closing the connection frees the lock
                self._connection.close()
            self._connection = None


def run() -> None:
    """Schedule until SIGTERM or Ctrl-C."""
    log.configure(json=not settings().simulated)
    wiring.wire_to_serve()
    leadership, work, stopping = Leadership(), loops(), Event()
    with until_signalled(stopping):
        while not stopping.wait(TICK):
            if not leadership.held():
                stopping.wait(1.0)
                continue
            for loop in work:
                loop.turn(time.monotonic())
    leadership.give_up()
    database.dispose()
