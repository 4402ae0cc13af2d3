"""Rows of a review: verdicts, conclusions, notices, and what supervisors and blind reviewers said."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow


class MaterialVerdict(TenantRow, Base):
    """What one reviewer said of one file. A later word of the same stage supersedes it; both stay."""

    __tablename__ = "material_verdict"
    __table_args__ = (
        Index(
            "uq_material_verdict_standing",
            "tenant_id",
            "material_id",
            "stage",
            unique=True,
            postgresql_where=text("not superseded"),
        ),
        CheckConstraint("verdict in ('pass', 'return')", name="verdict"),
        CheckConstraint("stage in ('first', 'authority')", name="stage"),
        CheckConstraint("verdict = 'pass' or (reason_code <> '' and text <> '')", name="reason"),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    material_id: Mapped[UUID] = mapped_column(ForeignKey("material.id"))
    stage: Mapped[str]
    round: Mapped[int]
    verdict: Mapped[str]
    reason_code: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str]  # of the file that was judged
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    supervisor_reason: Mapped[str] = mapped_column(default="")
    superseded: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)


class Conclusion(TenantRow, Base):
    """The decision of one stage over the whole application. Taken back, it stays on record without effect."""

    __tablename__ = "review_conclusion"
    __table_args__ = (
        CheckConstraint("conclusion in ('pass', 'return', 'reject')", name="conclusion"),
        CheckConstraint("stage in ('first', 'authority')", name="stage"),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    stage: Mapped[str]
    round: Mapped[int]
    conclusion: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    settled: Mapped[bool] = mapped_column(default=False)  # by the supervisor, after a blind review that differed
    person_id: Mapped[UUID] = mapped_column(index=True)
    person_name: Mapped[str]
    concluded_at: Mapped[datetime] = mapped_column(default=clock.now)
    final_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class FieldFault(TenantRow, Base):
    """A declared step that is to be put right, and the applicant's answer. `step` is identity or history."""

    __tablename__ = "field_fault"
    __table_args__ = (CheckConstraint("step in ('identity', 'history')", name="step"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    conclusion_id: Mapped[UUID] = mapped_column(ForeignKey("review_conclusion.id"))
    step: Mapped[str]
    text: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]


class CorrectionNotice(TenantRow, Base):
    """一次性告知书: everything that is wrong, told once, in writing. `items` hold title, reason, text of each fault."""

    __tablename__ = "correction_notice"
    __table_args__ = (UniqueConstraint("tenant_id", "no"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    no: Mapped[str]
    stage: Mapped[str]
    round: Mapped[int]
    items: Mapped[list[dict[str, Any]]]
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    corrected: Mapped[bool] = mapped_column(default=False)  # else a later notice took its place


class FaultConsent(TenantRow, Base):
    """A supervisor agrees that an unchanged file, which a stage passed in an earlier round, is faulted after all."""

    __tablename__ = "fault_consent"
    __table_args__ = (
        UniqueConstraint("tenant_id", "material_id", "stage", "round"),
        CheckConstraint("stage in ('first', 'authority')", name="stage"),
        CheckConstraint("length(reason) >= 6", name="reason"),
        {"info": {"app": ("select", "insert")}},
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    material_id: Mapped[UUID] = mapped_column(ForeignKey("material.id"))
    stage: Mapped[str]
    round: Mapped[int]
    sha256: Mapped[str]  # of the file that was looked at
    reason: Mapped[str]
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(default=clock.now)


class ReviewComment(TenantRow, Base):
    """What colleagues say to each other about an application: for staff only, never changed."""

    __tablename__ = "review_comment"
    __table_args__ = (
        CheckConstraint("length(text) between 1 and 500", name="text"),
        {"info": {"app": ("select", "insert")}},
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    text: Mapped[str]
    mentioned: Mapped[list[UUID]]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)


class ReviewPhrase(TenantRow, Base):
    """A sentence that is used again and again: one person's own, or shared by a group. `kind` empty: any material."""

    __tablename__ = "review_phrase"
    __table_args__ = (
        CheckConstraint("(person_id is null) <> (group_name is null)", name="owner"),
        CheckConstraint("length(text) between 1 and 200", name="text"),
        Index(None, "tenant_id", "person_id"),
        Index(None, "tenant_id", "group_name"),
    )

    person_id: Mapped[UUID | None]
    group_name: Mapped[str | None]
    kind: Mapped[str] = mapped_column(default="")
    reason_code: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    made_by: Mapped[UUID]
    made_by_name: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class NoticeCount(TenantRow, Base):
    """How many notices were issued in a year: the last part of their numbers."""

    __tablename__ = "correction_notice_count"
    __table_args__ = (UniqueConstraint("tenant_id", "year"),)

    year: Mapped[int]
    last: Mapped[int]


class SkipRecord(TenantRow, Base):
    """A reviewer passed an applicant over, and why."""

    __tablename__ = "review_skip"
    __table_args__ = (Index(None, "tenant_id", "skipped_at"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    entry_id: Mapped[UUID]
    person_id: Mapped[UUID]
    reason: Mapped[str]
    skipped_at: Mapped[datetime] = mapped_column(default=clock.now)


class SavedFilter(TenantRow, Base):
    """A list that somebody kept under a name. `query` is its address; with `group` everybody in it sees the list."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("tenant_id", "person_id", "name"), Index(None, "tenant_id", "group"))

    person_id: Mapped[UUID]
    name: Mapped[str]
    query: Mapped[str]
    group: Mapped[str | None]
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)


class BlindReview(TenantRow, Base):
    """A second, independent opinion on a sampled application, and whether it agreed."""

    __tablename__ = "blind_review"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    round: Mapped[int]
    conclusion: Mapped[str]
    text: Mapped[str]
    agrees: Mapped[bool | None]
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)


class Supervision(TenantRow, Base):
    """What a supervisor decided when returns were used up or a correction was late."""

    __tablename__ = "review_supervision"
    __table_args__ = (CheckConstraint("decision in ('extend', 'reject', 'expire')", name="decision"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    decision: Mapped[str]
    text: Mapped[str]
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
