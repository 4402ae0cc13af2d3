"""The books of a day against the gateway's bill (T+1)."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, outbox, ports
from engine.platform.clock import SHANGHAI
from engine.platform.database import system_work, work
from engine.platform.people import Actor
from processes.pay import queries
from processes.pay.errors import DayNotOver, NoSuchChannel
from processes.pay.events import BillWanted
from processes.pay.models import Payment, PaymentAttempt, Reconciliation, Refund
from processes.pay.ports import BillLine, GatewayRefused, Gateways
from processes.pay.rules.compare import compare
from processes.pay.service.codes import CHANNELS


def ask_for_bill(session: Session, actor: Actor, channel: str, day: date) -> Reconciliation:
    """Have a finished day compared; asking again compares anew. Raises NoSuchChannel, DayNotOver."""
    if channel not in CHANNELS:
        raise NoSuchChannel
    if day >= clock.today():
        raise DayNotOver
    wanted = select(Reconciliation).where(Reconciliation.channel == channel, Reconciliation.day == day)
    row = session.scalar(wanted.with_for_update())
    if row is None:
        row = Reconciliation(channel=channel, day=day, asked_by=actor.person_id)
        session.add(row)
    row.asked_by, row.asked_at, row.done_at, row.error = actor.person_id, clock.now(), None, ""
    session.flush()
    audit.record(
        session,
        actor,
        "reconciliation.asked",
        subject=("reconciliation", row.id),
        after={"channel": channel, "day": day.isoformat()},
    )
    outbox.record(session, BillWanted(row.id, channel, day))
    return row


def fetch_and_compare(tenant_id: UUID, event: BillWanted) -> None:
    """Fetch the bill and keep what differs. Runs outside any transaction. Raises GatewayUnavailable."""
    try:
        bill, error = ports.get(Gateways).of(event.channel).bill(event.day), ""
    except GatewayRefused as refusal:
        bill, error = [], str(refusal)
    with system_work() as system:
        foreign = queries.strangers(system, {line.trade_no for line in bill}, tenant_id)
    bill = [line for line in bill if line.trade_no not in foreign]
    with work(tenant_id) as session:
        row = session.get_one(Reconciliation, event.reconciliation_id, with_for_update=True)
        row.error, row.done_at = error, clock.now()
        if error:
            return
        own = own_lines(session, event.channel, event.day)
        row.bill_count, row.bill_fen = len(bill), _net(bill)
        row.own_count, row.own_fen = len(own), _net(own)
        row.differences = compare(own, bill)


def own_lines(session: Session, channel: str, day: date) -> list[BillLine]:
    """What our books hold of a day in Shanghai, in the shape of a bill."""
    begin = datetime.combine(day, time(), SHANGHAI)
    end = begin + timedelta(days=1)
    came = select(Payment, PaymentAttempt.trade_no).join(PaymentAttempt, PaymentAttempt.id == Payment.attempt_id)
    came = came.where(Payment.channel == channel, Payment.paid_at >= begin, Payment.paid_at < end)
    went = (
        select(Refund, Payment.transaction_no, PaymentAttempt.trade_no)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(PaymentAttempt, PaymentAttempt.id == Payment.attempt_id)
        .where(Payment.channel == channel, ~Refund.offline, Refund.done_at >= begin, Refund.done_at < end)
    )
    lines = [
        BillLine("payment", trade_no, row.transaction_no, row.amount_fen) for row, trade_no in session.execute(came)
    ]
    lines += [
        BillLine("refund", trade_no, transaction_no, row.amount_fen, row.id.hex)
        for row, transaction_no, trade_no in session.execute(went)
    ]
    return lines


def _net(lines: list[Any]) -> int:
    return sum(line.amount_fen if line.kind == "payment" else -line.amount_fen for line in lines)
