"""Rows of payment: orders and their codes, what came in, the ledger, refunds, invoices, reconciliation."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow
from processes.pay.rules.status import AttemptStatus, InvoiceStatus, MemberState, OrderKind, OrderStatus, RefundStatus

ADDED_ONLY: dict[str, Any] = {"info": {"app": ("select", "insert")}}


class PayOrder(TenantRow, Base):
    """What is owed. Of the kind `case`: by one application for one attempt at the assessment; closed, it stays, and
    reopening makes a new one. `group`: by an institution for several cases' orders at once (`GroupMember`).
    `course`: by a learner for the course `subject_id`, without any application.
    """

    __tablename__ = "pay_order"
    __table_args__ = (
        UniqueConstraint("tenant_id", "no"),
        Index(
            "uq_pay_order_open", "tenant_id", "application_id", unique=True, postgresql_where=text("status = 'open'")
        ),
        Index(None, "tenant_id", "status", "opened_at"),
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("waived_by <> person_id", name="waived_by_another"),
        CheckConstraint("status in ('open', 'paid', 'closed', 'waived', 'refunded')", name="status"),
        CheckConstraint("(kind = 'case') = (application_id is not null)", name="kind"),
        Index(
            "uq_pay_order_course",
            "tenant_id",
            "person_id",
            "subject_id",
            unique=True,
            postgresql_where=text("kind = 'course' and status in ('open', 'paid', 'waived')"),
        ),
    )

    no: Mapped[str]
    kind: Mapped[str] = mapped_column(default=OrderKind.CASE, server_default="case")
    application_id: Mapped[UUID | None] = mapped_column(index=True)
    subject_id: Mapped[UUID | None]
    person_id: Mapped[UUID]
    plan_id: Mapped[UUID | None]
    institution_id: Mapped[UUID | None]
    attempt: Mapped[int]  # 1 = 正考, 2.. = 补考
    payer: Mapped[str]
    title: Mapped[str]
    amount_fen: Mapped[int]
    status: Mapped[str] = mapped_column(default=OrderStatus.OPEN)
    instance_id: Mapped[UUID | None]
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    closes_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_why: Mapped[str] = mapped_column(default="")
    waived_reason: Mapped[str] = mapped_column(default="")
    waived_by: Mapped[UUID | None]
    entrusted_at: Mapped[datetime | None]  # the candidate lets the institution pay for him


class GroupMember(TenantRow, Base):
    """A case's order in a group order, with its share of the amount.

    `held` while the group order is open; then `settled` by its money, `surplus` where the share was not needed any
    more and goes back, or `released` because the group order closed.
    """

    __tablename__ = "group_member"
    __table_args__ = (
        UniqueConstraint("tenant_id", "group_id", "order_id"),
        Index("uq_group_member_held", "tenant_id", "order_id", unique=True, postgresql_where=text("state = 'held'")),
        CheckConstraint("state in ('held', 'settled', 'surplus', 'released')", name="state"),
        CheckConstraint("amount_fen > 0", name="amount"),
    )

    group_id: Mapped[UUID] = mapped_column(ForeignKey("pay_order.id"), index=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("pay_order.id"), index=True)
    amount_fen: Mapped[int]
    state: Mapped[str] = mapped_column(default=MemberState.HELD)


class PayCount(TenantRow, Base):
    """How many numbers of one kind were given on a day: the last part of order, refund and invoice numbers."""

    __tablename__ = "pay_count"
    __table_args__ = (UniqueConstraint("tenant_id", "kind", "day"),)

    kind: Mapped[str]
    day: Mapped[date]
    last: Mapped[int]


class PaymentAttempt(TenantRow, Base):
    """One code asked for at a gateway. `trade_no` is our number there; `code` is what the QR shows."""

    __tablename__ = "payment_attempt"
    __table_args__ = (
        UniqueConstraint("trade_no"),
        CheckConstraint("status in ('wanted', 'ready', 'failed', 'closed', 'paid')", name="status"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("pay_order.id"), index=True)
    channel: Mapped[str]
    trade_no: Mapped[str]
    amount_fen: Mapped[int]
    status: Mapped[str] = mapped_column(default=AttemptStatus.WANTED)
    code: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class TradeNumber(TenantRow, Base):
    """Whose a number at a gateway is: a notice knows no authority. The one table here that the system role reads."""

    __tablename__ = "trade_number"
    __table_args__ = (
        UniqueConstraint("number"),
        {"info": {"app": ("select", "insert"), "system": ("select",)}},
    )

    number: Mapped[str]


class PaymentNotice(TenantRow, Base):
    """A verified notice, kept once. `result` is empty until the job has settled it."""

    __tablename__ = "payment_notice"
    __table_args__ = (
        UniqueConstraint("tenant_id", "channel", "notice_no"),
        Index(None, "tenant_id", "received_at"),
    )

    channel: Mapped[str]
    notice_no: Mapped[str]  # the gateway's number of the notice; `query:<transaction>` for what we asked ourselves
    trade_no: Mapped[str] = mapped_column(index=True)
    transaction_no: Mapped[str]
    merchant: Mapped[str]
    ours: Mapped[bool]
    state: Mapped[str]
    amount_fen: Mapped[int]
    paid_at: Mapped[datetime | None]
    sha256: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(default="")


class Payment(TenantRow, Base):
    """Money that came in, once by the gateway's transaction number. `kind` says whether it settled the order."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("tenant_id", "channel", "transaction_no"),
        Index("uq_payment_settling", "tenant_id", "order_id", unique=True, postgresql_where=text("kind = 'settled'")),
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("kind in ('settled', 'late', 'double', 'wrong_amount')", name="kind"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("pay_order.id"), index=True)
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("payment_attempt.id"))
    channel: Mapped[str]
    transaction_no: Mapped[str]
    amount_fen: Mapped[int]
    kind: Mapped[str]
    paid_at: Mapped[datetime]
    booked_at: Mapped[datetime] = mapped_column(default=clock.now)
    taken_by: Mapped[UUID | None]  # the cashier of an offline receipt
    note: Mapped[str] = mapped_column(default="")


