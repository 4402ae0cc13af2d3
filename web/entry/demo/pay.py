"""Money in the demo: of the orders that are open, one is paid and one is paid wrongly, through the real commands."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from engine.platform.database import work
from integrations.payments.delivery import SIMULATORS
from processes.pay.models import Payment, PaymentAttempt, PaymentNotice, PayOrder
from processes.pay.receive import receive
from processes.pay.service import choose, codes, settle

SHORT = 100  # fen that the second payer pays too little


def seed_pay(tenant: UUID, tell: Callable[[str], None]) -> None:
    """Pay the first open order, and the second one short. Where money has come already nothing is done."""
    with work(tenant) as session:
        if session.scalar(select(Payment.id).limit(1)) is not None:
            return
        orders = session.scalars(select(PayOrder).where(PayOrder.status == "open").order_by(PayOrder.id).limit(3)).all()
    if len(orders) < 2:
        return
    _pay(tenant, orders[0], "wechat", orders[0].amount_fen)
    _pay(tenant, orders[1], "alipay", orders[1].amount_fen - SHORT)
    tell("已放入 1 笔缴费和 1 笔异常款项")


def _pay(tenant: UUID, order: PayOrder, channel: str, fen: int) -> None:
    with work(tenant) as session:
        attempt_id = choose(session, order, channel).id
    codes.fetch(tenant, attempt_id)
    with work(tenant) as session:
        trade_no = session.get_one(PaymentAttempt, attempt_id).trade_no
    SIMULATORS[channel].pay(trade_no, fen=fen)
    headers, body = SIMULATORS[channel].notice(trade_no)
    receive(channel, {name.lower(): value for name, value in headers.items()}, body)
    with work(tenant) as session:
        notice = select(PaymentNotice.id).where(PaymentNotice.trade_no == trade_no)
        settle(session, session.scalars(notice).one())
