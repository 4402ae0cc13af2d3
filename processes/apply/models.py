"""Rows of an application: what was declared, the history, the materials."""

from collections.abc import Mapping as Map
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow

SELF, INSTITUTION = "self", "institution"  # who has begun an application


class Status(StrEnum):
    """Where an application stands for its owner; what reviewers do with it is the process's affair."""

    DRAFT = "draft"
    WAITING = "waiting"  # handed in, no place left: on the waiting list
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ENDED = "ended"


OUTCOMES: Map[str, str] = MappingProxyType(
    {
        "approved": "已核准",
        "rejected": "不予通过",
        "expired": "逾期未补正",
        "closed": "已截止",
        "withdrawn": "已撤回",
        "cancelled": "已取消",
        "unpaid": "逾期未缴费",
        "untrained": "培训未完成",
        "unseated": "未能参考",
        "failed": "未合格",
        "disqualified": "违纪取消",
        "certified": "已发证",
        "refused": "不予发证",
    }
)


class Application(TenantRow, Base):
    """One person's application for one line of a plan. The line is chosen in the wizard's second step.

    `declared_encrypted` is JSON of what was typed, step by step; this row's id is the associated data.
    """

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("tenant_id", "no"),
        Index(
            "uq_application_live",
            "tenant_id",
            "person_id",
            "plan_line_id",
            unique=True,
            postgresql_where=text("status <> 'ended'"),
        ),
        Index(
            "uq_application_document",
            "tenant_id",
            "id_number_index",
            "plan_line_id",
            unique=True,
            postgresql_where=text("status not in ('draft', 'ended')"),
        ),
        Index(None, "tenant_id", "name", postgresql_ops={"name": "text_pattern_ops"}),
        Index(
            "ix_application_institution_name",
            "tenant_id",
            "institution_id",
            "name",
            postgresql_ops={"name": "text_pattern_ops"},
            postgresql_where=text("submitted_at is not null"),
        ),
        Index(None, "tenant_id", "id_number_index"),
        CheckConstraint("status in ('draft', 'waiting', 'submitted', 'approved', 'ended')", name="status"),
    )

    no: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(index=True)
    plan_id: Mapped[UUID] = mapped_column(index=True)
    plan_line_id: Mapped[UUID | None] = mapped_column(index=True)
    institution_id: Mapped[UUID | None]
    point_id: Mapped[UUID | None]
    occupation: Mapped[str | None]
    grade: Mapped[str | None]
    category: Mapped[str | None]  # 初次 or 晋级
    rule_id: Mapped[str | None]
    rule_sentence: Mapped[str | None]
    rule_materials: Mapped[list[str]] = mapped_column(default=list)
    decision: Mapped[dict[str, Any] | None]  # the table, its version and its inputs when the rule was chosen
    source: Mapped[str] = mapped_column(default=SELF)
    status: Mapped[str] = mapped_column(default=Status.DRAFT)
    outcome: Mapped[str | None]  # a code of `OUTCOMES`, once the case has reached an end
    instance_id: Mapped[UUID | None]
    finished: Mapped[list[str]] = mapped_column(default=list)  # steps of the wizard done so far
    name: Mapped[str] = mapped_column(default="")
    id_number_index: Mapped[bytes | None]
    declared_encrypted: Mapped[bytes | None]
    identity_result: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    submitted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ApplicationCount(TenantRow, Base):
    """How many applications were begun on a day: the last part of their numbers."""

    __tablename__ = "application_count"
    __table_args__ = (UniqueConstraint("tenant_id", "day"),)

    day: Mapped[date]
    last: Mapped[int]


class StudyEntry(TenantRow, Base):
    """A school attended, from 初中 on. Months are their first days."""

    __tablename__ = "study_entry"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    school: Mapped[str]
    level: Mapped[str]  # GB/T 4658
    major: Mapped[str]
    start: Mapped[date]
    end: Mapped[date | None]
    part_time: Mapped[bool]


class WorkEntry(TenantRow, Base):
    """A job held; `end` empty while it lasts. Months are their first days."""

    __tablename__ = "work_entry"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    employer: Mapped[str]
    post: Mapped[str]
    start: Mapped[date]
    end: Mapped[date | None]
    related: Mapped[bool]  # in the occupation applied for, or a related one
    witness: Mapped[str]
    witness_phone_encrypted: Mapped[bytes]
    overlap_note: Mapped[str]


class Material(TenantRow, Base):
    """One file handed in for one requirement.

    A portrait is cut out of its source, which is kept until it is handed in. `handed_in_at` is empty while it is only
    staged. A correction is a new row of the next round that
    `replaces` the faulted one; the old row stays, `replaced`, with the verdicts that named it.
    """

    __tablename__ = "material"
    __table_args__ = (
        Index(
            "uq_material_current",
            "tenant_id",
            "application_id",
            "kind",
            "round",
            unique=True,
        ),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    sha256: Mapped[str]
    source_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    crop: Mapped[dict[str, Any] | None]  # which part of the source the file is, while it may still be moved
    round: Mapped[int] = mapped_column(default=1)
    required: Mapped[bool] = mapped_column(default=True)
    replaces: Mapped[UUID | None] = mapped_column(ForeignKey("material.id"))
    replaced: Mapped[bool] = mapped_column(default=False)
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)
    handed_in_at: Mapped[datetime | None]


class ApplicationSignature(TenantRow, Base):
    """The applicant's electronic signature: the pledge at its moment over `digest` (see `signing.digest_of`).

    `how`: by the pledge alone, the name `typed`, or `drawn` (then `file_id` is the drawing). A printed sheet carries
    `code`, so that whoever holds it can check it.
    """

    __tablename__ = "application_signature"
    __table_args__ = (
        UniqueConstraint("tenant_id", "application_id"),
        CheckConstraint("how in ('pledge', 'typed', 'drawn')", name="how"),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    pledge: Mapped[str]
    signed_name: Mapped[str]
    how: Mapped[str]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    digest: Mapped[str]
    code: Mapped[str]
    signed_at: Mapped[datetime]