class LedgerEntry(TenantRow, Base):
    """One posting: the same amount leaves `credit` and enters `debit`, so the books balance by construction."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("tenant_id", "reference_id"),
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("debit <> credit", name="two_sides"),
        ADDED_ONLY,
    )

    kind: Mapped[str]  # payment or refund
    reference_id: Mapped[UUID]  # the payment's or refund's id: one posting each
    order_id: Mapped[UUID] = mapped_column(ForeignKey("pay_order.id"), index=True)
    debit: Mapped[str]
    credit: Mapped[str]
    amount_fen: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Refund(TenantRow, Base):
    """Money to give back of one payment: all that came for its order, or that order's share of a group's payment."""

    __tablename__ = "refund"
    __table_args__ = (
        UniqueConstraint("tenant_id", "no"),
        Index(
            "uq_refund_live",
            "tenant_id",
            "payment_id",
            "order_id",
            unique=True,
            postgresql_where=text("status not in ('refused', 'nothing')"),
        ),
        Index(None, "tenant_id", "status", "requested_at"),
        CheckConstraint("amount_fen >= 0", name="amount"),
        CheckConstraint(
            "status in ('requested', 'approved', 'sent', 'failed', 'done', 'refused', 'nothing')", name="status"
        ),
        CheckConstraint("decided_by is null or decided_by <> requested_by", name="four_eyes"),
    )

    no: Mapped[str]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("pay_order.id"), index=True)
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"))
    amount_fen: Mapped[int]
    cause: Mapped[str]
    reason: Mapped[str]
    status: Mapped[str] = mapped_column(default=RefundStatus.REQUESTED)
    instance_id: Mapped[UUID | None]
    requested_by: Mapped[UUID]
    requested_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")
    offline: Mapped[bool] = mapped_column(default=False)
    gateway_no: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]


class Invoice(TenantRow, Base):
    """An invoice asked for by the payer. Buyer's data beyond the name is sealed for this row."""

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("tenant_id", "no"),
        Index(
            "uq_invoice_live",
            "tenant_id",
            "order_id",
            unique=True,
            postgresql_where=text("status not in ('cancelled', 'reversed')"),
        ),
        Index(None, "tenant_id", "status", "requested_at"),
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint(
            "status in ('requested', 'refused', 'issued', 'shipped', 'signed', 'cancelled', 'reversed')", name="status"
        ),
    )

    no: Mapped[str]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("pay_order.id"), index=True)
    kind: Mapped[str]  # electronic, paper_ordinary, paper_special
    buyer_kind: Mapped[str]
    buyer: Mapped[str]
    details_encrypted: Mapped[bytes]
    amount_fen: Mapped[int]
    status: Mapped[str] = mapped_column(default=InvoiceStatus.REQUESTED)
    rounds: Mapped[int] = mapped_column(default=1)  # how often it was submitted: part of the provider's serial
    instance_id: Mapped[UUID | None]
    requested_at: Mapped[datetime] = mapped_column(default=clock.now)
    number: Mapped[str] = mapped_column(default="")
    issued_at: Mapped[datetime | None]
    download: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")
    courier: Mapped[str] = mapped_column(default="")
    courier_no: Mapped[str] = mapped_column(default="")
    shipped_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    red_number: Mapped[str] = mapped_column(default="")


class Reconciliation(TenantRow, Base):
    """Our books of one day against the gateway's bill. Asking again replaces the differences, not the row."""

    __tablename__ = "reconciliation"
    __table_args__ = (UniqueConstraint("tenant_id", "channel", "day"),)

    channel: Mapped[str]
    day: Mapped[date]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    bill_count: Mapped[int] = mapped_column(default=0)
    bill_fen: Mapped[int] = mapped_column(default=0)
    own_count: Mapped[int] = mapped_column(default=0)
    own_fen: Mapped[int] = mapped_column(default=0)
    differences: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
