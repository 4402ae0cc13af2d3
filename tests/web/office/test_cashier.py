"""The cashier's desk: exceptions first, what is done by hand, the second person under his password, the books."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from engine.platform import clock
from tests.processes.pay.builders import Case, Till, make_till, pays
from tests.processes.pay.test_invoices import POST, wait, wanted
from tests.support.database import Database
from tests.web.visitor import PASSWORD, Visitor, app_of, staff
from web.office import routes


@pytest.fixture
def app() -> FastAPI:
    return app_of(routes.router)


@pytest.fixture
def till(committed_database: Database) -> Till:
    return make_till(committed_database.tenant_id)


@pytest.fixture
def cashier(app: FastAPI, till: Till) -> Visitor:
    return staff(app, till.tenant, "kong", "authority:finance")


@pytest.fixture
def approver(app: FastAPI, till: Till) -> Visitor:
    return staff(app, till.tenant, "mao", "authority:finance_approver")


def order_path(case: Case) -> str:
    return f"/cashier/orders/{case.order().id}"


def settled(till: Till, name: str = "林晓岚") -> Case:
    case = till.case(name=name)
    pays(case.code("alipay"))
    till.work_off()
    return case


def test_an_empty_till_says_so(cashier: Visitor) -> None:
    for path in ("", "/refunds", "/invoices", "/reconciliation"):
        page = cashier.get(f"/cashier{path}")
        assert page.status_code == 200
        assert "cf-state" in page.text


def test_exceptions_come_first_and_names_are_found(till: Till, cashier: Visitor) -> None:
    odd = till.case(name="金额错")
    pays(odd.code(), fen=100)
    settled(till, "后来的")
    page = cashier.get("/cashier").text
    assert page.index("金额错") < page.index("后来的")
    assert "异常" in page
    assert "后来的" not in cashier.get("/cashier?state=odd").text
    found = cashier.get("/cashier?q=后来").text
    assert "后来的" in found
    assert "金额错" not in found
    assert "没有符合条件的订单" in cashier.get("/cashier?q=没有这个人").text
    shown = cashier.get(order_path(odd)).text
    assert "金额不符" in shown
    assert "待处理款" in shown


def test_cash_is_taken_in_the_right_amount_only(till: Till, cashier: Visitor) -> None:
    case = till.case()
    path = f"{order_path(case)}/receipt"
    wrong = cashier.post(path, {"received": "三百四", "receipt_no": "S1"})
    assert wrong.status_code == 422
    assert "实收金额应为数字" in wrong.text
    assert 'value="S1"' in wrong.text
    assert cashier.post(path, {"received": "340", "receipt_no": ""}).status_code == 422
    less = cashier.post(path, {"received": "300", "receipt_no": "S1"})
    assert less.status_code == 422
    assert "应收 340.00 元，您填写的是 300.00 元" in less.text
    assert cashier.post(path, {"received": "340.00 元", "receipt_no": "S1"}).status_code == 303
    assert case.order().status == "paid"
    assert cashier.post(path, {"received": "340", "receipt_no": "S2"}).status_code == 409
    other = cashier.post(f"{order_path(till.case(name='乙'))}/receipt", {"received": "340", "receipt_no": "S1"})
    assert other.status_code == 422
    assert "收据号 S1 已登记过" in other.text


def test_a_fee_is_waived_with_a_reason(till: Till, cashier: Visitor) -> None:
    case = till.case()
    refused = cashier.post(f"{order_path(case)}/waive", {"reason": " "})
    assert refused.status_code == 422
    assert "请写明原因" in refused.text
    assert cashier.post(f"{order_path(case)}/waive", {"reason": "低保家庭"}).status_code == 303
    assert case.order().status == "waived"


def test_the_approver_reads_but_neither_waives_nor_takes_cash(till: Till, approver: Visitor) -> None:
    case = till.case()
    assert "减免、收款和申请退费由收费员办理" in approver.get(order_path(case)).text
    for deed in ("waive", "receipt", "refund"):
        assert approver.post(f"{order_path(case)}/{deed}", {"reason": "x"}).status_code == 403


def test_a_refund_takes_two_people_and_a_password(till: Till, cashier: Visitor, approver: Visitor) -> None:
    case = settled(till)
    payment = str(case.payments()[0].id)
    asked = cashier.post(f"{order_path(case)}/refund", {"payment": payment, "refund_reason": "多收"})
    where = asked.headers["location"]
    assert "不能办理" in cashier.get(where).text
    assert cashier.post(where, {"refund_decision": "approve", "password": PASSWORD}).status_code == 403
    form = approver.get(where)
    assert 'type="password"' in form.text
    assert approver.post(where, {"refund_decision": "approve"}).status_code == 422
    wrong = approver.post(where, {"refund_decision": "approve", "password": "猜的"})
    assert wrong.status_code == 422
    assert "密码不正确" in wrong.text
    assert case.refunds()[0].status == "requested"
    assert approver.post(where, {"refund_decision": "approve", "password": PASSWORD}).status_code == 303
    till.work_off()
    assert case.refunds()[0].status == "done"
    assert "已退费" in cashier.get(order_path(case)).text
    assert approver.post(where, {"refund_decision": "approve", "password": PASSWORD}).status_code == 409


def test_a_guessed_password_locks_the_account(till: Till, cashier: Visitor, approver: Visitor) -> None:
    case = settled(till)
    payment = str(case.payments()[0].id)
    where = cashier.post(f"{order_path(case)}/refund", {"payment": payment, "refund_reason": "多收"}).headers[
        "location"
    ]
    for _ in range(5):
        approver.post(where, {"refund_decision": "approve", "password": "猜的"})
    locked = approver.post(where, {"refund_decision": "approve", "password": PASSWORD})
    assert locked.status_code == 422
    assert "锁定" in locked.text
    assert case.refunds()[0].status == "requested"


def test_nobody_approves_his_own_refund_on_the_page(till: Till, app: FastAPI) -> None:
    both = staff(app, till.tenant, "both", "authority:finance", "authority:finance_approver")
    case = settled(till)
    payment = str(case.payments()[0].id)
    where = both.post(f"{order_path(case)}/refund", {"payment": payment, "refund_reason": "多收"}).headers["location"]
    assert "须由另一位财务审批员审批" in both.get(where).text
    assert both.post(where, {"refund_decision": "approve", "password": PASSWORD}).status_code == 403


def test_a_payment_of_another_order_is_not_refunded_here(till: Till, cashier: Visitor) -> None:
    one, other = settled(till, "甲"), settled(till, "乙")
    answer = cashier.post(
        f"{order_path(one)}/refund", {"payment": str(other.payments()[0].id), "refund_reason": "多收"}
    )
    assert answer.status_code == 404


def test_paper_invoices_are_sent_from_here(till: Till, cashier: Visitor, approver: Visitor) -> None:
    case = settled(till)
    row = wanted(till, case, {"invoice_kind": "paper_ordinary", "buyer_kind": "person", "buyer": "林晓岚", **POST})
    wait(till)
    where = f"/cashier/invoices/{row.id}"
    assert "纸质普票" in cashier.get("/cashier/invoices").text
    assert "寄送发票" in cashier.get(where).text
    assert cashier.post(where, {"courier": "顺丰", "courier_no": "??"}).status_code == 422
    assert approver.post(where, {"courier": "顺丰", "courier_no": "SF1234567"}).status_code == 403
    assert cashier.post(where, {"courier": "顺丰", "courier_no": "SF1234567"}).status_code == 303
    assert cashier.post(where, {"courier": "顺丰", "courier_no": "SF1234567"}).status_code == 404
    assert "SF1234567" in cashier.get(where).text


def test_a_day_is_compared_with_the_bill(till: Till, cashier: Visitor, approver: Visitor) -> None:
    settled(till)
    day = clock.today()
    assert cashier.post("/cashier/reconciliation", {"channel": "alipay", "day": day.isoformat()}).status_code == 422
    assert cashier.post("/cashier/reconciliation", {"channel": "alipay", "day": "昨天"}).status_code == 422
    assert approver.post("/cashier/reconciliation", {"channel": "alipay", "day": "2026-01-01"}).status_code == 403
    lost = till.case(name="漏单")
    pays(lost.code("alipay"), told=False)
    till.pass_by(minutes=1)
    asked = cashier.post("/cashier/reconciliation", {"channel": "alipay", "day": (day - timedelta(days=1)).isoformat()})
    till.work_off()
    assert "全部相符" in cashier.get(asked.headers["location"]).text
    assert "账目平衡" in cashier.get("/cashier/reconciliation").text


def test_only_finance_comes_in(till: Till, app: FastAPI) -> None:
    case = till.case()
    planner = staff(app, till.tenant, "he", "authority:planner")
    for path in ("/cashier", "/cashier/refunds", "/cashier/invoices", "/cashier/reconciliation", order_path(case)):
        assert planner.get(path).status_code == 403


def test_another_authority_sees_nothing(till: Till, app: FastAPI, committed_database: Database) -> None:
    case = settled(till)
    stranger = staff(app, committed_database.other_tenant_id, "else", "authority:finance")
    assert stranger.get(order_path(case)).status_code == 404
    assert stranger.post(f"{order_path(case)}/waive", {"reason": "x"}).status_code == 404
    assert case.order().no not in stranger.get("/cashier").text


def test_tasks_lead_to_their_desk(till: Till, cashier: Visitor, approver: Visitor) -> None:
    case = settled(till)
    payment = str(case.payments()[0].id)
    where = cashier.post(f"{order_path(case)}/refund", {"payment": payment, "refund_reason": "多收"}).headers[
        "location"
    ]
    page = approver.get("/tasks").text
    assert "审批退费" in page
    task = page.split('href="/tasks/')[1].split('"')[0]
    assert approver.get(f"/tasks/{task}").headers["location"] == where


def test_a_cashier_settles_nothing_that_he_owes_himself(till: Till, cashier: Visitor) -> None:
    case = till.case(name="孔收费", applicant=cashier.person)
    for action, values in (
        ("waive", {"reason": "自己减免自己"}),
        ("receipt", {"received": "340", "receipt_no": "S1"}),
    ):
        told = cashier.post(f"{order_path(case)}/{action}", values)
        assert told.status_code in (403, 422)
        assert "是您本人的，须由另一名收费员办理" in told.text
        assert case.order().status == "open"


def test_nobody_asks_for_a_refund_to_himself(till: Till, cashier: Visitor) -> None:
    case = till.case(name="孔收费", applicant=cashier.person)
    pays(case.code("alipay"))
    till.work_off()
    asked = {"payment": str(case.payments()[0].id), "refund_reason": "多收"}
    assert "是您本人的" in cashier.post(f"{order_path(case)}/refund", asked).text
    assert not case.refunds()


def test_nobody_approves_a_refund_to_himself(till: Till, cashier: Visitor, approver: Visitor) -> None:
    case = till.case(name="毛财批", applicant=approver.person)
    pays(case.code("alipay"))
    till.work_off()
    asked = {"payment": str(case.payments()[0].id), "refund_reason": "多收"}
    at = cashier.post(f"{order_path(case)}/refund", asked).headers["location"]
    told = approver.post(at, {"refund_decision": "approve", "password": PASSWORD})
    assert told.status_code == 403
    assert "是退给您本人的，须由另一人办理" in told.text
    assert [row.decided_by for row in case.refunds()] == [None]
