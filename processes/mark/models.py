"""Rows of marking: the result of each subject and attempt, examiners' scores, objections."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
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


class SkillSheet(TenantRow, Base):
    """That the chief examiner has closed the scoring of one subject, and why where the scores lie far apart."""

    __tablename__ = "skill_sheet"
    __table_args__ = (UniqueConstraint("tenant_id", "application_id", "subject", "attempt"),)

    application_id: Mapped[UUID]
    subject: Mapped[str]
    attempt: Mapped[int]
    closed_by: Mapped[UUID]
    closed_by_name: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime] = mapped_column(default=clock.now)


class Objection(TenantRow, Base):
    """A candidate doubts a published result; somebody who was not involved decides. One open objection a result.

    Another score is only wished for by the decider (`score_wished`); it counts once a second person has confirmed it.
    """

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("tenant_id", "no"),
        Index("uq_objection_open", "tenant_id", "result_id", unique=True, postgresql_where=text("decided_at is null")),
        CheckConstraint("decision is null or decision in ('upheld', 'rejected')", name="decision"),
        CheckConstraint("confirmed_by <> decided_by", name="four_eyes"),
        CheckConstraint("score_after is null or confirmed_by is not null", name="confirmed"),
    )

    no: Mapped[str]
    result_id: Mapped[UUID] = mapped_column(ForeignKey("subject_result.id"), index=True)
    application_id: Mapped[UUID]
    text: Mapped[str]
    instance_id: Mapped[UUID | None]
    raised_at: Mapped[datetime] = mapped_column(default=clock.now)
    score_before: Mapped[int | None]
    decision: Mapped[str | None]
    score_after: Mapped[int | None]
    answer: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[UUID | None]
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]  # answered: nothing is left to decide or to confirm
    score_wished: Mapped[int | None]
    confirmed_by: Mapped[UUID | None]
    confirmed_by_name: Mapped[str | None]
    refused_by_name: Mapped[str | None]  # who sent the other score back last, and why
    refused_because: Mapped[str] = mapped_column(default="", server_default="")


class KeyCorrection(TenantRow, Base):
    """Another answer key for a question of a paper: whoever sat it is marked again. Append-only, by two people."""

    __tablename__ = "key_correction"
    __table_args__ = (
        Index(None, "tenant_id", "paper_id", "place"),
        CheckConstraint("approved_by <> asked_by", name="four_eyes"),
    )

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"))
    place: Mapped[int]
    answer: Mapped[str]
    before: Mapped[str]
    reason: Mapped[str]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
