"""Operators: numbers, cases from the inside, incidents by cause with retry, and the demo's clock."""

from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI

from engine.platform import clock, settings
from engine.platform.database import system_work, work
from engine.platform.ids import new_id
from engine.workflow.models import Incident, Instance
from processes.apply.models import Application
from processes.plans.models import Plan
from tests.support.database import Database
from tests.web.house import apply, furnish
from tests.web.visitor import Visitor, app_of, staff
from web.operator.load import duration
from web.operator.routes import router


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    return committed_database.tenant_id


@pytest.fixture
def app(tenant: UUID) -> FastAPI:
    return app_of(router)


@pytest.fixture
def operator(app: FastAPI, tenant: UUID) -> Visitor:
    return staff(app, tenant, "方岩", "operator")


@pytest.fixture
def plan(tenant: UUID) -> Plan:
    return furnish(tenant)


def stop(tenant: UUID, case: Application, sentence: str = "短信服务没有答复。") -> UUID:
    """Something in a case that failed once, as the engine writes it down."""
    now, incident_id = clock.now(), new_id()
    with work(tenant) as session:
        session.add(
            Incident(
                id=incident_id, instance_id=case.instance_id, task_id=new_id(), process="review", element="send_notice",
                kind="task", handler="review.send_notice", message=sentence, trace="File handlers.py", attempts=1,
                first_at=now, last_at=now, retry_at=now + timedelta(minutes=1),
            )
        )  # fmt: skip
    return incident_id


def test_an_empty_house_has_pages_all_the_same(operator: Visitor) -> None:
    assert "还没有发布流程" in operator.get("/ops").text
    assert "没有符合条件的案件" in operator.get("/ops/cases").text
    assert "没有卡住的案件" in operator.get("/ops/incidents").text


def test_the_cockpit_counts_and_draws(app: FastAPI, operator: Visitor, plan: Plan, tenant: UUID) -> None:
    apply(tenant, plan)
    apply(tenant, plan, "陈志远", until="history")
    page = operator.get("/ops").text
    assert "data-badges" in page
    row = page.split("核对材料</th>")[1].split("</tr>")[0]
    assert '<td class="cf-num">1</td>' in row
    with system_work() as system:
        clock.move(system, timedelta(days=14))
    operator = staff(app, tenant, "方岩", "operator")
    assert 'cf-warn fw-semibold">1' in operator.get("/ops").text.split("核对材料</th>")[1].split("</tr>")[0]
    assert "学习和工作经历" in operator.get("/ops?process=apply").text


def test_cases_are_filtered(operator: Visitor, plan: Plan, tenant: UUID) -> None:
    case = apply(tenant, plan)
    for query in ("", f"?q={case.no}", f"?q={case.id}", "?state=active", "?process=certification"):
        assert case.no in operator.get(f"/ops/cases{query}").text
    for query in ("?q=nobody", "?state=ended", "?state=stuck", "?state=late", "?process=plan"):
        assert case.no not in operator.get(f"/ops/cases{query}").text


def test_a_case_shows_where_it_stands_and_what_it_waits_for(operator: Visitor, plan: Plan, tenant: UUID) -> None:
    case = apply(tenant, plan)
    page = operator.get(f"/ops/cases/{case.instance_id}").text
    assert "核对材料" in page
    assert ":first_review" in page
    assert "case.withdrawn" in page
    assert b"<bpmn:definitions" in operator.get(f"/ops/cases/{case.instance_id}/diagrams/review").content
    assert operator.get(f"/ops/cases/{UUID(int=5)}").status_code == 404


def test_incidents_of_one_cause_are_one_line_and_retried_together(operator: Visitor, plan: Plan, tenant: UUID) -> None:
    cases = [apply(tenant, plan, name) for name in ("林晓岚", "陈志远", "苏婉清")]
    stop(tenant, cases[0])
    stop(tenant, cases[1])
    other = stop(tenant, cases[2], "没有人能办。")
    page = operator.get("/ops/incidents").text
    assert page.count("<article") == 2
    assert "2 件案件" in page
    assert cases[0].no not in operator.get("/ops/cases?state=active&q=nobody").text
    assert cases[0].no in operator.get("/ops/cases?state=stuck").text
    action = page.split("<article")[1].split('action="')[1].split('"')[0]
    assert operator.post(action).headers["Location"] == "/ops/incidents"
    assert operator.get("/ops/incidents").text.count("<article") == 1
    assert operator.post(f"/ops/incidents/{other}/retry").status_code == 303
    assert "没有卡住的案件" in operator.get("/ops/incidents").text
    assert operator.post(f"/ops/incidents/{other}/retry").status_code == 404
    with work(tenant) as session:
        assert all(row.resolved_by == operator.person.person_id for row in session.query(Incident) if operator.person)
        assert session.query(Instance).filter_by(status="active").count() >= 3


def test_the_clock_moves_for_everybody(operator: Visitor) -> None:
    before = clock.now()
    moved = operator.post("/ops/clock", {"amount": "3", "unit": "days"})
    assert moved.status_code == 303
    operator.get("/ops/clock")
    assert timedelta(days=3) <= clock.now() - before < timedelta(days=3, minutes=5)


@pytest.mark.parametrize("amount", ["", "0", "-1", "x", "1.5", "９"])
def test_the_clock_wants_a_whole_number(operator: Visitor, amount: str) -> None:
    refused = operator.post("/ops/clock", {"amount": amount, "unit": "hours"})
    assert refused.status_code == 422
    assert 'id="f-amount"' in refused.text


def test_production_has_no_clock_page(operator: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.settings(), "mode", "production")
    assert operator.get("/ops/clock").status_code == 404
    assert operator.post("/ops/clock", {"amount": "1", "unit": "days"}).status_code == 404


def test_others_are_not_let_in(app: FastAPI, tenant: UUID) -> None:
    auditor = staff(app, tenant, "何静", "auditor")
    for address in ("/ops", "/ops/cases", "/ops/incidents", "/ops/clock"):
        assert auditor.get(address).status_code == 403


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(days=2, hours=7), "2 天 7 小时"),
        (timedelta(days=1), "1 天"),
        (timedelta(hours=9), "9 小时"),
        (timedelta(seconds=59), "0 分钟"),
    ],
)
def test_how_long_is_told_in_days_hours_or_minutes(time: timedelta, words: str) -> None:
    assert duration(time) == words
