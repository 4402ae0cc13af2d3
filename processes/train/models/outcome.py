"""Rows of what comes of a training: results, what was reported, exemptions, proofs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow


class TrainingResult(TenantRow, Base):
    """What the trainer confirmed in one category; `minutes` and `quiz_score` are what the server counted."""

    __tablename__ = "training_result"
    __table_args__ = (
        UniqueConstraint("tenant_id", "enrolment_id", "category"),
        CheckConstraint("verdict in ('qualified', 'unqualified')", name="verdict"),
    )

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    category: Mapped[str]
    minutes: Mapped[int]
    offline_minutes: Mapped[int] = mapped_column(default=0)  # practice that the institution vouches for
    quiz_score: Mapped[int | None]
    verdict: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    confirmed_at: Mapped[datetime] = mapped_column(default=clock.now)


class RegistrySync(TenantRow, Base):
    """What the training-management system said to an enrolment's results, the last try."""

    __tablename__ = "registry_sync"
    __table_args__ = (
        UniqueConstraint("tenant_id", "enrolment_id"),
        CheckConstraint("status in ('waiting', 'accepted', 'refused')", name="status"),
    )

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    status: Mapped[str]
    serial: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    message: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)


class Exemption(TenantRow, Base):
    """A learner's request to be exempt by an earlier proof, and what became of it."""

    __tablename__ = "exemption"
    __table_args__ = (
        CheckConstraint("status in ('asked', 'agreed', 'granted', 'refused')", name="status"),
        Index(
            "uq_exemption_open",
            "tenant_id",
            "enrolment_id",
            unique=True,
            postgresql_where=text("status in ('asked', 'agreed')"),
        ),
    )

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    proof_no: Mapped[str]
    reason: Mapped[str]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    status: Mapped[str] = mapped_column(default="asked")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    answer: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]


class TrainingProof(TenantRow, Base):
    """培训证明: what it says stays as it was on the day of issue. `minutes` by category."""

    __tablename__ = "training_proof"
    __table_args__ = (
        UniqueConstraint("tenant_id", "no"),
        UniqueConstraint("tenant_id", "enrolment_id"),
        {"info": {"app": ("select", "insert")}},
    )

    no: Mapped[str]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    person_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[str]
    title: Mapped[str]
    issuer: Mapped[str]
    minutes: Mapped[dict[str, Any]]
    courses: Mapped[list[str]]
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)


class ProofCount(TenantRow, Base):
    """How many proofs were issued in a year: the middle part of their numbers."""

    __tablename__ = "training_proof_count"
    __table_args__ = (UniqueConstraint("tenant_id", "year"),)

    year: Mapped[int]
    last: Mapped[int]
