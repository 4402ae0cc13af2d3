"""The clerk's pages of group payment: ticking, scanning, noticing, giving up; other institutions see nothing."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from engine.platform.database import work
from engine.platform.people import Actor
from processes.catalogue.models import Institution
from processes.pay import queries
from processes.pay.models import PaymentAttempt
from tests.processes.pay.builders import Till, make_till, pays
from tests.processes.pay.test_groups import registered
from tests.processes.review.builders import make_staff
from tests.support.database import Database
from tests.web.visitor import Visitor, app_of, staff
from web.office import routes

HTMX = {"HX-Request": "true"}
LIST = "/registrations/payments"


@pytest.fixture
def app() -> FastAPI:
    return app_of(routes.router)


@pytest.fixture
def till(committed_database: Database) -> Till:
    return make_till(committed_database.tenant_id)


@pytest.fixture
def institution(till: Till) -> str:
    with work(till.tenant) as session:
        return str(session.scalars(select(Institution.id).order_by(Institution.id)).first())


@pytest.fixture
def clerk(app: FastAPI, till: Till, institution: str) -> Visitor:
    return staff(app, till.tenant, "wu", f"institution:{institution}:clerk")


@pytest.fixture
def actor(till: Till, institution: str) -> Actor:
    with work(till.tenant) as session:
        return make_staff(session, "吴经办", f"institution:{institution}:clerk")


def ids_on(page: str) -> list[str]:
    return re.findall(r'name="order_id" value="([^"]+)"', page)


def made(clerk: Visitor, *ids: str) -> str:
    done = clerk.post(LIST, {"order_id": list(ids)})
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def test_an_empty_list_says_whom_it_waits_for(clerk: Visitor) -> None:
    page = clerk.get(LIST)
    assert "没有可以代缴的人员" in page.text
    assert "还没有统一缴费订单" in page.text


def test_a_clerk_ticks_people_scans_once_and_all_are_paid(till: Till, clerk: Visitor, actor: Actor) -> None:
    cases = registered(till, actor, "甲一", "乙二")
    listed = clerk.get(LIST)
    assert "本机构登记" in listed.text
    nobody = clerk.post(LIST, {})
    assert nobody.status_code == 422
    assert "请勾选要统一缴费的人员" in nobody.text
    assert clerk.post(LIST, {"order_id": ["not-a-number"]}).status_code == 422
    where = made(clerk, *ids_on(listed.text))
    assert "680.00" in clerk.get(where).text
    chosen = clerk.post(f"{where}/pay", {"channel": "alipay"})
    assert chosen.headers["location"] == f"{where}?channel=alipay#pay-state"
    till.work_off()
    ready = clerk.get(f"{where}?channel=alipay", **HTMX)
    assert "<svg" in ready.text
    assert "<html" not in ready.text
    with work(till.tenant) as session:
        attempt = session.scalars(select(PaymentAttempt)).one()
    pays(attempt)
    till.work_off()
    assert clerk.get(where, **HTMX).headers["HX-Redirect"] == where
    settled = clerk.get(where).text
    assert "已到账" in settled
    assert settled.count("已由机构缴费") == 2
    assert [case.order().status for case in cases] == ["paid", "paid"]


def test_taken_people_and_strange_orders_are_refused(till: Till, app: FastAPI, clerk: Visitor, actor: Actor) -> None:
    cases = registered(till, actor, "甲一", "乙二")
    ids = ids_on(clerk.get(LIST).text)
    where = made(clerk, ids[0])
    again = clerk.post(LIST, {"order_id": ids})
    assert again.status_code == 409
    assert "请刷新列表后重新选择" in again.text
    assert clerk.post(f"{where}/pay", {"channel": "bitcoin"}).status_code == 422
    other = staff(app, till.tenant, "other", f"institution:{till.plan_id}:clerk")
    assert other.get(where).status_code == 404
    assert other.post(f"{where}/cancel").status_code == 404
    assert ids[1] not in other.get(LIST).text
    assert other.post(LIST, {"order_id": [ids[1]]}).status_code == 409
    assert staff(app, till.tenant, "kong", "authority:finance").get(LIST).status_code == 403
    assert clerk.get(f"{LIST}/{cases[0].order().id}").status_code == 404


def test_giving_up_frees_the_people(till: Till, clerk: Visitor, actor: Actor) -> None:
    registered(till, actor, "甲一")
    where = made(clerk, *ids_on(clerk.get(LIST).text))
    assert ids_on(clerk.get(LIST).text) == []
    assert clerk.post(f"{where}/cancel").headers["location"] == LIST
    assert len(ids_on(clerk.get(LIST).text)) == 1
    assert "订单已关闭" in clerk.get(where).text
    assert clerk.post(f"{where}/cancel").status_code == 409


def test_who_paid_himself_is_pointed_out(till: Till, clerk: Visitor, actor: Actor) -> None:
    cases = registered(till, actor, "自己缴", "乙二")
    where = made(clerk, *ids_on(clerk.get(LIST).text))
    pays(cases[0].code())
    till.work_off()
    assert "自己缴 已自行缴费" in clerk.get(where).text


def test_the_cashier_sees_group_orders_and_refunds_by_person(
    till: Till, app: FastAPI, clerk: Visitor, actor: Actor
) -> None:
    cases = registered(till, actor, "甲一", "乙二")
    where = made(clerk, *ids_on(clerk.get(LIST).text))
    group_id = where.rsplit("/", 1)[1]
    clerk.post(f"{where}/pay", {"channel": "alipay"})
    till.work_off()
    with work(till.tenant) as session:
        attempt = session.scalars(select(PaymentAttempt)).one()
    pays(attempt)
    till.work_off()
    cashier = staff(app, till.tenant, "kong", "authority:finance")
    assert "统一缴费 2 人" in cashier.get("/cashier").text
    group = cashier.get(f"/cashier/orders/{group_id}").text
    assert "申请退费：" not in group
    mine = cashier.get(f"/cashier/orders/{cases[0].order().id}").text
    assert "统一缴费" in mine
    assert "340.00" in mine
    payment = re.search(r'name="payment" value="([^"]+)"', mine)
    assert payment
    asked = cashier.post(
        f"/cashier/orders/{cases[0].order().id}/refund", {"payment": payment[1], "refund_reason": "不能参加"}
    )
    assert asked.status_code == 303
    refund = cashier.get(str(asked.headers["location"])).text
    assert "340.00" in refund
    with work(till.tenant) as session:
        assert queries.refunds_of(session, cases[0].order().id)[0].amount_fen == 34_000
