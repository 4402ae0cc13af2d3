"""Group orders: one payment for several cases, what happens to those that drop out, one share given back."""

import pytest
from sqlalchemy import select, update

from engine.platform.database import work
from engine.platform.notices import Notice
from engine.platform.people import Actor
from processes.apply.models import Application
from processes.catalogue.models import Institution
from processes.pay import groups, queries, service
from processes.pay.errors import GroupNotWaived, NothingToPay, OrderNotOpen, PaidByGroup, RefundByShare
from processes.pay.models import GroupMember, LedgerEntry, Payment, PaymentAttempt, PayOrder, Refund
from tests.processes.pay.builders import Case, Till, notify, pays, yuan
from tests.processes.pay.test_invoices import PERSON
from tests.processes.pay.test_process import ended
from tests.processes.review.builders import make_staff


@pytest.fixture
def clerk(till: Till) -> Actor:
    with work(till.tenant) as session:
        institution = session.scalars(select(Institution).order_by(Institution.id)).first()
        assert institution is not None
        return make_staff(session, "吴经办", f"institution:{institution.id}:clerk")


def registered(till: Till, clerk: Actor, *names: str) -> list[Case]:
    """Cases that the clerk's institution has registered."""
    cases = [till.case(name=name) for name in names]
    (institution,) = clerk.institutions_as("clerk")
    with work(till.tenant) as session:
        ids = [case.application_id for case in cases]
        session.execute(
            update(Application).where(Application.id.in_(ids)).values(source="institution", institution_id=institution)
        )
        session.execute(update(PayOrder).where(PayOrder.application_id.in_(ids)).values(institution_id=institution))
    return cases


def grouped(till: Till, clerk: Actor, cases: list[Case]) -> PayOrder:
    with work(till.tenant) as session:
        return service.open_group(session, clerk, [case.order().id for case in cases])


def code(till: Till, group: PayOrder, channel: str = "wechat") -> PaymentAttempt:
    with work(till.tenant) as session:
        attempt = service.choose(session, queries.order(session, group.id), channel)
    till.work_off()
    with work(till.tenant) as session:
        return session.get_one(PaymentAttempt, attempt.id)


def now(till: Till, group: PayOrder) -> PayOrder:
    with work(till.tenant) as session:
        return queries.order(session, group.id)


def states(till: Till, group: PayOrder) -> list[str]:
    with work(till.tenant) as session:
        return [share.member.state for share in groups.shares(session, group.id)]


def count(till: Till, model: type[Payment] | type[LedgerEntry] | type[Refund]) -> int:
    with work(till.tenant) as session:
        return len(session.scalars(select(model)).all())


def test_one_payment_settles_every_case_with_one_posting(till: Till, clerk: Actor) -> None:
    cases = registered(till, clerk, "甲一", "乙二", "丙三")
    group = grouped(till, clerk, cases)
    assert (group.amount_fen, group.title) == (102_000, "职业技能等级认定费（统一缴费 3 人）")
    pays(code(till, group))
    till.work_off()
    assert [ended(case) for case in cases] == ["已缴费"] * 3
    assert now(till, group).status == "paid"
    assert [case.order().status for case in cases] == ["paid"] * 3
    assert (count(till, Payment), count(till, LedgerEntry)) == (1, 1)
    assert till.balances() == {"bank.wechat": 102_000, "income.fee": -102_000}
    with work(till.tenant) as session:
        told = session.scalars(select(Notice.body).where(Notice.person_id == cases[0].applicant.person_id)).all()
    assert any("统一缴纳" in body for body in told)


def test_a_clerk_pays_only_for_people_his_institution_registered_or_who_agreed(till: Till, clerk: Actor) -> None:
    (registered_one,) = registered(till, clerk, "登记者")
    alone = till.case(name="自己报名")
    (institution,) = clerk.institutions_as("clerk")
    with work(till.tenant) as session, pytest.raises(NothingToPay):
        service.open_group(session, clerk, [registered_one.order().id, alone.order().id])
    with work(till.tenant) as session:
        session.execute(update(PayOrder).where(PayOrder.id == alone.order().id).values(institution_id=institution))
        service.entrust(session, alone.applicant, queries.order(session, alone.order().id), agreed=True)
    assert grouped(till, clerk, [registered_one, alone]).amount_fen == 68_000
    with work(till.tenant) as session:
        stranger = make_staff(session, "别家经办", f"institution:{till.plan_id}:clerk")
        with pytest.raises(NothingToPay):
            service.open_group(session, stranger, [registered_one.order().id])


def test_a_case_is_in_one_open_group_order_at_a_time(till: Till, clerk: Actor) -> None:
    cases = registered(till, clerk, "甲一", "乙二")
    group = grouped(till, clerk, cases)
    with work(till.tenant) as session, pytest.raises(NothingToPay):
        service.open_group(session, clerk, [cases[0].order().id])
    with work(till.tenant) as session:
        service.cancel(session, clerk, queries.order(session, group.id))
    till.work_off()
    assert states(till, group) == ["released", "released"]
    again = grouped(till, clerk, cases)
    pays(code(till, again, "alipay"))
    till.work_off()
    assert [ended(case) for case in cases] == ["已缴费"] * 2
    assert till.incidents() == []


