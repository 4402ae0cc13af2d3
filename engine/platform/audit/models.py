"""Rows of the audit trail, its chain and its daily roots. All append-only: nobody may change or delete them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform.database.base import Base, TenantRow


class AuditRow(TenantRow, Base):
    __tablename__ = "audit"
    __table_args__ = (
        Index(None, "instance_id", "id"),
        Index(None, "subject_id", "id"),
        Index(None, "tenant_id", "at"),
        {"info": {"app": ("select", "insert"), "system": ("select",)}},
    )

    at: Mapped[datetime]
    actor_id: Mapped[UUID]
    actor_name: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    instance_id: Mapped[UUID | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


class AuditSeal(Base):
    """One link of a tenant's chain: `hash` = SHA-256 of the link before and of the row."""

    __tablename__ = "audit_seal"
    __table_args__ = (
        UniqueConstraint("tenant_id", "seq"),
        {"info": {"app": ("select",), "system": ("select", "insert")}},
    )

    audit_id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    seq: Mapped[int]
    hash: Mapped[bytes]
    sealed_at: Mapped[datetime]


class AuditRoot(Base):
    """The last link of a day, signed (Ed25519), for the customer to keep elsewhere."""

    __tablename__ = "audit_root"
    __table_args__ = ({"info": {"app": ("select",), "system": ("select", "insert")}},)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[bytes]
    signature: Mapped[bytes]
    public_key: Mapped[bytes]
