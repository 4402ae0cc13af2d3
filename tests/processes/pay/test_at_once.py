"""Two of everything at the same moment, a gateway that is away, a ledger that is only added to."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import ProgrammingError

from engine.platform import outbox, ports
from engine.platform.database import work
from processes.pay import service
from processes.pay.errors import OrderNotOpen
from processes.pay.models import LedgerEntry, PaymentNotice
from processes.pay.ports import Gateways, GatewayUnavailable, Said
from processes.pay.service import keep_notice, settle
from tests.processes.pay.builders import Till, pays, yuan


def test_two_workers_settle_one_payment_once(till: Till) -> None:
    """Two notices of one transaction, settled at the same moment by two workers."""
    case = till.case()
    attempt = case.code("alipay")
    row = pays(attempt, told=False)
    said = [
        Said(attempt.trade_no, "paid", 34_000, row.transaction_no, "2088000000000001", True, row.paid_moment, number)
        for number in ("one", "two")
    ]
    with work(till.tenant) as session:
        assert all(keep_notice(session, "alipay", each, b"") for each in said)
    notices, start = [row.id for row in till.notices()], Barrier(2)

    def settled(notice_id: object) -> str:
        start.wait()
        with work(till.tenant) as session:
            return settle(session, notice_id)  # type: ignore[arg-type]

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(settled, notices))
    assert results == ["repeated", "settled"]
    till.work_off()
    assert len(case.payments()) == 1
    assert till.incidents() == []


def test_cash_and_code_at_once_settle_one(till: Till) -> None:
    case = till.case()
    pays(case.code("alipay"))
    (notice,) = till.notices()
    order, start = case.order(), Barrier(2)

    def by_code() -> str:
        start.wait()
        with work(till.tenant) as session:
            return settle(session, notice.id)

    def by_hand() -> str:
        start.wait()
        try:
            with work(till.tenant) as session:
                service.receive_offline(session, till.cashier, order, received=yuan(340), receipt_no="R1")
        except OrderNotOpen:
            return "refused"
        return "taken"

    with ThreadPoolExecutor(2) as pool:
        found = {pool.submit(by_code), pool.submit(by_hand)}
        results = {each.result() for each in found}
    assert results in ({"settled", "refused"}, {"double", "taken"})
    till.work_off()
    assert [row.kind for row in case.payments()].count("settled") == 1
    till.balances()


class Away:
    """Gateways that don't answer."""

    def of(self, channel: str) -> "Away":
        return self

    def __getattr__(self, name: str) -> object:
        def call(*args: object, **known: object) -> object:
            raise GatewayUnavailable("away")

        return call


def send_away(patch: pytest.MonkeyPatch) -> None:
    factories: dict[type[Any], Any] = dict(ports._factories)
    factories[Gateways] = Away
    patch.setattr(ports, "_factories", factories)


def test_a_gateway_that_is_away_delays_and_loses_nothing(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    case = till.case()
    attempt = case.code("wechat")
    with monkeypatch.context() as patch:
        send_away(patch)
        with pytest.raises(GatewayUnavailable):
            till.pass_by(hours=73)
        assert case.order().status == "open"  # not closed here before it is closed there
        assert till.incidents()
    pays(attempt)
    till.work_off()
    assert till.incidents() == []
    assert case.order().status == "paid"
    assert case.instance().end_name == "关闭前已缴清"


def test_a_code_is_fetched_once_the_gateway_is_back(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    case = till.case()
    with monkeypatch.context() as patch:
        send_away(patch)
        with pytest.raises(GatewayUnavailable):
            case.code("wechat")
    assert case.code("wechat").status == "ready"


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_ledger_is_only_added_to(till: Till, verb: str) -> None:
    case = till.case()
    pays(case.code())
    till.work_off()
    change = update(LedgerEntry).values(amount_fen=1) if verb == "update" else delete(LedgerEntry)
    with pytest.raises(ProgrammingError, match="permission denied"), work(till.tenant) as session:
        session.execute(change)
    assert till.balances() == {"bank.wechat": 34_000, "income.fee": -34_000}


def test_a_notice_number_is_taken_once_even_at_once(till: Till) -> None:
    case = till.case()
    trade_no, start = case.code().trade_no, Barrier(4)

    def keep(_: int) -> bool:
        start.wait()
        with work(till.tenant) as session:
            return keep_notice(session, "wechat", Said(trade_no, "waiting", notice_no="same"), b"")

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(keep, range(4))) == [False, False, False, True]
    with work(till.tenant) as session:
        assert len(session.scalars(select(PaymentNotice)).all()) == 1
    assert outbox.drain(till.tenant) == 1
