"""The public home and a plan's page."""

from datetime import timedelta
from uuid import UUID

import pytest

from engine.platform import clock
from engine.platform.database import system_work, work
from processes.plans.models import Plan, PlanStatus
from tests.processes.plans.builders import make_plan
from tests.support.database import Database
from tests.web.visitor import Visitor, app_of
from web.public.open_plans import remaining
from web.public.routes import plans


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    return committed_database.tenant_id


@pytest.fixture
def visitor(tenant: UUID) -> Visitor:
    return Visitor(app_of(plans.router))


def open_plan(tenant: UUID, **columns: object) -> Plan:
    with work(tenant) as session:
        plan = make_plan(session)
        plan.published_at = clock.now()
        for name, value in columns.items():
            setattr(plan, name, value)
        return plan


def test_without_plans_the_home_says_what_to_do(visitor: Visitor) -> None:
    answer = visitor.get("/")
    assert "目前没有正在报名的计划" in answer.text
    assert 'href="/help"' in answer.text


def test_open_plans_are_found_by_occupation_and_grade(visitor: Visitor, tenant: UUID) -> None:
    open_plan(tenant)
    assert "化工总控工 · 三级/高级工" in visitor.get("/").text
    assert "化工总控工 · 三级/高级工" in visitor.get("/?occupation=化工&grade=3").text
    assert "没有符合条件的计划" in visitor.get("/?occupation=焊工").text
    part = visitor.get("/?grade=3", **{"HX-Request": "true"})
    assert "<html" not in part.text
    assert "化工总控工" in part.text


def test_a_plan_tells_its_window_and_lets_one_begin(visitor: Visitor, tenant: UUID) -> None:
    plan = open_plan(tenant)
    answer = visitor.get(f"/open/{plan.id}")
    assert answer.status_code == 200
    assert f'name="plan_id" value="{plan.id}"' in answer.text
    assert "登录并申请" in answer.text


def test_a_draft_is_nobody_s_business(visitor: Visitor, tenant: UUID) -> None:
    plan = open_plan(tenant, status=PlanStatus.DRAFT, published_at=None)
    assert visitor.get(f"/open/{plan.id}").status_code == 404
    assert visitor.get("/open/none").status_code == 404


def test_a_closed_plan_offers_no_button(visitor: Visitor, tenant: UUID) -> None:
    plan = open_plan(tenant)
    with system_work() as system:
        clock.move(system, timedelta(days=400))
    answer = visitor.get(f"/open/{plan.id}")
    assert "不接受报名" in answer.text
    assert "plan_id" not in answer.text


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(days=2, hours=5), "剩 2 天"),
        (timedelta(hours=5, minutes=59), "剩 5 小时"),
        (timedelta(minutes=20), "剩 20 分钟"),
        (timedelta(seconds=5), "剩 1 分钟"),
    ],
)
def test_what_remains_is_told_in_one_unit(time: timedelta, words: str) -> None:
    assert remaining(time) == words
