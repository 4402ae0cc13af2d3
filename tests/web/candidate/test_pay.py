"""Paying on the phone: choosing, scanning, noticing, being late, the receipt, the invoice."""

from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from engine.platform.database import work
from engine.platform.people import queries as people
from engine.platform.people.sign_in import session_of
from processes.catalogue.models import Institution
from processes.pay import queries as pay
from processes.pay import service
from tests.processes.pay.builders import Case, Till, make_till, notify, pays
from tests.processes.pay.test_invoices import PERSON
from tests.support.database import Database
from tests.web.candidate.applicant import Applicant, applicant
from tests.web.visitor import app_of
from web.candidate import routes
from web.ui.guards import COOKIE

HTMX = {"HX-Request": "true"}
DEAD = "19900008888"  # text messages to it are refused, so no test waits for them


@pytest.fixture
def app() -> FastAPI:
    return app_of(routes.router)


@pytest.fixture
def till(committed_database: Database) -> Till:
    return make_till(committed_database.tenant_id)


@pytest.fixture
def me(app: FastAPI, till: Till) -> Applicant:
    return applicant(app, till.tenant, DEAD)


def owing(till: Till, someone: Applicant) -> Case:
    """The visitor's own case, with an order open."""
    found = session_of(someone.cookies[COOKIE])
    assert found is not None
    with work(till.tenant) as session:
        actor = people.actor(session, UUID(str(found.person_id)))
    return till.case(applicant=actor)


def test_the_case_page_leads_to_paying(till: Till, me: Applicant) -> None:
    case = owing(till, me)
    page = me.get(f"/my/cases/{case.no}")
    assert "现在轮到您：缴费" in page.text
    assert f'href="/my/cases/{case.no}/pay"' in page.text
    assert "待缴费" in page.text
    assert "340.00 元" in page.text


def test_choosing_shows_a_code_and_the_page_notices_the_money(till: Till, me: Applicant) -> None:
    case = owing(till, me)
    where = f"/my/cases/{case.no}/pay"
    page = me.get(where)
    assert "340.00" in page.text
    assert "hx-get" not in page.text
    chosen = me.post(where, {"channel": "alipay"})
    assert chosen.headers["location"] == f"{where}?channel=alipay#pay-state"
    waiting = me.get(f"{where}?channel=alipay")
    assert "正在向支付渠道取二维码" in waiting.text
    assert 'hx-trigger="every 3s"' in waiting.text
    till.work_off()
    ready = me.get(f"{where}?channel=alipay", **HTMX)
    assert "等待支付" in ready.text
    assert "<svg" in ready.text
    assert "https://qr.alipay.com/" in ready.text
    assert "<html" not in ready.text
    pays(case.code("alipay"))
    till.work_off()
    settled = me.get(f"{where}?channel=alipay", **HTMX)
    assert settled.headers["HX-Redirect"] == f"{where}/receipt"
    assert me.get(where).headers["location"] == f"{where}/receipt"
    receipt = me.get(f"{where}/receipt")
    assert "缴费成功" in receipt.text
    assert "支付宝" in receipt.text
    assert "已缴费" in me.get(f"/my/cases/{case.no}").text


def test_no_channel_is_refused_in_words(till: Till, me: Applicant) -> None:
    case = owing(till, me)
    answer = me.post(f"/my/cases/{case.no}/pay", {"channel": "bitcoin"})
    assert answer.status_code == 422
    assert "请选择微信支付或支付宝" in answer.text
    assert "<title>错误：" in answer.text


def test_too_many_codes_are_held_back(till: Till, me: Applicant) -> None:
    case = owing(till, me)
    for _ in range(6):
        assert me.post(f"/my/cases/{case.no}/pay", {"channel": "wechat", "new": "1"}).status_code == 303
    answer = me.post(f"/my/cases/{case.no}/pay", {"channel": "wechat", "new": "1"})
    assert answer.status_code == 429
    assert "10 分钟后再换" in answer.text


def test_a_lost_notice_is_found_by_asking(till: Till, me: Applicant) -> None:
    case = owing(till, me)
    pays(case.code("wechat"), told=False)
    assert "等待支付" in me.get(f"/my/cases/{case.no}/pay").text
    assert me.post(f"/my/cases/{case.no}/pay/check").status_code == 303
    till.work_off()
    assert me.get(f"/my/cases/{case.no}/pay").headers["location"].endswith("/receipt")


