"""Rows of marking: the result of each subject and attempt, examiners' scores, objections."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow


class ResultState(StrEnum):
    PENDING = "pending"  # examiners still score
    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"
    DISQUALIFIED = "disqualified"
    POSTPONED = "postponed"


class SubjectResult(TenantRow, Base):
    """The result of one subject in one attempt. `score` in tenths of a point, 0 to 1000; from 600 on it is passed."""

    __tablename__ = "subject_result"
    __table_args__ = (
        UniqueConstraint("tenant_id", "application_id", "subject", "attempt"),
        CheckConstraint("score is null or score between 0 and 1000", name="score"),
        CheckConstraint(
            "state in ('pending', 'passed', 'failed', 'absent', 'disqualified', 'postponed')", name="state"
        ),
    )

    application_id: Mapped[UUID]
    person_id: Mapped[UUID]
    plan_id: Mapped[UUID]
    subject: Mapped[str]
    attempt: Mapped[int]
    sitting_id: Mapped[UUID | None]
    paper_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(default=ResultState.PENDING)
    score: Mapped[int | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)  # by part of the paper, the rule and its inputs
    marked_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]  # publicity over, objections answered


class ExaminerScore(TenantRow, Base):
    """What one examiner gave for a skill or review subject, in tenths of a point. Three examiners, or more, odd."""

    __tablename__ = "examiner_score"
    __table_args__ = (
        UniqueConstraint("tenant_id", "application_id", "subject", "attempt", "person_id"),
        CheckConstraint("score between 0 and 1000", name="score"),
        Index(None, "tenant_id", "application_id"),
    )

    application_id: Mapped[UUID]
    subject: Mapped[str]
    attempt: Mapped[int]
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    score: Mapped[int]
    remark: Mapped[str] = mapped_column(default="")
    scored_at: Mapped[datetime] = mapped_column(default=clock.now)
