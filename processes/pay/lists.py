"""The cashier's lists: orders with their exceptions first, refunds, invoices, days compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from processes.apply.models import Application
from processes.pay.models import Invoice, Payment, PaymentAttempt, PaymentNotice, PayOrder, Reconciliation, Refund
from processes.pay.rules.status import PaymentKind, RefundStatus

ODD_NOTICES = ("wrong_merchant", "unknown_trade")


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order with the application's number; `odd` when something about it wants the cashier."""

    order: PayOrder
    application_no: str  # empty for an order without a case
    odd: bool


def _odd() -> ColumnElement[bool]:
    """Money in suspense that nobody gives back yet, a refund that failed, a notice that is not ours."""
    given_back = exists().where(Refund.payment_id == Payment.id, Refund.status != RefundStatus.REFUSED)
    stuck = exists().where(Payment.order_id == PayOrder.id, Payment.kind != PaymentKind.SETTLED, ~given_back)
    failed = exists().where(Refund.order_id == PayOrder.id, Refund.status == RefundStatus.FAILED)
    foreign = exists().where(
        PaymentNotice.trade_no == PaymentAttempt.trade_no,
        PaymentAttempt.order_id == PayOrder.id,
        PaymentNotice.result.in_(ODD_NOTICES),
    )
    return or_(stuck, failed, foreign)


def _orders(state: str, q: str) -> Select[PayOrder, str | None, bool]:
    odd = case((_odd(), True), else_=False)
    rows = select(PayOrder, Application.no, odd).outerjoin(Application, Application.id == PayOrder.application_id)
    if state == "odd":
        rows = rows.where(_odd())
    elif state:
        rows = rows.where(PayOrder.status == state)
    if q:
        rows = rows.where(or_(PayOrder.no == q, Application.no == q, PayOrder.payer.startswith(q, autoescape=True)))
    return rows


def orders(session: Session, *, state: str = "", q: str = "", limit: int = 50, offset: int = 0) -> list[OrderLine]:
    """Orders for the cashier, exceptions first, then newest; `q` is a number or the beginning of a name."""
    rows = _orders(state, q).order_by(case((_odd(), 0), else_=1), PayOrder.id.desc())
    return [OrderLine(row, no or "", odd) for row, no, odd in session.execute(rows.limit(limit).offset(offset))]


def order_count(session: Session, *, state: str = "", q: str = "") -> int:
    return session.scalar(select(func.count()).select_from(_orders(state, q).subquery())) or 0


def counts(session: Session) -> dict[str, int]:
    """How many orders stand in each state; `odd` counts the exceptions."""
    found = dict(session.execute(select(PayOrder.status, func.count()).group_by(PayOrder.status)).all())
    return {**found, "odd": order_count(session, state="odd")}


def refunds(
    session: Session, statuses: Sequence[str] = (), *, limit: int = 50, offset: int = 0
) -> list[tuple[Refund, PayOrder]]:
    """Refunds with their orders: what waits for somebody first, then newest."""
    waiting = case((Refund.status == RefundStatus.FAILED, 0), (Refund.status == RefundStatus.REQUESTED, 1), else_=2)
    rows = select(Refund, PayOrder).join(PayOrder, PayOrder.id == Refund.order_id)
    if statuses:
        rows = rows.where(Refund.status.in_(statuses))
    found = session.execute(rows.order_by(waiting, Refund.id.desc()).limit(limit).offset(offset))
    return list(found)


def refund_counts(session: Session) -> dict[str, int]:
    return dict(session.execute(select(Refund.status, func.count()).group_by(Refund.status)).all())


def invoices(
    session: Session, statuses: Sequence[str] = (), *, limit: int = 50, offset: int = 0
) -> list[tuple[Invoice, PayOrder]]:
    """Invoices with their orders; paper ones to be sent first."""
    to_send = and_(Invoice.status == "issued", Invoice.kind != "electronic")
    rows = select(Invoice, PayOrder).join(PayOrder, PayOrder.id == Invoice.order_id)
    if statuses:
        rows = rows.where(Invoice.status.in_(statuses))
    found = session.execute(rows.order_by(case((to_send, 0), else_=1), Invoice.id.desc()).limit(limit).offset(offset))
    return list(found)


def invoice_counts(session: Session) -> dict[str, int]:
    return dict(session.execute(select(Invoice.status, func.count()).group_by(Invoice.status)).all())


def reconciliations(session: Session, *, limit: int = 60) -> Sequence[Reconciliation]:
    rows = select(Reconciliation).order_by(Reconciliation.day.desc(), Reconciliation.channel)
    return session.scalars(rows.limit(limit)).all()
