"""Rows of the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform.database.base import Base, TenantRow

GIVEN_UP_AFTER = 8
"""Attempts after which a row waits for an operator."""


class OutboxRow(TenantRow, Base):
    """An event to be carried out. `due_at` is when the relay may send it (again)."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_open", "due_at", postgresql_where=text("closed_at is null")),
        {"info": {"system": ("select", "update")}},
    )

    event: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    closed_at: Mapped[datetime | None]
