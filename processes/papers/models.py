"""Rows of papers: blueprints, papers with their questions, and the ledger of what was drawn."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow


class PaperStatus(StrEnum):
    BLUEPRINT = "blueprint"
    ASSEMBLING = "assembling"
    SHORT = "short"  # the bank lacks questions; which ranges is in `report`
    ASSEMBLED = "assembled"
    SEALED = "sealed"
    DISCARDED = "discarded"


class Paper(TenantRow, Base):
    """One form of a paper. `structure` lists its parts: kind, count, and `score` of each question in tenths of a point.

    `importance` holds the shares of X, Y and Z in percent, or None where the element table's points decide. `report`
    is the sheet of planned against drawn, or which ranges are short; `run_id` names the assembly that wrote it.
    Sealed, `content_encrypted` holds the paper as candidates and markers get it, and `content_sha256` its hash.
    """

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("tenant_id", "no"),
        Index(None, "tenant_id", "occupation", "grade", "status"),
        CheckConstraint(
            "status in ('blueprint', 'assembling', 'short', 'assembled', 'sealed', 'discarded')", name="status"
        ),
        CheckConstraint("approved_by is null or approved_by <> assembled_by", name="four_eyes"),
    )

    no: Mapped[str]
    title: Mapped[str]
    occupation: Mapped[str]
    grade: Mapped[str]
    subject: Mapped[str] = mapped_column(default="theory")
    table_id: Mapped[UUID] = mapped_column(ForeignKey("element_table.id"))
    status: Mapped[str] = mapped_column(default=PaperStatus.BLUEPRINT)
    structure: Mapped[list[dict[str, Any]]]
    minutes: Mapped[int]
    cooling_days: Mapped[int]
    importance: Mapped[dict[str, Any] | None]
    run_id: Mapped[UUID | None]
    progress: Mapped[int] = mapped_column(default=0)  # of the assembly, in percent
    progress_note: Mapped[str] = mapped_column(default="")
    returned_reason: Mapped[str] = mapped_column(default="")  # also why it was discarded
    report: Mapped[dict[str, Any] | None]
    instance_id: Mapped[UUID | None]
    assembled_by: Mapped[UUID]
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    sealed_at: Mapped[datetime | None]
    content_encrypted: Mapped[bytes | None]
    content_sha256: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class PaperItem(TenantRow, Base):
    """A question in a paper, `place` from 1 on; `score` in tenths of a point."""

    __tablename__ = "paper_item"
    __table_args__ = (
        UniqueConstraint("tenant_id", "paper_id", "place"),
        UniqueConstraint("tenant_id", "paper_id", "question_id"),
    )

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id", ondelete="CASCADE"))
    place: Mapped[int]
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("question_version.id"))
    point_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_point.id"))
    kind: Mapped[str]
    score: Mapped[int]


class Draw(TenantRow, Base):
    """A question was drawn; it is not drawn again before `cools_until`. Append-only: aborted papers count too."""

    __tablename__ = "draw"
    __table_args__ = (Index(None, "tenant_id", "question_id", "cools_until"), {"info": {"app": ("select", "insert")}})

    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"))
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"))
    drawn_at: Mapped[datetime] = mapped_column(default=clock.now)
    cools_until: Mapped[datetime]


class PaperOpening(TenantRow, Base):
    """A sealed paper was opened for a session that begins at `starts_at`. Append-only."""

    __tablename__ = "paper_opening"
    __table_args__ = (UniqueConstraint("tenant_id", "paper_id", "starts_at"), {"info": {"app": ("select", "insert")}})

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"))
    starts_at: Mapped[datetime]
    opened_by: Mapped[UUID]
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
