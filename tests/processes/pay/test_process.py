"""Every path through pay.bpmn: with real signatures, on committed rows, with the clock moved."""

import pytest
from sqlalchemy import func, select

from engine.platform.database import work
from engine.platform.notices import Notice
from engine.platform.outbox.models import OutboxRow
from engine.workflow import commands
from processes.pay import lists, queries, service
from processes.pay.errors import OrderNotOpen, ReasonMissing, WrongAmount
from tests.processes.pay.builders import Case, Till, notify, pays, yuan


def ended(case: Case) -> str | None:
    """The end people read, and that the till has nothing unsolved."""
    assert case.till.incidents() == []
    instance = case.instance()
    assert instance.status == "ended"
    return instance.end_name


def told(till: Till, case: Case) -> list[str]:
    with work(till.tenant) as session:
        rows = select(Notice.kind).where(Notice.person_id == case.applicant.person_id).order_by(Notice.id)
        return [kind for kind in session.scalars(rows) if kind.startswith(("pay.", "refund."))]


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
def test_scanning_and_paying_settles_the_order_once(till: Till, channel: str) -> None:
    case = till.case()
    order = case.order()
    assert (order.amount_fen, order.status) == (34_000, "open")
    attempt = case.code(channel)
    assert attempt.status == "ready"
    assert attempt.code.startswith("weixin://" if channel == "wechat" else "https://qr.alipay.com/")
    pays(attempt)
    till.work_off()
    assert ended(case) == "已缴费"
    assert case.order().status == "paid"
    assert [row.kind for row in case.payments()] == ["settled"]
    assert till.balances() == {f"bank.{channel}": 34_000, "income.fee": -34_000}
    assert told(till, case) == ["pay.asked", "pay.paid"]


def test_a_repeated_notice_books_once(till: Till) -> None:
    case = till.case()
    row = pays(case.code())
    assert notify(row) is False
    till.work_off()
    assert notify(row) is False
    till.work_off()
    assert len(case.payments()) == len(case.entries()) == len(till.notices()) == 1


def test_who_owes_nothing_goes_straight_on(till: Till) -> None:
    case = till.case(grade="A")
    assert ended(case) == "免缴"
    with work(till.tenant) as session:
        assert queries.current_order(session, case.application_id) is None


def test_a_retake_costs_by_its_subjects(till: Till) -> None:
    assert till.case(attempt=2, subjects=["skill"], name="一科").order().amount_fen == 12_000
    assert till.case(attempt=2, subjects=["theory", "skill"], name="两科").order().amount_fen == 20_000


def test_finance_waives_with_a_reason(till: Till) -> None:
    case = till.case()
    with work(till.tenant) as session, pytest.raises(ReasonMissing):
        service.waive(session, till.cashier, case.order(), reason=" ")
    with work(till.tenant) as session:
        service.waive(session, till.cashier, case.order(), reason="低保家庭，凭证已核")
    assert ended(case) == "已减免"
    assert case.order().status == "waived"
    assert till.balances() == {}


def test_the_cashier_takes_cash_of_the_right_amount(till: Till) -> None:
    case = till.case()
    with work(till.tenant) as session, pytest.raises(WrongAmount, match="应收"):
        service.receive_offline(session, till.cashier, case.order(), received=yuan(300), receipt_no="A1")
    with work(till.tenant) as session:
        service.receive_offline(session, till.cashier, case.order(), received=yuan(340), receipt_no="A1")
    till.work_off()
    assert ended(case) == "已缴费"
    assert till.balances() == {"bank.offline": 34_000, "income.fee": -34_000}
    with work(till.tenant) as session, pytest.raises(OrderNotOpen):
        service.receive_offline(session, till.cashier, case.order(), received=yuan(340), receipt_no="A2")


def test_unpaid_orders_close_and_can_be_opened_again(till: Till) -> None:
    case = till.case()
    first = case.code()
    till.pass_by(hours=50)
    assert told(till, case)[-1] == "pay.due"
    till.pass_by(hours=23)
    assert case.order().status == "closed"
    assert case.waits_for() == {"pay/reopen"}
    with work(till.tenant) as session:
        assert {row.status for row in queries.attempts(session, first.order_id)} == {"closed"}
    with work(till.tenant) as session, pytest.raises(OrderNotOpen):
        service.choose(session, case.order(), "wechat")
    case.reopen()
    assert [row.status for row in case.orders()] == ["open", "closed"]
    pays(case.code("alipay"))
    till.work_off()
    assert ended(case) == "已缴费"
    assert told(till, case) == ["pay.asked", "pay.due", "pay.closed", "pay.asked", "pay.paid"]


def test_nobody_pays_until_the_plan_has_closed(till: Till) -> None:
    case = till.case()
    till.pass_by(hours=73)
    assert case.waits_for() == {"pay/reopen"}
    till.pass_by(days=8)
    assert ended(case) == "逾期未缴费"
    assert told(till, case)[-1] == "pay.expired"


def test_an_order_that_outlives_its_plan_is_not_opened_again(till: Till) -> None:
    case = till.case(pay_delay="P15D")
    till.pass_by(days=16)
    assert ended(case) == "逾期未缴费"


def test_a_retake_may_be_paid_until_the_last_day_of_the_exam(till: Till) -> None:
    case = till.case(attempt=2, subjects=["skill"])
    till.pass_by(days=30)
    assert case.waits_for() == {"pay/reopen"}
    case.reopen()
    assert case.order().status == "open"


def test_what_the_first_attempt_paid_does_not_pay_for_the_second(till: Till) -> None:
    case = till.case(attempt=2, subjects=["skill"], pay_outcome="paid", may_reopen=False)
    till.pass_by(hours=73)
    assert case.waits_for() == {"pay/reopen"}


