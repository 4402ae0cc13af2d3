"""A notice and what became of its text message."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow


class SmsState(StrEnum):
    """`waiting` with an error is being tried again; `refused` is final."""

    NONE = "none"
    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


class Notice(TenantRow, Base):
    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("sms_state in ('none', 'waiting', 'sent', 'refused')", name="sms_state"),
        Index("ix_notice_unread", "person_id", postgresql_where=text("read_at is null")),
        Index("ix_notice_undelivered", "created_at", postgresql_where=text("sms_error is not null")),
    )

    person_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    link: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    sms_state: Mapped[str] = mapped_column(default=SmsState.NONE)
    sms_error: Mapped[str | None]
    sms_sent_at: Mapped[datetime | None]
