"""Read orders, payments, refunds, invoices and the books."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.platform.people import Actor
from engine.workflow.models import WorkItem, WorklistEntry
from processes.apply.models import Application
from processes.pay.errors import NoSuchInvoice, NoSuchOrder, NoSuchRefund
from processes.pay.models import (
    GroupMember,
    Invoice,
    LedgerEntry,
    Payment,
    PaymentAttempt,
    PayOrder,
    Refund,
    TradeNumber,
)
from processes.pay.rules.status import AttemptStatus, MemberState, OrderKind, OrderStatus, PaymentKind, RefundStatus


def order(session: Session, order_id: UUID, *, lock: bool = False) -> PayOrder:
    """Raises NoSuchOrder. With `lock` the row is held until the end of the transaction and read anew."""
    statement = select(PayOrder).where(PayOrder.id == order_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NoSuchOrder
    return found


def order_by_number(session: Session, no: str) -> PayOrder:
    """Raises NoSuchOrder."""
    found = session.scalar(select(PayOrder).where(PayOrder.no == no))
    if found is None:
        raise NoSuchOrder
    return found


def orders_of(session: Session, application_id: UUID) -> Sequence[PayOrder]:
    """The orders of an application, newest first."""
    rows = select(PayOrder).where(PayOrder.application_id == application_id)
    return session.scalars(rows.order_by(PayOrder.id.desc())).all()


def current_order(session: Session, application_id: UUID) -> PayOrder | None:
    """The newest order of an application: what is to be paid now, or what came of it."""
    return next(iter(orders_of(session, application_id)), None)


def open_order(session: Session, application_id: UUID) -> PayOrder | None:
    wanted = select(PayOrder).where(PayOrder.application_id == application_id, PayOrder.status == OrderStatus.OPEN)
    return session.scalar(wanted)


def reopen_task(session: Session, application_id: UUID) -> WorkItem | None:
    """The open task by which a closed order can be opened again."""
    wanted = select(WorkItem).join(WorklistEntry, WorklistEntry.id == WorkItem.entry_id)
    return session.scalar(
        wanted.where(
            WorklistEntry.business_key == str(application_id),
            WorkItem.form_key == "pay/reopen",
            WorkItem.status == "open",
        )
    )


def own_order(session: Session, actor: Actor, application: Application) -> PayOrder | None:
    """The newest order of an application of the actor's own."""
    found = current_order(session, application.id)
    return found if found is not None and found.person_id == actor.person_id else None


def attempts(session: Session, order_id: UUID) -> Sequence[PaymentAttempt]:
    """The codes of an order, newest first."""
    rows = select(PaymentAttempt).where(PaymentAttempt.order_id == order_id)
    return session.scalars(rows.order_by(PaymentAttempt.id.desc())).all()


def live_attempts(session: Session, order_id: UUID) -> Sequence[PaymentAttempt]:
    """Codes somebody may still pay by."""
    live = (AttemptStatus.WANTED, AttemptStatus.READY, AttemptStatus.FAILED)
    rows = select(PaymentAttempt).where(PaymentAttempt.order_id == order_id, PaymentAttempt.status.in_(live))
    return session.scalars(rows.order_by(PaymentAttempt.id)).all()


def attempt_of_trade(session: Session, trade_no: str) -> PaymentAttempt | None:
    return session.scalar(select(PaymentAttempt).where(PaymentAttempt.trade_no == trade_no))


def payments(session: Session, order_id: UUID) -> Sequence[Payment]:
    """Money that came for an order, oldest first."""
    return session.scalars(select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)).all()


def settling_payment(session: Session, order_id: UUID) -> Payment | None:
    """The payment that settled an order, a group's as well; none where the fee was waived."""
    by_group = select(GroupMember.group_id).where(
        GroupMember.order_id == order_id, GroupMember.state == MemberState.SETTLED
    )
    mine = or_(Payment.order_id == order_id, Payment.order_id.in_(by_group))
    return session.scalar(select(Payment).where(mine, Payment.kind == PaymentKind.SETTLED))


def money_for(session: Session, order: PayOrder) -> list[Payment]:
    """What came for an order itself, and the group's payment that settled it."""
    found, settled = list(payments(session, order.id)), settling_payment(session, order.id)
    return found if settled is None or settled in found else [*found, settled]


def part_of(order: PayOrder, payment: Payment) -> int:
    """Fen of a payment that are an order's: all of it, or its share of a group's."""
    return payment.amount_fen if payment.order_id == order.id else order.amount_fen