def test_money_of_the_last_moment_counts(till: Till) -> None:
    """Paid before the time-out, but the notice is lost: closing at the gateway finds it."""
    case = till.case()
    pays(case.code(), told=False)
    till.pass_by(hours=73)
    assert ended(case) == "关闭前已缴清"
    assert [row.kind for row in case.payments()] == ["settled"]
    assert case.refunds() == []


def test_a_lost_notice_is_asked_for(till: Till) -> None:
    case = till.case()
    row = pays(case.code("alipay"), told=False)
    with work(till.tenant) as session:
        service.ask_to_check(session, case.order())
    till.work_off()
    assert ended(case) == "已缴费"
    notify(row)  # and then it comes after all
    till.work_off()
    assert len(case.payments()) == 1
    assert [notice.result for notice in till.notices()] == ["settled", "repeated"]


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
def test_late_money_goes_back_by_itself_after_approval(till: Till, channel: str) -> None:
    case = till.case()
    attempt = case.code(channel)
    till.pass_by(hours=73)
    pays(attempt)
    till.work_off()
    assert case.order().status == "closed"
    (refund,) = case.refunds()
    assert (refund.cause, refund.status, refund.amount_fen) == ("late", "requested", 34_000)
    assert till.balances() == {f"bank.{channel}": 34_000, "suspense": -34_000}
    till.decide(refund)
    till.pass_by(minutes=11)
    assert case.refunds()[0].status == "done"
    assert till.balances() == {}
    assert len(case.entries()) == 2
    assert case.waits_for() == {"pay/reopen"}
    assert told(till, case)[-1] == "refund.done"


def test_paying_twice_keeps_one_and_returns_the_other(till: Till) -> None:
    case = till.case()
    wechat, alipay = case.code("wechat"), case.code("alipay")
    pays(wechat)
    pays(alipay)
    till.work_off()
    assert [(row.channel, row.kind) for row in case.payments()] == [("wechat", "settled"), ("alipay", "double")]
    (refund,) = case.refunds()
    assert refund.cause == "double"
    till.decide(refund)
    assert till.balances() == {"bank.wechat": 34_000, "income.fee": -34_000}
    assert case.order().status == "paid"


def test_a_wrong_amount_is_kept_for_the_cashier_and_settles_nothing(till: Till) -> None:
    case = till.case()
    pays(case.code(), fen=30_000)
    till.work_off()
    assert case.order().status == "open"
    (payment,) = case.payments()
    assert payment.kind == "wrong_amount"
    assert till.balances() == {"bank.wechat": 30_000, "suspense": -30_000}
    with work(till.tenant) as session:
        (line,) = lists.orders(session, state="odd")
        assert line.order.id == case.order().id
        service.request_refund(session, till.cashier, session.merge(payment), reason="金额不符")
    till.work_off()
    till.decide(case.refunds()[0])
    till.pass_by(minutes=11)
    assert till.balances() == {}
    with work(till.tenant) as session:
        assert lists.orders(session, state="odd") == []
    pays(case.code("alipay"))
    till.work_off()
    assert ended(case) == "已缴费"


def test_a_notice_for_another_merchant_books_nothing_and_is_shown(till: Till) -> None:
    case = till.case()
    row = pays(case.code(), told=False)
    notify(row, how="stranger")
    till.work_off()
    assert case.payments() == []
    assert [notice.result for notice in till.notices()] == ["wrong_merchant"]
    with work(till.tenant) as session:
        assert [line.odd for line in lists.orders(session, state="odd")] == [True]
    notify(row)
    till.work_off()
    assert ended(case) == "已缴费"


def test_a_withdrawn_case_closes_what_is_open(till: Till) -> None:
    case = till.case()
    attempt = case.code()
    with work(till.tenant) as session:
        commands.cancel(session, till.cashier, case.instance_id, "申请人撤回")
        service.close_for_case(session, case.applicant, case.application_id)
        service.close_for_case(session, case.applicant, case.application_id)
    till.work_off()
    assert case.order().status == "closed"
    pays(attempt)
    till.work_off()
    assert [refund.cause for refund in case.refunds()] == ["late"]


def test_a_withdrawn_case_gets_back_what_the_rule_says(till: Till) -> None:
    case = till.case()
    pays(case.code("alipay"))
    till.pass_by(days=55)  # the exam begins on day 60
    with work(till.tenant) as session:
        service.close_for_case(session, case.applicant, case.application_id)
    (refund,) = case.refunds()
    assert (refund.cause, refund.amount_fen) == ("withdrawn", 17_000)
    till.decide(refund)
    assert till.incidents() == []
    assert case.order().status == "refunded"
    assert till.balances() == {"bank.alipay": 17_000, "income.fee": -17_000}


def test_who_clicks_a_hundred_times_asks_the_gateway_once_in_ten_seconds(till: Till) -> None:
    case = till.case()
    case.code("wechat")
    case.code("alipay")
    asked = select(func.count()).select_from(OutboxRow).where(OutboxRow.event == "CheckWanted")
    for _ in range(100):
        with work(till.tenant) as session:
            order = queries.current_order(session, case.application_id)
            assert order is not None
            service.ask_to_check(session, order)
    with work(till.tenant) as session:
        assert session.scalar(asked) == 2
    till.work_off()
    till.pass_by(seconds=11)
    with work(till.tenant) as session:
        order = queries.current_order(session, case.application_id)
        assert order is not None
        service.ask_to_check(session, order)
        assert session.scalar(asked) == 4
