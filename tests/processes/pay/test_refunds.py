"""Refunds: asked for, decided by a second person, made by the gateway, or by hand when it will not."""

from datetime import timedelta

import pytest

from engine.platform import clock
from engine.platform.database import work
from engine.platform.errors import InvalidForm
from engine.workflow import commands
from engine.workflow.errors import FourEyes, NotYours
from integrations.payments import book
from processes.pay import lists, queries, service
from processes.pay.errors import DayNotOver, NothingToRefund, ReasonMissing
from tests.processes.pay.builders import Case, Till, pays, yuan
from tests.processes.review.builders import make_staff


def paid(till: Till, channel: str = "alipay") -> Case:
    case = till.case()
    pays(case.code(channel))
    till.work_off()
    return case


def ask(till: Till, case: Case, reason: str = "多收") -> None:
    with work(till.tenant) as session:
        payment = queries.settling_payment(session, case.order().id)
        assert payment is not None
        service.request_refund(session, till.cashier, payment, reason=reason)


def test_a_requested_refund_goes_back_whole_once_approved(till: Till) -> None:
    case = paid(till)
    ask(till, case)
    till.decide(case.refunds()[0])
    (refund,) = case.refunds()
    assert (refund.status, refund.amount_fen) == ("done", 34_000)
    assert case.order().status == "refunded"
    assert till.balances() == {}


def test_a_refund_needs_a_reason_and_comes_once(till: Till) -> None:
    case = paid(till)
    with pytest.raises(ReasonMissing):
        ask(till, case, " ")
    ask(till, case)
    with pytest.raises(NothingToRefund):
        ask(till, case)


def test_a_refused_refund_says_why_and_may_be_asked_again(till: Till) -> None:
    case = paid(till)
    ask(till, case)
    with pytest.raises(InvalidForm):
        till.decide(case.refunds()[0], "refuse")
    till.decide(case.refunds()[0], "refuse", text="考试已安排")
    assert case.refunds()[0].status == "refused"
    assert case.order().status == "paid"
    ask(till, case)
    assert len(case.refunds()) == 2


def test_nobody_approves_what_he_asked_for(till: Till) -> None:
    case = paid(till)
    with work(till.tenant) as session:
        both = make_staff(session, "兼任", "authority:finance", "authority:finance_approver")
        payment = queries.settling_payment(session, case.order().id)
        assert payment is not None
        service.request_refund(session, both, payment, reason="多收")
    (refund,) = case.refunds()
    with work(till.tenant) as session:
        item = queries.waiting_item(session, refund.instance_id)
        assert item is not None
        with pytest.raises(FourEyes):
            commands.complete(session, both, item.id, {"refund_decision": "approve"})
    with work(till.tenant) as session, pytest.raises(NotYours):
        commands.complete(session, till.cashier, item.id, {"refund_decision": "approve"})


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
def test_what_the_gateway_refuses_is_decided_by_finance(till: Till, channel: str) -> None:
    case = paid(till, channel)
    ask(till, case)
    row = book.trade(case.code_used())
    assert row is not None
    row.refuses_refunds = True
    book.keep(row)
    till.decide(case.refunds()[0])
    assert case.refunds()[0].status == "failed"
    with work(till.tenant) as session:
        assert [line.odd for line in lists.orders(session, state="odd")] == [True]
    till.do(till.cashier, case.refunds()[0].id, failure_decision="retry")
    assert case.refunds()[0].status == "failed"
    with pytest.raises(InvalidForm):
        till.do(till.cashier, case.refunds()[0].id, failure_decision="offline")
    till.do(till.cashier, case.refunds()[0].id, failure_decision="offline", text="转账凭证 88001")
    (refund,) = case.refunds()
    assert (refund.status, refund.offline) == ("done", True)
    assert till.balances() == {f"bank.{channel}": 34_000, "bank.offline": -34_000}


def test_cash_goes_back_by_hand(till: Till) -> None:
    case = till.case()
    with work(till.tenant) as session:
        service.receive_offline(session, till.cashier, case.order(), received=yuan(340), receipt_no="A9")
    till.work_off()
    ask(till, case)
    till.decide(case.refunds()[0])
    with pytest.raises(InvalidForm):
        till.do(till.cashier, case.refunds()[0].id, failure_decision="retry")
    till.do(till.cashier, case.refunds()[0].id, failure_decision="offline", text="现金，签收单 12")
    assert till.balances() == {}


def test_a_refund_nobody_decides_is_pressed_for(till: Till) -> None:
    case = paid(till)
    ask(till, case)
    till.pass_by(days=6)
    assert till.incidents() == []
    assert case.refunds()[0].status == "requested"


@pytest.mark.parametrize(("days", "fen"), [(10, 34_000), (55, 17_000), (61, 0)])
def test_a_withdrawal_gets_what_the_table_says(till: Till, days: int, fen: int) -> None:
    case = paid(till)
    till.pass_by(days=days)
    with work(till.tenant) as session:
        service.close_for_case(session, case.applicant, case.application_id)
    (refund,) = case.refunds()
    assert refund.amount_fen == fen
    assert refund.status == ("requested" if fen else "nothing")


def test_whoever_found_no_seat_gets_everything_back(till: Till) -> None:
    case = paid(till)
    till.pass_by(days=70)
    with work(till.tenant) as session:
        service.close_for_case(session, case.applicant, case.application_id, cause="unseated")
    assert case.refunds()[0].amount_fen == 34_000


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
def test_books_agree_with_the_bill_of_the_day(till: Till, channel: str) -> None:
    kept, back, lost = paid(till, channel), paid(till, channel), till.case(name="漏单")
    ask(till, back)
    till.decide(back.refunds()[0])
    till.pass_by(minutes=11)
    pays(lost.code(channel), told=False)
    day = clock.today()
    till.pass_by(days=1)
    with work(till.tenant) as session:
        row = service.ask_for_bill(session, till.cashier, channel, day)
    till.work_off()
    with work(till.tenant) as session:
        found = next(each for each in lists.reconciliations(session) if each.id == row.id)
        assert (found.bill_count, found.own_count) == (4, 3)
        (difference,) = found.differences
        assert (difference["what"], difference["bill_fen"], difference["own_fen"]) == ("only_bill", 34_000, None)
        service.ask_to_check(session, lost.order())
    till.work_off()
    with work(till.tenant) as session:
        service.ask_for_bill(session, till.cashier, channel, day)
    till.work_off()
    with work(till.tenant) as session:
        (again,) = lists.reconciliations(session)
        assert (again.differences, again.own_fen) == ([], 68_000)
    assert kept.order().status == "paid"


def test_today_has_no_bill_yet(till: Till) -> None:
    with work(till.tenant) as session, pytest.raises(DayNotOver):
        service.ask_for_bill(session, till.cashier, "wechat", clock.today())


def test_a_day_without_business_agrees(till: Till) -> None:
    day = clock.today()
    till.pass_by(days=1)
    with work(till.tenant) as session:
        service.ask_for_bill(session, till.cashier, "alipay", day - timedelta(days=300))
    till.work_off()
    with work(till.tenant) as session:
        (row,) = lists.reconciliations(session)
        assert (row.bill_count, row.own_count, row.differences, row.error) == (0, 0, [], "")