def course_order(session: Session, person_id: UUID, course_id: UUID) -> PayOrder | None:
    """The newest order of a person for a course."""
    wanted = select(PayOrder).where(
        PayOrder.kind == OrderKind.COURSE, PayOrder.person_id == person_id, PayOrder.subject_id == course_id
    )
    return session.scalar(wanted.order_by(PayOrder.id.desc()).limit(1))


def own_course_order(session: Session, actor: Actor, no: str) -> PayOrder:
    """A course order of the actor's. Raises NoSuchOrder, also for somebody else's."""
    found = order_by_number(session, no)
    if found.kind != OrderKind.COURSE or found.person_id != actor.person_id:
        raise NoSuchOrder
    return found


def refund(session: Session, refund_id: UUID, *, lock: bool = False) -> Refund:
    """Raises NoSuchRefund."""
    statement = select(Refund).where(Refund.id == refund_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NoSuchRefund
    return found


def refunds_of(session: Session, order_id: UUID) -> Sequence[Refund]:
    return session.scalars(select(Refund).where(Refund.order_id == order_id).order_by(Refund.id)).all()


def live_refund(session: Session, payment_id: UUID, order_id: UUID) -> Refund | None:
    """The refund of a payment, or of an order's share of it, that is on its way or done."""
    over = (RefundStatus.REFUSED, RefundStatus.NOTHING)
    wanted = select(Refund).where(Refund.payment_id == payment_id, Refund.order_id == order_id)
    return session.scalar(wanted.where(Refund.status.not_in(over)))


def invoice(session: Session, invoice_id: UUID, *, lock: bool = False) -> Invoice:
    """Raises NoSuchInvoice."""
    statement = select(Invoice).where(Invoice.id == invoice_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NoSuchInvoice
    return found


def live_invoice(session: Session, order_id: UUID) -> Invoice | None:
    """The invoice over an order that stands, or is on its way."""
    rows = select(Invoice).where(Invoice.order_id == order_id, Invoice.status.not_in(("cancelled", "reversed")))
    return session.scalar(rows)


def last_invoice(session: Session, order_id: UUID) -> Invoice | None:
    """The newest invoice over an order, also one that was cancelled or reversed."""
    rows = select(Invoice).where(Invoice.order_id == order_id).order_by(Invoice.id.desc())
    return session.scalar(rows.limit(1))


def entries(session: Session, order_id: UUID) -> Sequence[LedgerEntry]:
    """The postings of an order, oldest first."""
    rows = select(LedgerEntry).where(LedgerEntry.order_id == order_id)
    return session.scalars(rows.order_by(LedgerEntry.id)).all()


def waiting_item(session: Session, instance_id: UUID | None) -> WorkItem | None:
    """The one open task of a side process, whoever may do it."""
    wanted = select(WorkItem).where(WorkItem.instance_id == instance_id, WorkItem.status == "open")
    return session.scalar(wanted.order_by(WorkItem.id).limit(1))


def tenant_of_trade(system: Session, trade_no: str) -> UUID | None:
    """Whose number at a gateway this is. Takes a session of the system role."""
    return system.scalar(select(TradeNumber.tenant_id).where(TradeNumber.number == trade_no))


def strangers(system: Session, trade_nos: Iterable[str], tenant_id: UUID) -> set[str]:
    """Which of these numbers belong to another authority. Takes a session of the system role."""
    wanted = select(TradeNumber.number).where(
        TradeNumber.number.in_(list(trade_nos)), TradeNumber.tenant_id != tenant_id
    )
    return set(system.scalars(wanted))


def balances(session: Session) -> dict[str, int]:
    """Fen on every account: what came in less what went out. Their sum is always 0."""
    found: dict[str, int] = {}
    for column, sign in ((LedgerEntry.debit, 1), (LedgerEntry.credit, -1)):
        for account, fen in session.execute(select(column, func.sum(LedgerEntry.amount_fen)).group_by(column)):
            found[account] = found.get(account, 0) + sign * int(fen)
    return found


def books_balance(session: Session) -> bool:
    """Whether each payment and each finished refund has its one posting of its own amount, and nothing else has."""
    posted = select(LedgerEntry.reference_id, LedgerEntry.amount_fen, LedgerEntry.kind)
    entries = {(row.reference_id, int(row.amount_fen), row.kind) for row in session.execute(posted)}
    came = {(row.id, int(row.amount_fen), "payment") for row in session.execute(select(Payment.id, Payment.amount_fen))}
    went = select(Refund.id, Refund.amount_fen).where(Refund.status == RefundStatus.DONE)
    gone = {(row.id, int(row.amount_fen), "refund") for row in session.execute(went)}
    return entries == came | gone and sum(balances(session).values()) == 0
