"""Rows of the exam: sittings, their journal of answers, and what happened in the room."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow


class SittingState(StrEnum):
    EXPECTED = "expected"  # has a seat
    ADMITTED = "admitted"  # identity checked, waits for the start
    RUNNING = "running"
    HANDED_IN = "handed_in"
    ABSENT = "absent"
    DISQUALIFIED = "disqualified"
    POSTPONED = "postponed"


class Sitting(TenantRow, Base):
    """One candidate's attempt at one subject. Times are the server's; `deadline` includes credited outages.

    `fence` is the number of the device that may write; a new device gets the next one and the old one is refused.
    `sequence` and `head` are the end of the journal, `answered` how many questions it answers. An end that a person
    may still reverse has no `told_at`: the case learns of it later. A device that asks to take over keeps a secret;
    `move_proof` is its hash and `move_code` what its screen and the invigilator's wall show, `handover_proof` the one
    that was approved.
    """

    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("tenant_id", "seat_id"),
        Index(None, "tenant_id", "session_id", "state"),
        Index(None, "tenant_id", "application_id"),
        CheckConstraint(
            "state in ('expected', 'admitted', 'running', 'handed_in', 'absent', 'disqualified', 'postponed')",
            name="state",
        ),
    )

    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("exam_session.id"))
    application_id: Mapped[UUID]
    person_id: Mapped[UUID]
    subject: Mapped[str]
    attempt: Mapped[int]
    paper_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(default=SittingState.EXPECTED)
    fence: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    credited_seconds: Mapped[int] = mapped_column(default=0)
    handed_in_at: Mapped[datetime | None]
    handed_in_how: Mapped[str | None]  # own, time, idle, switches
    last_seen_at: Mapped[datetime | None]
    switches: Mapped[int] = mapped_column(default=0)
    receipt: Mapped[str | None]  # hash of the last line of the journal at hand-in
    admitted_at: Mapped[datetime | None]
    admitted_how: Mapped[str | None]  # id_card, station, override
    key_encrypted: Mapped[bytes | None]  # base64 of the key that authenticates the journal, given at the start
    sequence: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(default="")
    answered: Mapped[int] = mapped_column(default=0)
    flagged: Mapped[list[Any]] = mapped_column(default=list)  # places marked to look at again
    unsent: Mapped[int] = mapped_column(default=0)  # lines that the device says it still holds
    active_at: Mapped[datetime | None]  # the last sign of a person: an answer, a key, the pointer
    idle_warned_at: Mapped[datetime | None]
    away_since: Mapped[datetime | None]
    hand_up_at: Mapped[datetime | None]
    skewed: Mapped[bool] = mapped_column(default=False)  # the device's clock runs off by more than two seconds
    move_asked_at: Mapped[datetime | None]
    move_code: Mapped[str | None]
    move_proof: Mapped[str | None]
    handover: Mapped[bool] = mapped_column(default=False)  # the device that was approved may take over
    handover_proof: Mapped[str | None]
    unscripted_at: Mapped[datetime | None]  # when it was last used without the script that the plan wants
    told_at: Mapped[datetime | None]


class AnswerLine(TenantRow, Base):
    """A line of the journal of answers: append-only, chained by hash. The last line of a place is the answer."""

    __tablename__ = "answer_line"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sitting_id", "sequence"),
        {"info": {"app": ("select", "insert")}},
    )

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    sequence: Mapped[int]
    place: Mapped[int]  # of the paper
    answer: Mapped[str]
    client_ms: Mapped[int]  # the device's monotonic clock
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    previous: Mapped[str]
    hash: Mapped[str]
    mac: Mapped[str] = mapped_column(default="")  # HMAC of the hash by the key of the fence
    fence: Mapped[int] = mapped_column(default=0)


class LateLine(TenantRow, Base):
    """An authentic line that came when the sitting had been handed in by force or by time. A person decides.

    `in_time`: the device's clock and its heartbeats place it before the end.
    """

    __tablename__ = "late_line"
    __table_args__ = (UniqueConstraint("tenant_id", "sitting_id", "sequence"),)

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    sequence: Mapped[int]
    place: Mapped[int]
    answer: Mapped[str]
    client_ms: Mapped[int]
    previous: Mapped[str]
    hash: Mapped[str]
    mac: Mapped[str]
    fence: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    in_time: Mapped[bool]
    accepted: Mapped[bool | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]


class SittingEvent(TenantRow, Base):
    """What happened at a sitting: seen, switched away, idle, warned, moved, credited, reversed. Append-only."""

    __tablename__ = "sitting_event"
    __table_args__ = (Index(None, "tenant_id", "sitting_id", "id"), {"info": {"app": ("select", "insert")}})

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(default="")
    person_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class SessionSheet(TenantRow, Base):
    """The close of a session: counts by state, and the hash over all receipts, sorted. Append-only."""

    __tablename__ = "session_sheet"
    __table_args__ = (UniqueConstraint("tenant_id", "session_id"), {"info": {"app": ("select", "insert")}})

    session_id: Mapped[UUID] = mapped_column(ForeignKey("exam_session.id"))
    counts: Mapped[dict[str, Any]]
    lines: Mapped[int]  # of all journals together
    root: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    closed_by: Mapped[UUID]
    closed_by_name: Mapped[str]
    closed_at: Mapped[datetime] = mapped_column(default=clock.now)


class ExamMachine(TenantRow, Base):
    """A machine of an exam room. `code` is typed there once; `problems` are what its last test found, in sentences."""

    __tablename__ = "exam_machine"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        Index(
            "uq_exam_machine_name",
            "tenant_id",
            "institution_id",
            "room",
            "name",
            unique=True,
            postgresql_where=text("retired_at is null"),
        ),
    )

    institution_id: Mapped[UUID] = mapped_column(ForeignKey("institution.id"), index=True)
    room: Mapped[str]
    name: Mapped[str]
    code: Mapped[str]
    registered_by: Mapped[UUID]
    registered_at: Mapped[datetime] = mapped_column(default=clock.now)
    tested_at: Mapped[datetime | None]
    version: Mapped[str] = mapped_column(default="")
    browser: Mapped[str] = mapped_column(default="")
    screen: Mapped[str] = mapped_column(default="")
    skew_ms: Mapped[int] = mapped_column(default=0)
    delay_ms: Mapped[int] = mapped_column(default=0)
    problems: Mapped[list[str]] = mapped_column(default=list)
    retired_at: Mapped[datetime | None]
