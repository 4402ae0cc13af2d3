"""Money in the demo: of the approved people, one pays and one pays wrongly, through the real commands."""

import time
from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import select

from engine.platform.database import work
from integrations.payments.delivery import SIMULATORS
from processes.pay.models import PaymentAttempt, PaymentNotice, PayOrder
from processes.pay.receive import receive
from processes.pay.service import choose, codes, settle

SHORT = 100  # fen that the second payer pays too little
PATIENCE = 60.0


def seed_pay(tenant: UUID, approved: Sequence[UUID], tell: Callable[[str], None]) -> None:
    """Pay the order of the first approved application, and that of the second one short.

    The worker opens orders in any sequence, some time after the approval. Raises TimeoutError when it never does.
    """
    if len(approved) < 2:
        return
    orders = [_opened(tenant, application_id) for application_id in approved[:2]]
    _pay(tenant, orders[0], "wechat", orders[0].amount_fen)
    _pay(tenant, orders[1], "alipay", orders[1].amount_fen - SHORT)
    tell("已放入 1 笔缴费和 1 笔异常款项")


def _opened(tenant: UUID, application_id: UUID) -> PayOrder:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with work(tenant) as session:
            wanted = select(PayOrder).where(PayOrder.application_id == application_id, PayOrder.status == "open")
            if (order := session.scalar(wanted)) is not None:
                return order
        time.sleep(0.1)
    raise TimeoutError(f"no order for {application_id}")


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
