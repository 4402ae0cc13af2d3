"""Writing an event, in the transaction that caused it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.outbox.models import OutboxRow
from engine.platform.outbox.registry import dump


def record(session: Session, event: Any, *, at: datetime | None = None) -> None:
    """Have the event carried out once this transaction has committed; with `at`, not before that moment."""
    now = clock.now()
    session.add(OutboxRow(event=type(event).__name__, payload=dump(event), created_at=now, due_at=at or now))
