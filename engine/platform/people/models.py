"""Rows of authorities, accounts, sign-in sessions, people and their roles.

An account signs in and is one for the whole installation; a person is who that account is within one authority.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform.database.base import Base, TenantRow
from engine.platform.ids import new_id

GLOBAL: dict[str, Any] = {"info": {"global": True, "system": ("select", "insert", "update", "delete")}}


class Authority(Base):
    """A tenant: the city authority whose work is done here."""

    __tablename__ = "authority"
    __table_args__ = {"info": {"global": True, "app": ("select",), "system": ("select", "insert")}}  # noqa: RUF012

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    city: Mapped[str]
    host: Mapped[str | None] = mapped_column(unique=True)
    hotline: Mapped[str]
    service_hours: Mapped[str]


class Account(Base):
    """Who signs in: by phone and code (candidates) or by login and password (staff)."""

    __tablename__ = "account"
    __table_args__ = GLOBAL

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    phone_encrypted: Mapped[bytes | None]
    phone_index: Mapped[bytes | None] = mapped_column(unique=True)
    login: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class SignInSession(Base):
    """A signed-in browser. `id` is the SHA-256 of the cookie's token, so a leaked table opens no session.

    `how` it was opened: by `code` (text message), `password`, or `counter` (a code from staff who saw the ID card).
    """

    __tablename__ = "sign_in_session"
    __table_args__ = GLOBAL

    id: Mapped[bytes] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    person_id: Mapped[UUID]
    how: Mapped[str | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SmsCode(Base):
    """A one-time code sent to a phone."""

    __tablename__ = "sms_code"
    __table_args__ = (Index(None, "phone_index", "created_at"), GLOBAL)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    phone_encrypted: Mapped[bytes]
    phone_index: Mapped[bytes]
    code_encrypted: Mapped[bytes]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class CounterCode(Base):
    """A one-time code that staff hand out after a look at the ID card; kept only as a keyed digest."""

    __tablename__ = "counter_code"
    __table_args__ = (Index(None, "account_id", "created_at"), GLOBAL)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    digest: Mapped[bytes]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Person(TenantRow, Base):
    """An account within one authority. ID number and phone are encrypted; the row's id is the associated data."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("tenant_id", "account_id"),
        Index(None, "tenant_id", "id_number_index"),
        Index(None, "tenant_id", "phone_index"),
    )

    account_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(default="")
    id_kind: Mapped[str | None]
    id_number_encrypted: Mapped[bytes | None]
    id_number_index: Mapped[bytes | None]
    phone_encrypted: Mapped[bytes | None]
    phone_index: Mapped[bytes | None]
    sex: Mapped[str | None]
    birth_date: Mapped[date | None]
    created_at: Mapped[datetime]


class PhoneChange(TenantRow, Base):
    """A person's phone was changed: by the old phone's code (`code`) or by staff at a `counter`."""

    __tablename__ = "phone_change"
    __table_args__ = (CheckConstraint("how in ('code', 'counter')", name="how"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    old_phone_encrypted: Mapped[bytes | None]
    new_phone_encrypted: Mapped[bytes]
    how: Mapped[str]
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]


class Delegation(TenantRow, Base):
    """A person's place in one group, handed to a colleague from one moment to another; `ended_at` before its time.

    While it is in force, four eyes see the two as one: what keeps one of them away keeps the other away.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        Index(None, "tenant_id", "delegate_id"),
        Index(None, "tenant_id", "delegator_id"),
        CheckConstraint("starts_at < ends_at", name="period"),
        CheckConstraint("delegator_id <> delegate_id", name="two_people"),
    )

    delegator_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    delegate_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    group: Mapped[str]
    reason: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    made_at: Mapped[datetime]


class RoleGrant(TenantRow, Base):
    """A person's membership of one candidate group, for a time."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("tenant_id", "person_id", "group"), Index(None, "tenant_id", "group"))

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    group: Mapped[str]
    institution_id: Mapped[UUID | None]
    granted_by: Mapped[UUID | None]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
