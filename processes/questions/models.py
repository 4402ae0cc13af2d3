"""Rows of the question bank: element tables (鉴定要素细目表), questions and their immutable versions."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow


class Kind(StrEnum):
    """Kinds of questions that a machine can mark."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    JUDGE = "judge"

    @property
    def title(self) -> str:  # type: ignore[override]  # a title case of "single" means nothing
        return {"single": "单项选择题", "multiple": "多项选择题", "judge": "判断题"}[self.value]


class QuestionStatus(StrEnum):
    SUBMITTED = "submitted"  # automatic checks, first and final review go on
    RETURNED = "returned"  # back with its author
    APPROVED = "approved"  # in the bank
    REJECTED = "rejected"
    SUSPENDED = "suspended"  # was in the bank; not drawn any more


class ElementTable(TenantRow, Base):
    """The assessment elements of an occupation and grade. A new edition is a new row; one is active."""

    __tablename__ = "element_table"
    __table_args__ = (
        UniqueConstraint("tenant_id", "occupation", "grade", "edition"),
        Index(
            "uq_element_table_active",
            "tenant_id",
            "occupation",
            "grade",
            unique=True,
            postgresql_where=text("active"),
        ),
    )

    occupation: Mapped[str]
    grade: Mapped[str]
    edition: Mapped[int]
    title: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    imported_by: Mapped[UUID]
    imported_at: Mapped[datetime] = mapped_column(default=clock.now)


class ElementRange(TenantRow, Base):
    """A range (鉴定范围) of level 1 to 4. `weight` is its share of its parent in basis points, or None."""

    __tablename__ = "element_range"
    __table_args__ = (Index(None, "tenant_id", "table_id", "place"),)

    table_id: Mapped[UUID] = mapped_column(ForeignKey("element_table.id", ondelete="CASCADE"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("element_range.id"))
    place: Mapped[int]
    level: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    weight: Mapped[int | None]


class AssessmentPoint(TenantRow, Base):
    """A point (鉴定点) of the lowest range. `importance` is X core, Y common or Z auxiliary."""

    __tablename__ = "assessment_point"
    __table_args__ = (
        UniqueConstraint("tenant_id", "range_id", "code"),
        CheckConstraint("importance in ('X', 'Y', 'Z')", name="importance"),
    )

    table_id: Mapped[UUID] = mapped_column(ForeignKey("element_table.id", ondelete="CASCADE"), index=True)
    range_id: Mapped[UUID] = mapped_column(ForeignKey("element_range.id", ondelete="CASCADE"))
    place: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    importance: Mapped[str]


class Question(TenantRow, Base):
    """A question through its whole life; what it says is in its versions. Author, first and final reviewer differ."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("tenant_id", "no"),
        Index(None, "tenant_id", "occupation", "grade", "status"),
        CheckConstraint("status in ('submitted', 'returned', 'approved', 'rejected', 'suspended')", name="status"),
    )

    no: Mapped[str]
    occupation: Mapped[str]
    grade: Mapped[str]
    point_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment_point.id"), index=True)
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default=QuestionStatus.SUBMITTED)
    author_id: Mapped[UUID]
    instance_id: Mapped[UUID | None]
    version_id: Mapped[UUID | None]  # the newest version; the one in the bank once approved
    duplicate_group: Mapped[UUID | None] = mapped_column(index=True)  # near-duplicates and enemies: one of them a paper
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class QuestionVersion(TenantRow, Base):
    """What a question says; never changed. `answer` holds letters in order (`ACD`), or `T`/`F` of a judgement."""

    __tablename__ = "question_version"
    __table_args__ = (
        UniqueConstraint("tenant_id", "question_id", "number"),
        {"info": {"app": ("select", "insert")}},
    )

    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int]
    kind: Mapped[str]
    stem: Mapped[str]
    options: Mapped[list[str]] = mapped_column(default=list)
    answer: Mapped[str]
    explanation: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    difficulty: Mapped[int] = mapped_column(default=50)  # expected percentage of wrong answers
    written_by: Mapped[UUID]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
