"""Rows of training: courses and lessons, who learns what until when, the clock, quizzes, results, proofs."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow


class Category(StrEnum):
    """The three kinds of courses; results and minutes are kept by them."""

    THEORY = "theory"
    SKILL = "skill"
    GENERAL = "general"

    @property
    def title(self) -> str:  # type: ignore[override]  # a title case of "theory" means nothing
        return {"theory": "理论知识", "skill": "专业技能", "general": "通用知识"}[self.value]


class State(StrEnum):
    """Where an enrolment stands."""

    LEARNING = "learning"
    COMPLETED = "completed"  # everything studied; in a case, the trainer confirms the results
    DONE = "done"  # results confirmed and synchronised, or a self-chosen course finished
    EXEMPT = "exempt"
    FAILED = "failed"


class Course(TenantRow, Base):
    """A course. `institution_id` is the institution that keeps it, or None for the authority's own.

    `quiz_questions` are drawn from the bank of the learner's occupation and grade; 0 means that there is no quiz.
    """

    __tablename__ = "course"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint("category in ('theory', 'skill', 'general')", name="category"),
        CheckConstraint("quiz_questions between 0 and 100 and quiz_pass between 1 and 100", name="quiz"),
    )

    code: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    category: Mapped[str]
    institution_id: Mapped[UUID | None] = mapped_column(ForeignKey("institution.id"), index=True)
    occupation: Mapped[str | None]  # whose questions the quiz of a self-chosen course draws
    grade: Mapped[str | None]
    quiz_questions: Mapped[int] = mapped_column(default=0)
    quiz_pass: Mapped[int] = mapped_column(default=60)  # percent
    free_choice: Mapped[bool] = mapped_column(default=False)  # anybody may choose it outside a case
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Lesson(TenantRow, Base):
    """A page of a course. `seconds` is how long it takes; more than that is never credited."""

    __tablename__ = "lesson"
    __table_args__ = (
        CheckConstraint("kind in ('text', 'pdf', 'video')", name="kind"),
        CheckConstraint("(kind = 'text') = (file_id is null)", name="file"),
        CheckConstraint("seconds between 60 and 10800", name="seconds"),
    )

    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"), index=True)
    place: Mapped[int]
    title: Mapped[str]
    kind: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    seconds: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class TrainingRegulation(TenantRow, Base):
    """What training an occupation and grade asks for. An institution's own one stands before the authority's."""

    __tablename__ = "training_regulation"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "occupation", "grade", "institution_id", name="owner", postgresql_nulls_not_distinct=True
        ),
    )

    occupation: Mapped[str]
    grade: Mapped[str]
    institution_id: Mapped[UUID | None] = mapped_column(ForeignKey("institution.id"))
    title: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)


class RegulationCourse(TenantRow, Base):
    """A ticked course and the minutes that must be studied in it."""

    __tablename__ = "regulation_course"
    __table_args__ = (
        UniqueConstraint("tenant_id", "regulation_id", "course_id"),
        CheckConstraint("minutes between 1 and 6000", name="minutes"),
    )

    regulation_id: Mapped[UUID] = mapped_column(ForeignKey("training_regulation.id", ondelete="CASCADE"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"))
    minutes: Mapped[int]


class Enrolment(TenantRow, Base):
    """One person's training: of a case (`application_id`), or one self-chosen course. `name` is for lists."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("tenant_id", "application_id"),
        CheckConstraint("state in ('learning', 'completed', 'done', 'exempt', 'failed')", name="state"),
        Index(None, "tenant_id", "institution_id", "state"),
    )

    person_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[str]
    application_id: Mapped[UUID | None]
    instance_id: Mapped[UUID | None]
    plan_id: Mapped[UUID | None]
    institution_id: Mapped[UUID | None]
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
