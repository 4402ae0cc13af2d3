"""Rows of who learns what until when: enrolments, the clock, quizzes."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow


class State(StrEnum):
    """Where an enrolment stands."""

    LEARNING = "learning"
    COMPLETED = "completed"  # everything studied; in a case, the trainer confirms the results
    CONFIRMED = "confirmed"  # by the trainer; the training-management system has yet to take the results
    DONE = "done"  # results confirmed and synchronised, or a self-chosen course finished
    EXEMPT = "exempt"
    FAILED = "failed"
    CLOSED = "closed"  # the case ended otherwise: withdrawn or cancelled


class Enrolment(TenantRow, Base):
    """One person's training: of a case (`application_id`), or one self-chosen course. `name` is for lists."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("tenant_id", "application_id"),
        CheckConstraint(
            "state in ('learning', 'completed', 'confirmed', 'done', 'exempt', 'failed', 'closed')", name="state"
        ),
        Index(None, "tenant_id", "institution_id", "state"),
    )

    person_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[str]
    application_id: Mapped[UUID | None]
    instance_id: Mapped[UUID | None]
    plan_id: Mapped[UUID | None]
    institution_id: Mapped[UUID | None]
    order_id: Mapped[UUID | None] = mapped_column(index=True)  # by which a self-chosen course was paid
    regulation_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_regulation.id"), index=True)
    title: Mapped[str]
    occupation: Mapped[str | None]
    grade: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=State.LEARNING)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime | None]
    studied_at: Mapped[datetime | None]  # the last credited moment
    completed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    account_link: Mapped[str | None]  # into the WeChat mini program, once the account is open there


class EnrolmentCourse(TenantRow, Base):
    """A course of an enrolment as it was asked for when the account was opened."""

    __tablename__ = "enrolment_course"
    __table_args__ = (UniqueConstraint("tenant_id", "enrolment_id", "course_id"),)

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    place: Mapped[int]
    minutes: Mapped[int]


class LearningSession(TenantRow, Base):
    """A lesson that is open before a learner. One at a time: the database refuses a second open one.

    `heard_at` is the moment up to which time was credited or given up; `beats` whether a script reports.
    """

    __tablename__ = "learning_session"
    __table_args__ = (
        Index(
            "uq_learning_session_open",
            "tenant_id",
            "person_id",
            unique=True,
            postgresql_where=text("closed_at is null"),
        ),
    )

    person_id: Mapped[UUID]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"))
    opened_at: Mapped[datetime]
    heard_at: Mapped[datetime]
    beats: Mapped[int] = mapped_column(default=0)
    credited: Mapped[int] = mapped_column(default=0)  # seconds
    closed_at: Mapped[datetime | None]


class LessonProgress(TenantRow, Base):
    """Seconds that the server credited to a learner in a lesson."""

    __tablename__ = "lesson_progress"
    __table_args__ = (
        UniqueConstraint("tenant_id", "enrolment_id", "lesson_id"),
        CheckConstraint("seconds >= 0", name="seconds"),
    )

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"))
    seconds: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)


class QuizAttempt(TenantRow, Base):
    """One try at a course's quiz: versions of questions in their order, and what was answered to each."""

    __tablename__ = "quiz_attempt"
    __table_args__ = (
        UniqueConstraint("tenant_id", "enrolment_id", "course_id", "number"),
        Index(
            "uq_quiz_attempt_open",
            "tenant_id",
            "enrolment_id",
            "course_id",
            unique=True,
            postgresql_where=text("finished_at is null"),
        ),
        CheckConstraint("score is null or score between 0 and 100", name="score"),
    )

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    questions: Mapped[list[UUID]]  # versions
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]
    score: Mapped[int | None]
    passed: Mapped[bool] = mapped_column(default=False)
