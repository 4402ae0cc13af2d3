"""The codes a candidate pays by: asked for here, fetched from the gateway by a job."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from engine.platform import clock, outbox, ports
from engine.platform.database import work
from processes.pay import numbers, queries
from processes.pay.errors import NoSuchChannel, OrderNotOpen, TooManyCodes
from processes.pay.events import CheckWanted, CodeWanted
from processes.pay.models import PaymentAttempt, PayOrder
from processes.pay.ports import GatewayRefused, Gateways, Said
from processes.pay.rules.status import AttemptStatus, OrderStatus
from processes.pay.service.notices import keep_notice
from processes.pay.words import ORDER_STATES

LASTS = timedelta(minutes=110)  # Alipay's codes live 2 hours
MOST, WITHIN = 6, timedelta(minutes=10)
ASK_AGAIN = timedelta(seconds=10)
CHANNELS = ("wechat", "alipay")


def choose(session: Session, order: PayOrder, channel: str, *, anew: bool = False) -> PaymentAttempt:
    """A code of this channel: the one that still works, or a new one that a job fetches. `anew` asks for another.

    Raises OrderNotOpen, NoSuchChannel, TooManyCodes.
    """
    if channel not in CHANNELS:
        raise NoSuchChannel
    order, now = queries.order(session, order.id, lock=True), clock.now()
    if order.status != OrderStatus.OPEN or order.closes_at <= now:
        raise OrderNotOpen(no=order.no, state=ORDER_STATES[order.status if order.status != "open" else "closed"])
    asked = queries.attempts(session, order.id)
    usable = next((row for row in asked if row.channel == channel and works(row)), None)
    if usable is not None and not anew:
        return usable
    recent = [row for row in asked if row.asked_at > now - WITHIN]
    if len(recent) >= MOST:
        raise TooManyCodes(count=len(recent))
    row = PaymentAttempt(
        order_id=order.id,
        channel=channel,
        trade_no=numbers.trade_number(session, order.no),
        amount_fen=order.amount_fen,
        expires_at=min(order.closes_at, now + LASTS),
    )
    session.add(row)
    session.flush()
    outbox.record(session, CodeWanted(row.id))
    return row


def works(attempt: PaymentAttempt) -> bool:
    """Whether the code can be paid by, or is being fetched."""
    fresh = attempt.expires_at > clock.now()
    return fresh and attempt.status in (AttemptStatus.WANTED, AttemptStatus.READY)


def ask_to_check(session: Session, order: PayOrder) -> None:
    """Have the codes of an order that nobody has paid by asked about at their gateway: a notice may have been lost.

    Who clicks again at once changes nothing: each code is asked about once in ten seconds.
    """
    now = clock.now()
    for row in queries.attempts(session, queries.order(session, order.id, lock=True).id):
        asked_lately = row.checked_at is not None and row.checked_at > now - ASK_AGAIN
        if row.status != AttemptStatus.PAID and not asked_lately:
            row.checked_at = now
            outbox.record(session, CheckWanted(row.id))


def fetch(tenant_id: UUID, attempt_id: UUID) -> None:
    """Open the trade at the gateway and keep its code. Runs outside any transaction. Raises GatewayUnavailable."""
    with work(tenant_id) as session:
        row = session.get_one(PaymentAttempt, attempt_id)
        order = queries.order(session, row.order_id)
        if row.status != AttemptStatus.WANTED or order.status != OrderStatus.OPEN:
            return
        title = order.title
    gateway = ports.get(Gateways).of(row.channel)
    code, error = "", ""
    try:
        code = gateway.open_trade(
            trade_no=row.trade_no, amount_fen=row.amount_fen, title=title, expires_at=row.expires_at
        )
    except GatewayRefused as refusal:
        error = str(refusal)
    with work(tenant_id) as session:
        answered = {"code": code, "status": AttemptStatus.READY} if code else {}
        session.execute(
            update(PaymentAttempt)
            .where(PaymentAttempt.id == attempt_id, PaymentAttempt.status == AttemptStatus.WANTED)
            .values(answered or {"error": error, "status": AttemptStatus.FAILED})
        )


def check(tenant_id: UUID, attempt_id: UUID) -> None:
    """Ask the gateway how a trade stands, and keep it like a notice when it is paid. Runs outside any transaction.

    Raises GatewayUnavailable.
    """
    with work(tenant_id) as session:
        row = session.get_one(PaymentAttempt, attempt_id)
    said = _asked(row)
    with work(tenant_id) as session:
        session.get_one(PaymentAttempt, attempt_id).checked_at = clock.now()
        if said is not None and said.state == "paid":
            keep_notice(session, row.channel, said, b"")


def close_at_gateways(tenant_id: UUID, order_id: UUID) -> None:
    """Close the codes an order still has; money that turns out to have come already is kept like a notice.

    Runs outside any transaction. Raises GatewayUnavailable.
    """
    with work(tenant_id) as session:
        rows = list(queries.live_attempts(session, order_id))
    for row in rows:
        said = None if _closed(row) else _asked(row)
        with work(tenant_id) as session:
            kept = session.get_one(PaymentAttempt, row.id, with_for_update=True)
            if said is not None and said.state == "paid":
                keep_notice(session, row.channel, said, b"")
            elif kept.status != AttemptStatus.PAID:
                kept.status, kept.closed_at = AttemptStatus.CLOSED, clock.now()


def _closed(row: PaymentAttempt) -> bool:
    try:
        return ports.get(Gateways).of(row.channel).close_trade(row.trade_no)
    except GatewayRefused:
        return False


def _asked(row: PaymentAttempt) -> Said | None:
    try:
        said = ports.get(Gateways).of(row.channel).query(row.trade_no)
    except GatewayRefused:
        return None
    return replace(said, notice_no=f"query:{said.transaction_no}")