def test_time_out_releases_the_cases_and_late_money_goes_back_whole(till: Till, clerk: Actor) -> None:
    cases = registered(till, clerk, "甲一", "乙二")
    group = grouped(till, clerk, cases)
    attempt = code(till, group, "alipay")
    till.pass_by(hours=73)
    assert now(till, group).status == "closed"
    assert states(till, group) == ["released", "released"]
    assert [case.waits_for() for case in cases] == [{"pay/reopen"}] * 2
    pays(attempt)
    till.work_off()
    with work(till.tenant) as session:
        (refund,) = session.scalars(select(Refund))
    assert (refund.order_id, refund.amount_fen, refund.cause) == (group.id, 68_000, "late")
    till.decide(refund)
    assert till.balances() == {}


def test_who_paid_himself_or_withdrew_meanwhile_has_his_share_go_back(till: Till, clerk: Actor) -> None:
    cases = registered(till, clerk, "自己缴", "已撤回", "等统一缴")
    group = grouped(till, clerk, cases)
    attempt = code(till, group)
    pays(cases[0].code("alipay"))
    till.work_off()
    with work(till.tenant) as session:
        service.close_for_case(session, Actor.system(till.tenant), cases[1].application_id, cause="withdrawn")
    pays(attempt)
    till.work_off()
    assert states(till, group) == ["surplus", "surplus", "settled"]
    assert ended(cases[2]) == "已缴费"
    with work(till.tenant) as session:
        refunds = list(session.scalars(select(Refund).order_by(Refund.order_id)))
    assert [(row.cause, row.amount_fen) for row in refunds] == [("double", 34_000), ("late", 34_000)]
    for row in refunds:
        till.decide(row)
    till.pass_by(minutes=11)  # WeChat answers later
    assert till.incidents() == []
    assert [case.order().status for case in cases] == ["paid", "closed", "paid"]
    assert till.balances() == {"bank.wechat": 34_000, "bank.alipay": 34_000, "income.fee": -68_000}


def test_one_case_gets_its_share_back_out_of_a_group_order(till: Till, clerk: Actor) -> None:
    cases = registered(till, clerk, "要退", "不退")
    group = grouped(till, clerk, cases)
    pays(code(till, group))
    till.work_off()
    with work(till.tenant) as session:
        (payment,) = session.scalars(select(Payment))
        order = queries.order(session, group.id)
        with pytest.raises(RefundByShare):
            service.request_refund(session, till.cashier, payment, order=order, reason="退")
        mine = queries.order(session, cases[0].order().id)
        row = service.request_refund(session, till.cashier, payment, order=mine, reason="不能参加")
    till.decide(row)
    till.pass_by(minutes=11)
    assert [case.order().status for case in cases] == ["refunded", "paid"]
    assert till.balances() == {"bank.wechat": 34_000, "income.fee": -34_000}
    assert now(till, group).status == "paid"
    with work(till.tenant) as session:
        told = session.scalars(select(Notice.person_id).where(Notice.kind == "refund.done")).all()
    assert set(told) == {clerk.person_id, cases[0].applicant.person_id}


def test_a_withdrawn_case_that_the_group_paid_asks_for_its_share(till: Till, clerk: Actor) -> None:
    cases = registered(till, clerk, "撤回", "留下")
    pays(code(till, grouped(till, clerk, cases)))
    till.work_off()
    with work(till.tenant) as session:
        for _ in range(2):
            service.close_for_case(session, Actor.system(till.tenant), cases[0].application_id, cause="withdrawn")
    with work(till.tenant) as session:
        (row,) = session.scalars(select(Refund))
    assert (row.order_id, row.amount_fen) == (cases[0].order().id, 34_000)


def test_the_counter_takes_a_group_s_money_but_waives_only_person_by_person(till: Till, clerk: Actor) -> None:
    cases = registered(till, clerk, "甲一", "乙二")
    group = grouped(till, clerk, cases)
    with work(till.tenant) as session, pytest.raises(GroupNotWaived):
        service.waive(session, till.cashier, queries.order(session, group.id), reason="免")
    with work(till.tenant) as session:
        order = queries.order(session, group.id)
        service.receive_offline(session, till.cashier, order, received=yuan(680), receipt_no="T1")
    till.work_off()
    assert [ended(case) for case in cases] == ["已缴费"] * 2
    with work(till.tenant) as session, pytest.raises(OrderNotOpen):
        service.cancel(session, clerk, queries.order(session, group.id))
    with work(till.tenant) as session, pytest.raises(PaidByGroup):
        service.ask_for_invoice(session, cases[0].applicant, cases[0].order(), PERSON)


def test_the_same_people_are_not_paid_for_twice_when_notices_repeat(till: Till, clerk: Actor) -> None:
    cases = registered(till, clerk, "甲一", "乙二")
    group = grouped(till, clerk, cases)
    attempt = code(till, group)
    row = pays(attempt)
    assert notify(row) is False
    till.work_off()
    assert notify(row) is False
    till.work_off()
    assert count(till, Payment) == 1
    with work(till.tenant) as session:
        assert len(session.scalars(select(GroupMember)).all()) == 2


def test_a_group_order_closes_before_the_first_of_its_people(till: Till, clerk: Actor) -> None:
    early, late, alone = registered(till, clerk, "先到期", "后到期", "没有合并")
    till.pass_by(hours=70)
    with work(till.tenant) as session:
        first = min(early.order().closes_at, late.order().closes_at)
        assert groups.unpaid(session, clerk.institutions_as("clerk"))
    assert grouped(till, clerk, [early, late]).closes_at < first
    till.pass_by(hours=1, minutes=50)
    assert alone.order().status == "open"
    with work(till.tenant) as session:  # ten minutes are too few to begin with
        assert groups.unpaid(session, clerk.institutions_as("clerk")) == []
