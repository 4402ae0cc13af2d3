"""A freely chosen course with a fee: chosen, paid by scanning, studied to its proof; invoice, refund, giving up."""

from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from engine.platform import outbox
from engine.platform.database import work
from engine.workflow import commands
from integrations.payments import book
from processes.pay import queries as pay
from processes.pay import service as paying
from processes.pay.models import LedgerEntry, PaymentAttempt, PayOrder, Refund
from processes.train import queries
from processes.train.models import Enrolment
from tests.processes.apply.builders import deploy
from tests.processes.pay.builders import pays
from tests.processes.pay.test_invoices import PERSON
from tests.processes.review.builders import make_staff
from tests.processes.train.builders import make_course
from tests.support.database import Database
from tests.web.office.desk import pass_by
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.candidate import routes
from web.public import routes as public

HTMX = {"HX-Request": "true"}


@pytest.fixture
def app() -> FastAPI:
    return app_of(routes.router, public.router)


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    book.forget()
    tenant = committed_database.tenant_id
    with work(tenant) as session:
        deploy(session, tenant)
        make_course(
            session, "Z-1", category="general", minutes=(1,), free_choice=True, fee_fen=6_800, summary="人人可学"
        )
    return tenant


@pytest.fixture
def learner(app: FastAPI, tenant: UUID) -> Visitor:
    return staff(app, tenant, "林好学")


def work_off(tenant: UUID) -> None:
    for _ in range(20):
        if not outbox.drain(tenant) + commands.fire_due(50):
            return
    raise AssertionError("never quiet")


def chosen(learner: Visitor) -> str:
    page = learner.get("/my/learning").text
    assert "68.00 元" in page
    done = learner.post("/my/learning/choose", values_on(page))
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def scanned(tenant: UUID, learner: Visitor, where: str) -> PaymentAttempt:
    assert learner.post(f"{where}/pay", {"channel": "alipay"}).status_code == 303
    work_off(tenant)
    with work(tenant) as session:
        return session.scalars(select(PaymentAttempt).order_by(PaymentAttempt.id.desc()).limit(1)).one()


def paid(tenant: UUID, learner: Visitor) -> str:
    where = chosen(learner)
    pays(scanned(tenant, learner, where))
    work_off(tenant)
    return where


def order(tenant: UUID) -> PayOrder:
    with work(tenant) as session:
        return session.scalars(select(PayOrder).order_by(PayOrder.id.desc()).limit(1)).one()


def test_anybody_sees_the_courses_and_their_fees(app: FastAPI, tenant: UUID) -> None:
    page = Visitor(app).get("/courses")
    assert page.status_code == 200
    assert "人人可学" in page.text
    assert "68.00 元" in page.text
    assert "去注册" in page.text


def test_a_course_is_chosen_paid_studied_and_proved(tenant: UUID, learner: Visitor) -> None:
    asked = values_on(learner.get("/my/learning").text)
    where = chosen(learner)
    assert learner.post("/my/learning/choose", asked).headers["location"] == where  # the same order
    assert "已选，去缴费" in learner.get("/my/learning").text
    with work(tenant) as session:
        assert session.scalars(select(Enrolment)).all() == []
    attempt = scanned(tenant, learner, where)
    assert "<svg" in learner.get(f"{where}?channel=alipay", **HTMX).text
    pays(attempt)
    work_off(tenant)
    there = learner.get(where, **HTMX).headers["HX-Redirect"]
    assert there.startswith("/my/learning/")
    assert "课程已开通" in learner.get(where).text
    with work(tenant) as session:
        assert pay.books_balance(session)
        assert len(session.scalars(select(LedgerEntry)).all()) == 1
        row = session.scalars(select(Enrolment)).one()
        (course,) = queries.progress(session, row)
    assert learner.post(f"{there}/lessons/{course.lessons[0].id}/open").status_code == 303
    with work(tenant) as session:
        opened = queries.open_session(session, row.person_id)
        assert opened
    pass_by(minutes=2)
    learner.post(f"/my/learning/sessions/{opened.id}/finish")
    assert "打开培训证明" in learner.get(there).text
    assert learner.get(f"{there}/proof.pdf").headers["content-type"] == "application/pdf"


def test_an_unpaid_course_stays_shut_and_closes_with_its_order(tenant: UUID, learner: Visitor) -> None:
    where = chosen(learner)
    pass_by(minutes=73 * 60)
    work_off(tenant)
    assert order(tenant).status == "closed"
    learner = staff(learner.app, tenant, "林好学")  # signs in again after three days
    assert "订单已关闭" in learner.get(where).text
    assert learner.post(f"{where}/pay", {"channel": "alipay"}).status_code == 409
    again = chosen(learner)
    assert again != where
    assert learner.post(f"{again}/cancel").headers["location"] == "/my/learning"
    assert "选这门课" in learner.get("/my/learning").text


def test_another_person_sees_nothing_of_an_order(tenant: UUID, app: FastAPI, learner: Visitor) -> None:
    where = chosen(learner)
    other = staff(app, tenant, "旁人")
    for path in (where, f"{where}/invoice"):
        assert other.get(path).status_code == 404
    assert other.post(f"{where}/cancel").status_code == 404
    assert other.post(f"{where}/pay", {"channel": "wechat"}).status_code == 404


def test_a_course_s_fee_may_be_waived(tenant: UUID, learner: Visitor) -> None:
    where = chosen(learner)
    with work(tenant) as session:
        cashier = make_staff(session, "孔收费", "authority:finance")
        paying.waive(session, cashier, pay.order(session, order(tenant).id), reason="低保家庭")
    work_off(tenant)
    assert learner.get(where, **HTMX).headers["HX-Redirect"].startswith("/my/learning/")


def test_the_payer_of_a_course_asks_for_an_invoice(tenant: UUID, learner: Visitor) -> None:
    where = paid(tenant, learner)
    form = learner.get(f"{where}/invoice")
    assert "申请发票" in form.text
    assert learner.post(f"{where}/invoice", values_on(form.text) | {"buyer": ""}).status_code == 422
    asked = learner.post(f"{where}/invoice", {key: str(value) for key, value in PERSON.items()})
    assert asked.status_code == 303, asked.text
    work_off(tenant)
    for _ in range(4):  # the provider is asked again and again
        pass_by(minutes=2)
        work_off(tenant)
    assert "已开具" in learner.get(f"{where}/invoice").text
    assert "查看发票" in learner.get(where).text


def test_a_refunded_course_is_shut(tenant: UUID, learner: Visitor) -> None:
    where = paid(tenant, learner)
    with work(tenant) as session:
        cashier = make_staff(session, "孔收费", "authority:finance")
        approver = make_staff(session, "毛财批", "authority:finance_approver")
        payment = pay.settling_payment(session, order(tenant).id)
        assert payment
        row = paying.request_refund(session, cashier, payment, reason="不学了")
        (item,) = commands.open_items(session, approver, business_key=str(row.id))
        commands.complete(session, approver, item.id, {"refund_decision": "approve"})
    work_off(tenant)
    with work(tenant) as session:
        assert session.scalars(select(Refund.status)).all() == ["done"]
        assert session.scalars(select(Enrolment.state)).all() == ["closed"]
        assert pay.balances(session) == {"bank.alipay": 0, "income.fee": 0}
    assert "已退费" in learner.get(where).text
    assert "选这门课" in learner.get("/my/learning").text
