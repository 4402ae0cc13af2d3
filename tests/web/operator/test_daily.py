"""What runs by itself every day, as operators see it."""

import pytest
from fastapi import FastAPI

from processes.pay import daily
from tests.processes.pay.builders import Till, make_till, pays
from tests.processes.pay.test_daily import to
from tests.support.database import Database
from tests.web.visitor import app_of, staff
from web.operator import routes


@pytest.fixture
def app() -> FastAPI:
    return app_of(routes.router)


@pytest.fixture
def till(committed_database: Database) -> Till:
    return make_till(committed_database.tenant_id)


def test_an_operator_sees_what_was_compared_and_what_is_overdue(till: Till, app: FastAPI) -> None:
    operator = staff(app, till.tenant, "值守", "operator")
    assert "还没有对过账" in operator.get("/ops/daily").text
    pays(till.case().code())
    till.work_off()
    to(till, 12, days=1)
    operator = staff(app, till.tenant, "值守", "operator")
    assert "应对账而没有完成：微信支付" in operator.get("/ops/daily").text
    daily.reconcile_due()
    till.work_off()
    page = operator.get("/ops/daily").text
    assert "已核对" in page
    assert "应对账而没有完成" not in page
    assert "340" not in page  # amounts are the cashiers' affair
    assert staff(app, till.tenant, "孔收费", "authority:finance").get("/ops/daily").status_code == 403
