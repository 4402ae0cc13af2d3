"""Notices of a gateway: verified and stored a second, each in its own durable transaction, against the bare inserts."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import UUID

import psycopg

from engine.platform import clock
from engine.platform.database import work
from engine.platform.embedded.postgres import Server
from engine.platform.ids import new_id
from integrations.binding import bind_adapters
from integrations.payments import book
from integrations.payments.wechat import simulator
from processes.pay.models import PaymentAttempt, PayOrder
from processes.pay.numbers import trade_number
from processes.pay.receive import receive
from web.entry.bench.ground import ground

Line = dict[str, Any]
NOTICES, ROUNDS = 300, 3
NOTICE_SQL = """
    insert into payment_notice (id, tenant_id, channel, notice_no, trade_no, transaction_no, merchant, ours, state,
        amount_fen, paid_at, sha256, received_at, result)
    values (%s, %s, 'wechat', %s, %s, %s, '1900000109', true, 'paid', 34000, now(), repeat('0', 64), now(), '')
    on conflict do nothing"""
OUTBOX_SQL = """
    insert into outbox (id, tenant_id, event, payload, created_at, due_at, attempts)
    values (%s, %s, 'NoticeKept', %s, now(), now(), 0)"""


def measure(tell: Callable[[str], None] = lambda _: None) -> Iterator[Line]:
    """`pay.notices`, as the fields of one line."""
    with ground() as (server, tenant_id):
        bind_adapters()
        tell("支付通知：验签并存下")
        ours, plain = [], []
        for number in range(ROUNDS):  # in turns, so that a busy machine is as unfair to both
            ours.append(_received(_posted(tenant_id, number)))
            plain.append(_inserted(server, tenant_id))
        value, reference = median(ours), median(plain)
        yield {
            "name": "pay.notices",
            "value": round(value, 1),
            "unit": "durable notices/s",
            "reference": "the same two inserts by psycopg, without signature, cipher or look-up",
            "reference_value": round(reference, 1),
            "ratio": round(value / reference, 2),
            "load": f"{NOTICES} WeChat notices of as many orders, one after the other, each verified and unsealed",
        }


def _posted(tenant_id: UUID, number: int) -> list[tuple[dict[str, str], bytes]]:
    """Notices of fresh orders, as the gateway would post them."""
    now, trades = clock.now(), []
    with work(tenant_id) as session:
        for place in range(NOTICES):
            order = PayOrder(
                no=f"JF{number}{place:05}", application_id=new_id(), person_id=new_id(), plan_id=new_id(), attempt=1,
                payer="测量", title="费", amount_fen=34_000, closes_at=now + timedelta(hours=72),
            )  # fmt: skip
            session.add(order)
            session.flush()
            trade_no = trade_number(session, order.no)
            attempt = PaymentAttempt(
                order_id=order.id, channel="wechat", trade_no=trade_no, amount_fen=34_000, expires_at=order.closes_at
            )
            session.add(attempt)
            trades.append(trade_no)
    for trade_no in trades:
        book.keep(
            book.Trade(
                channel="wechat", trade_no=trade_no, amount_fen=34_000, title="费", notify_url="", code="",
                opened_at=now.isoformat(), expires_at="", state="paid", paid_fen=34_000, transaction_no=f"T{trade_no}",
                paid_at=now.isoformat(), notice_no=f"EV-{trade_no}",
            )
        )  # fmt: skip
    made = [simulator.notice(trade_no) for trade_no in trades]
    return [({name.lower(): value for name, value in headers.items()}, body) for headers, body in made]


def _received(posted: list[tuple[dict[str, str], bytes]]) -> float:
    began = time.perf_counter()
    for headers, body in posted:
        assert receive("wechat", headers, body)
    return len(posted) / (time.perf_counter() - began)


def _inserted(server: Server, tenant_id: UUID) -> float:
    with psycopg.connect(server.app_url, autocommit=True) as connection:
        began = time.perf_counter()
        for _ in range(NOTICES):
            with connection.transaction():
                connection.execute("select set_config('app.tenant', %s, true)", [str(tenant_id)])
                notice_id, no = new_id(), new_id().hex
                connection.execute(NOTICE_SQL, [notice_id, tenant_id, no, no, no])
                connection.execute(OUTBOX_SQL, [new_id(), tenant_id, f'{{"notice_id": "{notice_id}"}}'])
        return NOTICES / (time.perf_counter() - began)
