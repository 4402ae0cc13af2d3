"""Rows of courses, lessons and regulations."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
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


class Course(TenantRow, Base):
    """A course. `institution_id` is the institution that keeps it, or None for the authority's own.

    `quiz_questions` are drawn from the bank of the learner's occupation and grade; 0 means that there is no quiz.
    """

    __tablename__ = "course"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint("category in ('theory', 'skill', 'general')", name="category"),
        CheckConstraint("fee_fen between 0 and 10000000", name="fee"),
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
    fee_fen: Mapped[int] = mapped_column(default=0, server_default="0")  # of the free choice; within a case it is free
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
