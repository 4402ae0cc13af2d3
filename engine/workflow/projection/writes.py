"""Statements that go to the server together: a command's writes cost one round trip."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause
from sqlalchemy.orm import Session

from engine.platform.database.packet import Answer, Statement, exchange


class Writes:
    """Gathers statements of one transaction and sends them at once, in order. Errors are the driver's."""

    def __init__(self, session: Session) -> None:
        self.session, self.connection = session, session.connection()
        self.tenant: UUID = self.connection.info["tenant"]
        self.queued: list[tuple[TextClause, dict[str, Any]]] = []

    def add(self, statement: TextClause, parameters: Mapping[str, Any]) -> int:
        """Queue a statement; returns its place among the answers."""
        self.queued.append((statement, dict(parameters)))
        return len(self.queued) - 1

    def send(self) -> list[Answer]:
        """Send what is queued, after what waits in the session; returns the answers."""
        self.session.flush()
        queued, self.queued = self.queued, []
        return exchange(self.connection, *queued)


def ask(session: Session, *asked: Statement) -> list[Any]:
    """One row (or None) of each of several selects, in one round trip; a later one sees what an earlier one locked."""
    session.flush()
    return [answer.first() for answer in exchange(session.connection(), *asked)]
