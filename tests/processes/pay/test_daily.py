"""Reconciliation by itself: when, which days, who hears of what differs or failed, what an operator sees."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.platform import clock
from engine.platform.database import work
from engine.platform.notices import Notice
from integrations.payments import wechat
from processes.pay import daily
from processes.pay.models import Reconciliation
from processes.pay.ports import GatewayRefused
from tests.processes.pay.builders import Till, pays
from tests.processes.review.builders import make_staff


def rows(till: Till) -> list[Reconciliation]:
    with work(till.tenant) as session:
        return list(session.scalars(select(Reconciliation).order_by(Reconciliation.channel, Reconciliation.day)))


def to(till: Till, hour: int, *, days: int = 0) -> None:
    """Move the clock on to an hour in Shanghai, some days later."""
    now = clock.shanghai(clock.now())
    then = (now + timedelta(days=days)).replace(hour=hour, minute=5)
    till.pass_by(seconds=(then - now).total_seconds())


def run(till: Till) -> int:
    asked = daily.reconcile_due()
    till.work_off()
    return asked


def test_yesterday_is_compared_once_from_ten_o_clock(till: Till) -> None:
    pays(till.case().code("alipay"))  # a Monday
    till.work_off()
    assert run(till) == 0  # the day is not over
    to(till, 9, days=1)
    assert run(till) == 0
    to(till, 10)
    assert run(till) == 1
    assert run(till) == 0
    (row,) = rows(till)
    assert (row.channel, row.bill_count, row.differences, row.error) == ("alipay", 1, [], "")


def test_days_off_are_caught_up_on_the_next_working_day(till: Till) -> None:
    pays(till.case().code())
    till.work_off()
    to(till, 12, days=5)  # a Saturday
    assert run(till) == 0
    to(till, 12, days=2)  # Monday
    assert run(till) == 7
    assert len({row.day for row in rows(till)}) == 7


def test_the_cashier_hears_of_a_difference(till: Till) -> None:
    pays(till.case().code(), told=False)  # the notice got lost
    to(till, 10, days=1)
    run(till)
    (row,) = rows(till)
    assert [each["what"] for each in row.differences] == ["only_bill"]
    with work(till.tenant) as session:
        told = session.scalars(select(Notice).where(Notice.kind == "pay.reconciled")).all()
    assert [(each.person_id, each.link) for each in told] == [
        (till.cashier.person_id, f"/cashier/reconciliation/{row.id}")
    ]


def test_a_refused_bill_reaches_the_operator_and_is_fetched_again(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    with work(till.tenant) as session:
        operator = make_staff(session, "值守", "operator")
    pays(till.case().code())
    till.work_off()
    to(till, 10, days=1)

    def refuse(*_: object) -> None:
        raise GatewayRefused("NO_AUTH")

    with monkeypatch.context() as broken:
        broken.setattr(wechat.WeChatPay, "bill", refuse)
        run(till)
    (row,) = rows(till)
    assert row.error == "NO_AUTH"
    with work(till.tenant) as session:
        told = session.scalars(select(Notice.person_id).where(Notice.kind == "pay.reconciled")).all()
    assert set(told) == {till.cashier.person_id, operator.person_id}
    assert run(till) == 0
    till.pass_by(minutes=61)
    assert run(till) == 1
    (again,) = rows(till)
    assert (again.error, again.bill_count) == ("", 1)


def test_what_nobody_compared_is_overdue(till: Till) -> None:
    pays(till.case().code())
    till.work_off()
    to(till, 12, days=1)
    with work(till.tenant) as session:
        assert [channel for channel, _ in daily.overdue(session)] == ["wechat"]
    run(till)
    with work(till.tenant) as session:
        assert daily.overdue(session) == []
