"""What gateways say: kept once, settled by a job. Money that comes is always booked, whatever the order's state."""

import hashlib
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.platform import audit, clock, notices, outbox
from engine.platform.database import tenant_of
from engine.platform.ids import new_id
from engine.platform.money import Money
from engine.platform.people import Actor
from engine.platform.people import queries as people
from processes.pay import queries
from processes.pay.events import NoticeKept
from processes.pay.models import Payment, PaymentAttempt, PaymentNotice, PayOrder
from processes.pay.ports import Said
from processes.pay.rules.status import AttemptStatus, PaymentKind, kind_of_payment
from processes.pay.service import orders
from processes.pay.service.ledger import book
from processes.pay.service.refunds import ask_back
from processes.pay.whose import subject_of
from processes.pay.words import CAUSES


def keep_notice(session: Session, channel: str, said: Said, body: bytes) -> bool:
    """Keep a verified notice, once by its number, and have it settled. False when it was there already."""
    wanted = insert(PaymentNotice).values(
        id=(notice_id := new_id()),
        channel=channel,
        notice_no=said.notice_no,
        trade_no=said.trade_no,
        transaction_no=said.transaction_no,
        merchant=said.merchant,
        ours=said.ours,
        state=said.state,
        amount_fen=said.amount_fen,
        paid_at=said.paid_at,
        sha256=hashlib.sha256(body).hexdigest(),
        received_at=clock.now(),
    )
    kept = wanted.on_conflict_do_nothing().returning(PaymentNotice.id)
    if session.execute(kept).scalar_one_or_none() is None:
        return False
    outbox.record(session, NoticeKept(notice_id))
    return True


def settle(session: Session, notice_id: UUID) -> str:
    """Book what a kept notice says and tell the case; returns the result that is written on it. Repeating it changes
    nothing."""
    notice = session.scalars(
        select(PaymentNotice).where(PaymentNotice.id == notice_id).with_for_update(key_share=True)
    ).one()
    if notice.settled_at is not None:
        return notice.result
    notice.result = _settle(session, notice)
    notice.settled_at = clock.now()
    session.flush()
    return notice.result


def settle_waiting(session: Session, order: PayOrder) -> None:
    """Settle what was kept for an order and not settled yet, before something is decided on its state."""
    waiting = (
        select(PaymentNotice.id)
        .join(PaymentAttempt, PaymentAttempt.trade_no == PaymentNotice.trade_no)
        .where(PaymentAttempt.order_id == order.id, PaymentNotice.settled_at.is_(None))
        .order_by(PaymentNotice.id)
    )
    for notice_id in session.scalars(waiting).all():
        settle(session, notice_id)


def _settle(session: Session, notice: PaymentNotice) -> str:
    attempt = queries.attempt_of_trade(session, notice.trade_no)
    if attempt is None:
        return "unknown_trade"
    if not notice.ours:
        _alarm(session, queries.order(session, attempt.order_id), "通知中的商户不是本单位，没有入账。")
        return "wrong_merchant"
    if notice.state != "paid" or notice.amount_fen <= 0:
        return "noted"
    order = orders.held(session, attempt.order_id)
    known = select(Payment).where(Payment.channel == notice.channel, Payment.transaction_no == notice.transaction_no)
    if session.scalar(known) is not None:
        return "repeated"
    return _take(session, order, attempt, notice)


def _take(session: Session, order: PayOrder, attempt: PaymentAttempt, notice: PaymentNotice) -> str:
    kind = kind_of_payment(order.status, owed=order.amount_fen, received=notice.amount_fen)
    payment = Payment(
        order_id=order.id,
        attempt_id=attempt.id,
        channel=notice.channel,
        transaction_no=notice.transaction_no,
        amount_fen=notice.amount_fen,
        kind=kind,
        paid_at=notice.paid_at or clock.now(),
    )
    session.add(payment)
    attempt.status = AttemptStatus.PAID
    session.flush()
    book(session, payment)
    system = Actor.system(tenant_of(session))
    audit.record(
        session,
        system,
        "payment.booked",
        subject=subject_of(order),
        instance_id=order.instance_id,
        after={"order": order.no, "channel": payment.channel, "amount_fen": payment.amount_fen, "payment_kind": kind},
    )
    match kind:
        case PaymentKind.SETTLED:
            orders.pay(session, order, payment)
        case PaymentKind.LATE | PaymentKind.DOUBLE:
            ask_back(session, system, payment, order=order, cause=kind.value, reason=CAUSES[kind.value])
        case PaymentKind.WRONG_AMOUNT:
            owed, received = Money(order.amount_fen), Money(payment.amount_fen)
            _alarm(session, order, f"应收 {owed}，实收 {received}，金额不符，款项暂挂。请核对后退回。")
    return kind.value


def _alarm(session: Session, order: PayOrder, text: str) -> None:
    """Tell the cashiers about an exception."""
    for person in people.members(session, "authority:finance"):
        notices.send(
            session,
            person.id,
            "pay.exception",
            title=f"订单 {order.no} 异常",
            body=text,
            link=f"/cashier/orders/{order.id}",
        )
