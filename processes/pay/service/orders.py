"""Opening, settling by hand, waiving and closing orders.

Lock order: the case, then the order. Whoever will tell the case takes its lock first (`held`).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, outbox
from engine.platform.money import Money
from engine.platform.people import Actor
from engine.workflow import commands
from processes.apply.models import Application
from processes.pay import numbers, queries
from processes.pay.errors import GroupNotWaived, OrderNotOpen, OwnOrder, ReasonMissing, ReceiptUsed, WrongAmount
from processes.pay.events import CodesToClose, CourseOrderPaid, OrderPaid
from processes.pay.models import Payment, PayOrder
from processes.pay.rules.status import OrderEvent, OrderKind, OrderStatus, PaymentKind, follow, may
from processes.pay.service import members
from processes.pay.service.ledger import book
from processes.pay.service.refunds import ask_back
from processes.pay.whose import subject_of
from processes.pay.words import ORDER_STATES


def held(session: Session, order_id: UUID) -> PayOrder:
    """The order, locked after its case. Raises NoSuchOrder."""
    found = queries.order(session, order_id)
    if found.instance_id is not None:
        commands.hold(session, found.instance_id)
    return queries.order(session, order_id, lock=True)


def refuse_own(actor: Actor, order: PayOrder) -> None:
    """Nobody at the desk acts on what he owes himself. Raises OwnOrder."""
    if order.person_id == actor.person_id:
        raise OwnOrder(no=order.no)


def open_order(
    session: Session,
    actor: Actor,
    application: Application,
    *,
    attempt: int,
    amount_fen: int,
    title: str,
    closes_at: datetime,
    instance_id: UUID | None,
) -> PayOrder:
    """Open the order of one attempt; the one that is open already is returned as it is."""
    known = queries.open_order(session, application.id)
    if known is not None:
        return known
    row = PayOrder(
        no=numbers.next_number(session, numbers.ORDER),
        application_id=application.id,
        person_id=application.person_id,
        plan_id=application.plan_id,
        institution_id=application.institution_id,
        attempt=attempt,
        payer=application.name,
        title=title,
        amount_fen=amount_fen,
        closes_at=closes_at,
        instance_id=instance_id,
    )
    session.add(row)
    session.flush()
    after = {"no": row.no, "amount_fen": amount_fen, "attempt": attempt, "closes_at": closes_at.isoformat()}
    record(session, actor, row, "order.opened", after)
    return row


def pay(session: Session, order: PayOrder, payment: Payment) -> None:
    """An order's own money has come: settle it, tell its case and whoever follows. The order is locked."""
    order.status, order.paid_at = follow(order.status, OrderEvent.PAY), payment.paid_at
    session.flush()
    commands.correlate(session, "payment.confirmed", str(order.id), {"pay_outcome": "paid"})
    outbox.record(session, CodesToClose(order.id))  # its other codes must not be paid any more
    if order.kind == OrderKind.GROUP:
        members.settle(session, order, payment)
    else:
        tell_settled(session, order)


def tell_settled(session: Session, order: PayOrder) -> None:
    """Whoever follows hears that an order is paid: training opens, or a course."""
    if order.application_id is not None:
        paid = OrderPaid(order.id, order.application_id, order.person_id, order.amount_fen, order.attempt)
        outbox.record(session, paid)
    elif order.subject_id is not None:
        outbox.record(session, CourseOrderPaid(order.id, order.subject_id, order.person_id, order.payer))


def confirm_member(session: Session, order_id: UUID) -> None:
    """Tell a case that a group's payment has settled its order. Repeating it changes nothing."""
    order = held(session, order_id)
    commands.correlate(session, "payment.confirmed", str(order.id), {"pay_outcome": "paid"})
    outbox.record(session, CodesToClose(order.id))
    tell_settled(session, order)


