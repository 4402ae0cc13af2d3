"""Rows of the arrangement: who is admitted, rooms, sessions, seats, tickets, who invigilates, what was proposed."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow


class AdmissionState(StrEnum):
    WAITING = "waiting"  # for seats
    SEATED = "seated"  # published: the case knows its seats
    LEFT = "left"  # the case has ended, or the exam is over


class Admission(TenantRow, Base):
    """A case that may sit the exam now: its subjects still to be passed, in this attempt (1 正考, from 2 on 补考)."""

    __tablename__ = "admission"
    __table_args__ = (
        UniqueConstraint("tenant_id", "application_id", "attempt"),
        Index(None, "tenant_id", "plan_id", "state"),
        CheckConstraint("state in ('waiting', 'seated', 'left')", name="state"),
    )

    application_id: Mapped[UUID]
    person_id: Mapped[UUID]
    plan_id: Mapped[UUID]
    plan_line_id: Mapped[UUID]
    institution_id: Mapped[UUID]
    occupation: Mapped[str]
    grade: Mapped[str]
    attempt: Mapped[int]
    subjects: Mapped[list[str]]  # codes of `catalogue.subjects`
    state: Mapped[str] = mapped_column(default=AdmissionState.WAITING)
    admitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    told_at: Mapped[datetime | None]  # when the case and its owner were told of the seats


class ExamRoom(TenantRow, Base):
    """A room of an institution. `subjects` says what can be held in it; machines stand in rooms for theory."""

    __tablename__ = "exam_room"
    __table_args__ = (
        UniqueConstraint("tenant_id", "institution_id", "name"),
        CheckConstraint("capacity > 0", name="capacity"),
    )

    institution_id: Mapped[UUID] = mapped_column(ForeignKey("institution.id"))
    name: Mapped[str]
    address: Mapped[str]
    capacity: Mapped[int]
    columns: Mapped[int] = mapped_column(default=5)  # seats in a row; they are numbered row by row
    subjects: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(default=True)


class ExamSession(TenantRow, Base):
    """A session (场次): one subject of one plan line in one room. `paper_id` is sealed; only theory has one."""

    __tablename__ = "exam_session"
    __table_args__ = (
        Index(None, "tenant_id", "plan_id", "starts_at"),
        Index(
            "uq_exam_session_room", "tenant_id", "room_id", "starts_at", unique=True, postgresql_where=text("not void")
        ),
        CheckConstraint("starts_at < ends_at", name="time"),
    )

    plan_id: Mapped[UUID]
    plan_line_id: Mapped[UUID]
    subject: Mapped[str]
    room_id: Mapped[UUID] = mapped_column(ForeignKey("exam_room.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    paper_id: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    void: Mapped[bool] = mapped_column(default=False)


class Seat(TenantRow, Base):
    """A candidate's seat in a session, one live seat a subject. `pinned` by hand, a new solution leaves it there."""

    __tablename__ = "seat"
    __table_args__ = (
        Index("uq_seat_place", "tenant_id", "session_id", "number", unique=True, postgresql_where=text("not void")),
        Index(
            "uq_seat_subject", "tenant_id", "admission_id", "subject", unique=True, postgresql_where=text("not void")
        ),
        Index(
            "uq_seat_ticket",
            "tenant_id",
            "ticket_no",
            "subject",
            "session_id",
            unique=True,
            postgresql_where=text("not void"),
        ),
        Index(None, "tenant_id", "application_id"),
    )

    admission_id: Mapped[UUID] = mapped_column(ForeignKey("admission.id"))
    application_id: Mapped[UUID]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("exam_session.id"), index=True)
    subject: Mapped[str]
    number: Mapped[int]
    ticket_no: Mapped[str]  # the same in all subjects of an attempt
    pinned: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None]
    void: Mapped[bool] = mapped_column(default=False)


class Ticket(TenantRow, Base):
    """The ticket number of an admission, given when its seats are published; it stays through later moves."""

    __tablename__ = "ticket"
    __table_args__ = (UniqueConstraint("tenant_id", "no"), UniqueConstraint("tenant_id", "admission_id"))

    admission_id: Mapped[UUID] = mapped_column(ForeignKey("admission.id"))
    no: Mapped[str]
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)


class TicketCount(TenantRow, Base):
    """How many ticket numbers have begun alike: the serial of the next one."""

    __tablename__ = "ticket_count"
    __table_args__ = (UniqueConstraint("tenant_id", "prefix"),)

    prefix: Mapped[str]
    last: Mapped[int]


class ArrangeRules(TenantRow, Base):
    """What an authority has decided for all its arrangements; one row at most."""

    __tablename__ = "arrange_rules"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    ticket_template: Mapped[str]
    notes: Mapped[str]  # printed on the ticket, a line each


class Invigilation(TenantRow, Base):
    """Someone invigilates a session. Whoever was replaced stays on record with the reason."""

    __tablename__ = "invigilation"
    __table_args__ = (
        Index(
            "uq_invigilation_live",
            "tenant_id",
            "session_id",
            "person_id",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
        Index(None, "tenant_id", "person_id"),
    )

    session_id: Mapped[UUID] = mapped_column(ForeignKey("exam_session.id"))
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    chief: Mapped[bool] = mapped_column(default=False)
    replaces: Mapped[UUID | None] = mapped_column(ForeignKey("invigilation.id"))
    reason: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]


class ProposalState(StrEnum):
    ASKED = "asked"
    READY = "ready"
    ADOPTED = "adopted"
    DROPPED = "dropped"


class Proposal(TenantRow, Base):
    """A computed arrangement of a plan, looked at before it is adopted.

    `places` are `[admission, subject, session]`; `fingerprint` tells whether the arrangement has changed since.
    """

    __tablename__ = "arrange_proposal"
    __table_args__ = (
        Index(None, "tenant_id", "plan_id", "state"),
        CheckConstraint("state in ('asked', 'ready', 'adopted', 'dropped')", name="state"),
    )

    plan_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(default=ProposalState.ASKED)
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    ready_at: Mapped[datetime | None]
    milliseconds: Mapped[int | None]
    fingerprint: Mapped[str] = mapped_column(default="")
    places: Mapped[list[Any]] = mapped_column(default=list)
    unseated: Mapped[list[UUID]] = mapped_column(default=list)
    shortages: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
