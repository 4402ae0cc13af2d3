"""Rows of the question bank: element tables (鉴定要素细目表), questions and their immutable versions."""

from datetime import datetime
from enum import StrEnum
from typing import Any
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
        Index(None, "tenant_id", "author_id"),
        CheckConstraint("status in ('submitted', 'returned', 'approved', 'rejected', 'suspended')", name="status"),
    )

    no: Mapped[str]
    occupation: Mapped[str]
    grade: Mapped[str]
    point_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment_point.id"), index=True)
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default=QuestionStatus.SUBMITTED)
    author_id: Mapped[UUID]
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("question_campaign.id"), index=True)
    instance_id: Mapped[UUID | None]
    version_id: Mapped[UUID | None]  # the newest version; the one in the bank once approved
    text_key: Mapped[str] = mapped_column(default="")  # the newest version as `rules.likeness.text_key` sees it
    duplicate_group: Mapped[UUID | None] = mapped_column(index=True)  # near-duplicates and enemies: one of them a paper
    practised_at: Mapped[datetime | None]  # first shown in a quiz of training: for practice from then on, in no paper
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
    pictures: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))  # slot → file
    written_by: Mapped[UUID]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)


class Stage(StrEnum):
    """Who speaks in a remark."""

    CHECK = "check"  # the house: duplicates, key, format
    FIRST = "first"
    FINAL = "final"
    BANK = "bank"  # suspending and resuming, enemies


class QuestionRemark(TenantRow, Base):
    """What the checks, a reviewer or a keeper of the bank said of a version; the log its author and others read.

    `similar` lists near-duplicates that the checks found: `[{"no": …, "percent": …}]`.
    """

    __tablename__ = "question_remark"
    __table_args__ = (
        Index(None, "tenant_id", "question_id"),
        {"info": {"app": ("select", "insert")}},
    )

    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("question_version.id"))
    stage: Mapped[str]
    verdict: Mapped[str]  # pass, revise, reject; suspend, resume, enemies
    text: Mapped[str] = mapped_column(default="")
    similar: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    said_at: Mapped[datetime] = mapped_column(default=clock.now)


class QuestionCount(TenantRow, Base):
    """The last number given in an occupation and grade."""

    __tablename__ = "question_count"
    __table_args__ = (UniqueConstraint("tenant_id", "occupation", "grade"),)

    occupation: Mapped[str]
    grade: Mapped[str]
    last: Mapped[int]


class Campaign(TenantRow, Base):
    """A call for questions, open to whoever has its link. `most` limits all, `most_each` one person's questions.

    The link's token is found by its hash, and kept encrypted so that staff can copy the link again.
    """

    __tablename__ = "question_campaign"
    __table_args__ = (UniqueConstraint("tenant_id", "token_sha256"),)

    title: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    occupation: Mapped[str]
    grade: Mapped[str]
    range_ids: Mapped[list[UUID]]  # the ranges it aims at; none for all
    most: Mapped[int]
    most_each: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    token_sha256: Mapped[str]
    token_encrypted: Mapped[bytes]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]


class ElementImport(TenantRow, Base):
    """An element table as it was read from a workbook, with every problem by row, until somebody accepts it.

    `tree` is `{"ranges": […]}` (see `rules.elements.Node`), `problems` a list of `{"row": …, "text": …, "blocks": …}`.
    """

    __tablename__ = "element_import"

    occupation: Mapped[str]
    grade: Mapped[str]
    title: Mapped[str]
    filename: Mapped[str]
    tree: Mapped[dict[str, Any]]
    problems: Mapped[list[dict[str, Any]]]
    uploaded_by: Mapped[UUID]
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)
    accepted_at: Mapped[datetime | None]
    table_id: Mapped[UUID | None] = mapped_column(ForeignKey("element_table.id"))