def receive_offline(
    session: Session, actor: Actor, order: PayOrder, *, received: Money, receipt_no: str, note: str = ""
) -> Payment:
    """The cashier has taken the money, against a receipt. Raises OrderNotOpen, WrongAmount, ReasonMissing,
    ReceiptUsed, OwnOrder.
    """
    order = held(session, order.id)
    refuse_own(actor, order)
    receipt_no = receipt_no.strip()
    if not receipt_no:
        raise ReasonMissing
    _must(order, OrderEvent.PAY)
    if received.fen != order.amount_fen:
        raise WrongAmount(owed=Money(order.amount_fen), received=received)
    if session.scalar(select(Payment.id).where(Payment.channel == "offline", Payment.transaction_no == receipt_no)):
        raise ReceiptUsed(receipt_no=receipt_no)
    row = Payment(
        order_id=order.id,
        channel="offline",
        transaction_no=receipt_no,
        amount_fen=received.fen,
        kind=PaymentKind.SETTLED,
        paid_at=clock.now(),
        taken_by=actor.person_id,
        note=note.strip(),
    )
    session.add(row)
    session.flush()
    book(session, row)
    record(session, actor, order, "payment.taken", {"amount_fen": received.fen, "receipt": receipt_no})
    pay(session, order, row)
    return row


def waive(session: Session, actor: Actor, order: PayOrder, *, reason: str) -> None:
    """Finance lets the fee go, with a reason that stays.

    Raises OrderNotOpen, ReasonMissing, OwnOrder, GroupNotWaived.
    """
    order = held(session, order.id)
    refuse_own(actor, order)
    if order.kind == OrderKind.GROUP:
        raise GroupNotWaived(no=order.no)
    _must(order, OrderEvent.WAIVE)
    if not reason.strip():
        raise ReasonMissing
    order.status = follow(order.status, OrderEvent.WAIVE)
    order.waived_reason, order.waived_by, order.closed_at = reason.strip(), actor.person_id, clock.now()
    record(session, actor, order, "order.waived", {"reason": order.waived_reason})
    commands.correlate(session, "payment.waived", str(order.id), {"pay_outcome": "waived"})
    outbox.record(session, CodesToClose(order.id))
    if order.kind == OrderKind.COURSE:
        tell_settled(session, order)


def close(session: Session, actor: Actor, order: PayOrder, *, why: str) -> None:
    """The order can't be paid here any more. Closing what is not open changes nothing. The order is locked."""
    if not may(order.status, OrderEvent.CLOSE):
        return
    order.status, order.closed_at, order.closed_why = follow(order.status, OrderEvent.CLOSE), clock.now(), why
    record(session, actor, order, "order.closed", {"reason": why})
    if order.kind == OrderKind.GROUP:
        members.release(session, order)


def close_for_case(session: Session, actor: Actor, application_id: UUID, *, cause: str = "withdrawn") -> None:
    """The case ends before its exam: close what is open, ask for what was paid by the rule of refunds.

    `cause` is a code of words.CAUSES: withdrawn, cancelled, unseated. The caller holds the case. Repeating it changes
    nothing.
    """
    found = queries.current_order(session, application_id)
    if found is None:
        return
    order = queries.order(session, found.id, lock=True)
    if order.status == OrderStatus.OPEN:
        close(session, actor, order, why=cause)
        outbox.record(session, CodesToClose(order.id))
        return
    payment = queries.settling_payment(session, order.id)
    if order.status != OrderStatus.PAID or payment is None:
        return
    if queries.live_refund(session, payment.id, order.id) is None:
        ask_back(session, actor, payment, order=order, cause=cause, reason="")


def record(session: Session, actor: Actor, order: PayOrder, action: str, after: dict[str, object]) -> None:
    audit.record(
        session,
        actor,
        action,
        subject=subject_of(order),
        instance_id=order.instance_id,
        after={"order": order.no, **after},
    )
    session.flush()


def _must(order: PayOrder, event: OrderEvent) -> None:
    if not may(order.status, event):
        raise OrderNotOpen(no=order.no, state=ORDER_STATES[order.status])
