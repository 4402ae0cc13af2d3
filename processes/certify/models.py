"""Rows of certificates: templates, who waits for one, batches, certificates and their numbers."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow


class EligibleState(StrEnum):
    WAITING = "waiting"
    BATCHED = "batched"
    ISSUED = "issued"
    LEFT = "left"  # a result it rests on has changed; waits again when it is passed after all


class BatchStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"  # numbers are being given, pages drawn
    ISSUED = "issued"


class CertificateState(StrEnum):
    VALID = "valid"
    HELD = "held"  # a result it rests on has changed
    VOID = "void"


class CertificateTemplate(TenantRow, Base):
    """A format that staff lay out: `elements` on A4 landscape, in mm from the top left corner.

    It serves one occupation, or any when `occupation` is empty. Every change is a new version.
    """

    __tablename__ = "certificate_template"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name", "version"),
        Index("uq_certificate_template_active", "tenant_id", "name", unique=True, postgresql_where=text("active")),
    )

    name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    occupation: Mapped[str | None]
    elements: Mapped[list[dict[str, Any]]]
    active: Mapped[bool] = mapped_column(default=True)
    made_by: Mapped[UUID]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class Eligible(TenantRow, Base):
    """A case that has passed and waits for its certificate. `replaces` is a voided one to be issued again."""

    __tablename__ = "eligible"
    __table_args__ = (
        Index(
            "uq_eligible_open", "tenant_id", "application_id", unique=True, postgresql_where=text("state <> 'issued'")
        ),
        Index(None, "tenant_id", "occupation", "grade", "state"),
        CheckConstraint("state in ('waiting', 'batched', 'issued', 'left')", name="state"),
    )

    application_id: Mapped[UUID]
    person_id: Mapped[UUID]
    plan_id: Mapped[UUID]
    institution_id: Mapped[UUID]
    occupation: Mapped[str]
    grade: Mapped[str]
    state: Mapped[str] = mapped_column(default=EligibleState.WAITING)
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate_batch.id"), index=True)
    replaces: Mapped[UUID | None]
    since: Mapped[datetime] = mapped_column(default=clock.now)


class CertificateBatch(TenantRow, Base):
    """Certificates of one occupation and grade that are issued together; another person approves."""

    __tablename__ = "certificate_batch"
    __table_args__ = (
        UniqueConstraint("tenant_id", "no"),
        CheckConstraint("approved_by is null or approved_by <> made_by", name="four_eyes"),
        CheckConstraint("status in ('draft', 'submitted', 'returned', 'approved', 'issued')", name="status"),
    )

    no: Mapped[str]
    occupation: Mapped[str]
    occupation_name: Mapped[str]
    grade: Mapped[str]
    template_id: Mapped[UUID] = mapped_column(ForeignKey("certificate_template.id"))
    issued_on: Mapped[date]
    status: Mapped[str] = mapped_column(default=BatchStatus.DRAFT)
    instance_id: Mapped[UUID | None]
    made_by: Mapped[UUID]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    returned_reason: Mapped[str] = mapped_column(default="")


class Certificate(TenantRow, Base):
    """One certificate as it was printed. A number is never used twice, not even after the certificate is void."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        UniqueConstraint("tenant_id", "eligible_id"),
        Index(None, "tenant_id", "application_id"),
        Index(None, "tenant_id", "name", postgresql_ops={"name": "text_pattern_ops"}),
        CheckConstraint("state in ('valid', 'held', 'void')", name="state"),
        CheckConstraint("voided_by is null or voided_by <> void_asked_by", name="four_eyes"),
    )

    number: Mapped[str]
    eligible_id: Mapped[UUID] = mapped_column(ForeignKey("eligible.id"))
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("certificate_batch.id"), index=True)
    application_id: Mapped[UUID]
    person_id: Mapped[UUID]
    name: Mapped[str]
    id_kind: Mapped[str]
    id_number_encrypted: Mapped[bytes]
    employer: Mapped[str]
    occupation: Mapped[str]
    occupation_name: Mapped[str]
    grade: Mapped[str]
    institution_id: Mapped[UUID]
    institution_name: Mapped[str]
    authority_name: Mapped[str]
    template_id: Mapped[UUID] = mapped_column(ForeignKey("certificate_template.id"))
    photo_file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    pdf_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    issued_on: Mapped[date]
    signature: Mapped[str]  # Ed25519 over the facts, base64; anybody with the public key can check it offline
    code: Mapped[str]  # the part of the QR address that a number alone does not give
    state: Mapped[str] = mapped_column(default=CertificateState.VALID)
    held_reason: Mapped[str] = mapped_column(default="")
    replaces: Mapped[UUID | None]
    void_reason: Mapped[str] = mapped_column(default="")
    void_asked_by: Mapped[UUID | None]
    void_asked_at: Mapped[datetime | None]
    voided_by: Mapped[UUID | None]
    voided_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]  # when the candidate was told of it; none while it is drawn, or held since then
    handed_out_at: Mapped[datetime | None]
    handed_out_how: Mapped[str] = mapped_column(default="")  # signed for, or the courier's number


class NumberCount(TenantRow, Base):
    """How many numbers an institution has used in a year and grade."""

    __tablename__ = "certificate_number_count"
    __table_args__ = (UniqueConstraint("tenant_id", "institution_id", "year", "grade"),)

    institution_id: Mapped[UUID]
    year: Mapped[int]
    grade: Mapped[str]
    last: Mapped[int]
