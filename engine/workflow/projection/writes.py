"""Statements that go to the server together: a command's writes cost one round trip (PostgreSQL's pipeline mode)."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from psycopg import Connection, Cursor
from psycopg.rows import namedtuple_row
from sqlalchemy import TextClause
from sqlalchemy.orm import Session

from engine.platform.audit.models import AuditRow
from engine.platform.outbox.models import OutboxRow

_NAMED = re.compile(r"(?<![:\w]):([a-z_]+)")


@lru_cache(maxsize=256)
def _plain(statement: str) -> str:
    """The statement as the driver reads it."""
    return _NAMED.sub(r"%(\1)s", statement.replace("%", "%%"))


def driver(session: Session) -> Connection[Any]:
    raw: Connection[Any] = session.connection().connection.driver_connection  # type: ignore[assignment]
    return raw


class Writes:
    """Gathers statements of one transaction and sends them at once, in order. Errors are the driver's."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.queued: list[tuple[str, dict[str, Any]]] = []

    def add(self, statement: TextClause, parameters: Mapping[str, Any]) -> int:
        """Queue a statement; returns its place among the answers."""
        self.queued.append((_plain(statement.text), dict(parameters)))
        return len(self.queued) - 1

    def send(self) -> list[Cursor[Any]]:
        """Send what is queued, with the audit and outbox rows that wait in the session; returns the answers."""
        waiting = [*self.session.new, *self.session.dirty, *self.session.deleted]
        only_appended = all(isinstance(row, AuditRow | OutboxRow) for row in waiting)
        if not only_appended:  # the ORM counts the rows it changes, which a pipeline tells too late
            self.session.flush()
        raw = driver(self.session)
        with raw.pipeline():
            self.session.flush()
            answers = [_execute(raw, statement, parameters) for statement, parameters in self.queued]
        self.queued = []
        return answers


def ask(session: Session, *asked: tuple[TextClause, Mapping[str, Any]]) -> list[Any]:
    """One row (or None) of each of several selects, in one round trip; a later one sees what an earlier one locked."""
    session.flush()
    raw = driver(session)
    with raw.pipeline():
        cursors = [_execute(raw, _plain(statement.text), parameters) for statement, parameters in asked]
        return [cursor.fetchone() for cursor in cursors]


def _execute(raw: Connection[Any], statement: str, parameters: Mapping[str, Any]) -> Cursor[Any]:
    return raw.cursor(row_factory=namedtuple_row).execute(statement.encode(), parameters, prepare=True)