def test_a_closed_order_can_be_opened_again(till: Till, app: FastAPI, me: Applicant) -> None:
    case = owing(till, me)
    till.pass_by(hours=73)
    me = applicant(app, till.tenant, DEAD)  # signed out meanwhile
    page = me.get(f"/my/cases/{case.no}/pay")
    assert "订单已关闭" in page.text
    assert "现在轮到您：重新缴费" in me.get(f"/my/cases/{case.no}").text
    refused = me.post(f"/my/cases/{case.no}/pay", {"channel": "wechat"})
    assert refused.status_code == 409
    assert me.post(f"/my/cases/{case.no}/pay/reopen").status_code == 303
    assert me.post(f"/my/cases/{case.no}/pay", {"channel": "wechat"}).status_code == 303
    assert me.post(f"/my/cases/{case.no}/pay/reopen").status_code == 303  # pressed twice: nothing more
    assert [order.status for order in case.orders()] == ["open", "closed"]


def test_nobody_sees_or_pays_anothers_case(till: Till, app: FastAPI, me: Applicant) -> None:
    case = owing(till, me)
    other = applicant(app, till.tenant, "19900000777")
    for path in ("pay", "pay/receipt", "invoice"):
        assert other.get(f"/my/cases/{case.no}/{path}").status_code == 403
    for path in ("pay", "pay/check", "pay/reopen", "invoice", "invoice/received"):
        assert other.post(f"/my/cases/{case.no}/{path}", {"channel": "wechat"}).status_code == 403
    assert Applicant(app).get(f"/my/cases/{case.no}/pay").headers["location"].startswith("/signin")


def test_another_authority_does_not_know_the_case(till: Till, app: FastAPI, committed_database: Database) -> None:
    case = till.case()
    stranger = applicant(app, committed_database.other_tenant_id, "19900000778")
    assert stranger.get(f"/my/cases/{case.no}/pay").status_code == 404


def test_a_waived_fee_shows_its_reason(till: Till, me: Applicant) -> None:
    case = owing(till, me)
    with work(till.tenant) as session:
        service.waive(session, till.cashier, case.order(), reason="低保家庭")
    page = me.get(f"/my/cases/{case.no}/pay/receipt")
    assert "费用已减免" in page.text
    assert "低保家庭" in page.text
    assert "申请发票" not in page.text


def test_nothing_to_pay_leads_back(till: Till, me: Applicant) -> None:
    case = owing(till, me)
    with work(till.tenant) as session:
        session.delete(session.merge(case.order()))
    assert me.get(f"/my/cases/{case.no}/pay").headers["location"] == f"/my/cases/{case.no}"


def test_an_invoice_is_asked_for_followed_and_downloaded(till: Till, me: Applicant) -> None:
    case = owing(till, me)
    where = f"/my/cases/{case.no}/invoice"
    assert me.get(where).headers["location"] == f"/my/cases/{case.no}"
    notify(pays(case.code("wechat"), told=False))
    till.work_off()
    form = me.get(where)
    assert "电子发票" in form.text
    assert "纸质专票" in form.text
    refused = me.post(
        where, {"invoice_kind": "paper_special", "buyer_kind": "company", "buyer": "某公司", "tax_no": "1"}
    )
    assert refused.status_code == 422
    assert "请输入开户银行" in refused.text
    assert "统一社会信用代码应为 18 位" in refused.text
    assert 'value="某公司"' in refused.text
    assert me.post(where, PERSON).status_code == 303
    assert "已交开票平台" in me.get(where).text
    for _ in range(3):
        till.pass_by(minutes=1.1)
    assert "下载发票" in me.get(where).text
    again = me.post(where, PERSON)
    assert again.status_code == 409


def test_a_refused_invoice_is_corrected_on_the_same_page(till: Till, me: Applicant) -> None:
    case = owing(till, me)
    notify(pays(case.code("wechat"), told=False))
    till.work_off()
    where = f"/my/cases/{case.no}/invoice"
    me.post(where, PERSON | {"buyer": "被拒的名字"})
    for _ in range(3):
        till.pass_by(minutes=1.1)
    page = me.get(where)
    assert "更正开票信息" in page.text
    assert "被拒的名字" in page.text
    assert me.post(where, PERSON).status_code == 303
    assert "已交开票平台" in me.get(where).text


def test_a_candidate_lets_his_institution_pay_and_takes_it_back(till: Till, me: Applicant) -> None:
    case = owing(till, me)
    where = f"/my/cases/{case.no}/pay"
    with work(till.tenant) as session:
        order = pay.order(session, case.order().id)
        order.institution_id = session.scalars(select(Institution.id).order_by(Institution.id)).first()
    assert "同意由机构代缴" in me.get(where).text
    assert me.post(f"{where}/entrust", {"agreed": "1"}).headers["location"] == where
    assert case.order().entrusted_at is not None
    assert "不再由机构代缴" in me.get(where).text
    me.post(f"{where}/entrust", {"agreed": ""})
    assert case.order().entrusted_at is None
