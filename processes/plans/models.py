"""Rows of plans: what may be applied for, where, how many, and who holds which place."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow


class PlanStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"  # waiting for the second person
    PUBLISHED = "published"  # approved, before its window
    OPEN = "open"
    CLOSED = "closed"


class PlaceState(StrEnum):
    TAKEN = "taken"
    WAITING = "waiting"
    OFFERED = "offered"  # counted, until the person accepts or the time is over
    RELEASED = "released"


class ChangeStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"


class Counted:
    """A head-count: at most `capacity` places, None for no limit, of which `taken` are gone."""

    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)

    @property
    def left(self) -> int | None:
        """Places left; None where there is no limit."""
        return None if self.capacity is None else self.capacity - self.taken

    @property
    def has_room(self) -> bool:
        return self.capacity is None or self.taken < self.capacity


def _counts() -> CheckConstraint:
    return CheckConstraint("taken >= 0 and (capacity is null or taken <= capacity)", name="head_count")


class Plan(Counted, TenantRow, Base):
    """One registration plan. Moments are UTC; days of the policy are working days."""

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("tenant_id", "title"),
        Index(None, "tenant_id", "status", "closes_at"),
        CheckConstraint("opens_at < closes_at", name="window"),
        CheckConstraint("exam_from <= exam_until", name="exam_window"),
        CheckConstraint("status in ('draft', 'submitted', 'published', 'open', 'closed')", name="status"),
        CheckConstraint("approved_by is null or approved_by <> drafted_by", name="four_eyes"),
        _counts(),
    )

    title: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default=PlanStatus.DRAFT)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    waiting_list: Mapped[bool] = mapped_column(default=True)
    first_review_days: Mapped[int] = mapped_column(default=3)
    approval_days: Mapped[int] = mapped_column(default=5)
    correction_days: Mapped[int] = mapped_column(default=5)
    most_returns: Mapped[int] = mapped_column(default=2)
    take_back_minutes: Mapped[int] = mapped_column(default=2)
    sampling_percent: Mapped[int] = mapped_column(default=10)
    exam_from: Mapped[date]
    exam_until: Mapped[date]  # the last day: whoever has no seat by then leaves with his money
    pay_hours: Mapped[int] = mapped_column(default=72)
    training_required: Mapped[bool] = mapped_column(default=True)
    training_days: Mapped[int] = mapped_column(default=30)
    exam_minutes: Mapped[int] = mapped_column(default=90)
    late_minutes: Mapped[int] = mapped_column(default=30)
    early_minutes: Mapped[int] = mapped_column(default=30)
    idle_minutes: Mapped[int] = mapped_column(default=5)
    most_switches: Mapped[int] = mapped_column(default=3)
    needs_script: Mapped[bool] = mapped_column(default=True, server_default=true())  # else leaving is not noticed
    most_retakes: Mapped[int] = mapped_column(default=1)
    publicity_days: Mapped[int] = mapped_column(default=5)
    instance_id: Mapped[UUID | None]
    drafted_by: Mapped[UUID]
    drafted_at: Mapped[datetime] = mapped_column(default=clock.now)
    returned_reason: Mapped[str] = mapped_column(default="")
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    @property
    def take_back_delay(self) -> str:
        """ISO 8601, as timers want it."""
        return f"PT{self.take_back_minutes}M"

    @property
    def pay_delay(self) -> str:
        """ISO 8601, as timers want it."""
        return f"PT{self.pay_hours}H"


class PlanLine(Counted, TenantRow, Base):
    """An occupation and a grade that may be applied for."""

    __tablename__ = "plan_line"
    __table_args__ = (UniqueConstraint("tenant_id", "plan_id", "occupation", "grade"), _counts())

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"), index=True)
    place: Mapped[int]
    occupation: Mapped[str]
    occupation_name: Mapped[str]
    grade: Mapped[str]


class PlanInstitution(Counted, TenantRow, Base):
    """An institution that registers in a plan."""

    __tablename__ = "plan_institution"
    __table_args__ = (UniqueConstraint("tenant_id", "plan_id", "institution_id"), _counts())

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"), index=True)
    place: Mapped[int]
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("institution.id"))


class PlanPoint(Counted, TenantRow, Base):
    """A registration point of one of the plan's institutions."""

    __tablename__ = "plan_point"
    __table_args__ = (UniqueConstraint("tenant_id", "plan_id", "point_id"), _counts())

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"), index=True)
    place: Mapped[int]
    point_id: Mapped[UUID] = mapped_column(ForeignKey("registration_point.id"))
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("institution.id"))


class PlanPlace(TenantRow, Base):
    """The place of one application, or its turn on the waiting list (`joined_at` decides the order)."""

    __tablename__ = "plan_place"
    __table_args__ = (
        UniqueConstraint("tenant_id", "application_id"),
        Index(None, "tenant_id", "plan_id", "state", "joined_at"),
        CheckConstraint("state in ('taken', 'waiting', 'offered', 'released')", name="state"),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    line_id: Mapped[UUID] = mapped_column(ForeignKey("plan_line.id"))
    institution_id: Mapped[UUID]
    point_id: Mapped[UUID]
    application_id: Mapped[UUID]
    state: Mapped[str]
    joined_at: Mapped[datetime]


class PlanChange(TenantRow, Base):
    """A change asked for after publication. `wanted` holds the new figures, see rules.changes."""

    __tablename__ = "plan_change"
    __table_args__ = (
        Index(
            "uq_plan_change_requested",
            "tenant_id",
            "plan_id",
            unique=True,
            postgresql_where=text("status = 'requested'"),
        ),
        CheckConstraint("decided_by is null or decided_by <> requested_by", name="four_eyes"),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"), index=True)
    status: Mapped[str] = mapped_column(default=ChangeStatus.REQUESTED)
    wanted: Mapped[dict[str, Any]]
    reason: Mapped[str]
    requested_by: Mapped[UUID]
    requested_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
