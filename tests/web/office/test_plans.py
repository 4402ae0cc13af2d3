"""The pages of plans: who may open them, what they refuse, and that nothing typed is lost."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI

from engine.platform import clock
from engine.platform.database import work
from engine.platform.people import Actor
from engine.workflow import definitions
from processes.plans import handlers, queries
from processes.plans.models import PlanStatus
from tests.processes.plans.builders import make_institution, make_occupation, make_plan, make_point
from tests.support.database import Database
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.office.routes import plan_changes, plans

ROOT = Path(__file__).parents[3]
FILES = [ROOT / "processes/plans/plan.bpmn", *(ROOT / "forms/plan").glob("*.json")]
REGISTERED = handlers.publish  # by its import
PLANNER, APPROVER = "authority:planner", "authority:plan_approver"


@pytest.fixture
def app(committed_database: Database) -> FastAPI:
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in FILES}
    with work(committed_database.tenant_id) as session:
        definitions.deploy(session, Actor.system(committed_database.tenant_id), files, note="测试")
    return app_of(plans.router, plan_changes.router)


@pytest.fixture
def planner(app: FastAPI, committed_database: Database) -> Visitor:
    return staff(app, committed_database.tenant_id, "周编制", PLANNER)


@pytest.fixture
def approver(app: FastAPI, committed_database: Database) -> Visitor:
    return staff(app, committed_database.tenant_id, "吴审批", APPROVER)


@pytest.fixture
def typed(committed_database: Database) -> dict[str, str]:
    """A sound draft as a browser posts it."""
    with work(committed_database.tenant_id) as session:
        make_occupation(session)
        institution = make_institution(session)
        point = make_point(session, institution)
    today = clock.today()
    return {
        "title": "2026 年第四批职业技能等级认定",
        "note": "考试安排在次月。",
        **_date("opens_on", today + timedelta(days=2)),
        "opens_time": "09:00",
        **_date("closes_on", today + timedelta(days=12)),
        "closes_time": "24:00",
        "lines.0.occupation": "6-11-01-03",
        "lines.0.grade": "3",
        "lines.0.capacity": "20",
        "institutions.0.institution": str(institution.id),
        "institutions.0.capacity": "",
        "points.0.point": str(point.id),
        "points.0.capacity": "15",
        "capacity": "",
        "waiting_list": "true",
        "first_review_days": "3",
        "approval_days": "5",
        "correction_days": "5",
        "most_returns": "2",
        "take_back_minutes": "2",
        "sampling_percent": "10",
        **_date("exam_from_on", today + timedelta(days=13)),
        **_date("exam_until_on", today + timedelta(days=120)),
        "pay_hours": "72",
        "training_required": "true",
        "training_days": "30",
        "exam_minutes": "90",
        "late_minutes": "30",
        "early_minutes": "30",
        "idle_minutes": "5",
        "most_switches": "3",
        "most_retakes": "1",
        "publicity_days": "5",
    }


def _date(name: str, day: object) -> dict[str, str]:
    year, month, dom = str(day).split("-")
    return {f"{name}.year": year, f"{name}.month": month, f"{name}.day": dom}


def drawn_up(planner: Visitor, typed: dict[str, str]) -> str:
    answer = planner.post("/plans/new", typed)
    assert answer.status_code == 303
    return answer.headers["location"]


def state(database: Database, address: str) -> str:
    with work(database.tenant_id) as session:
        return queries.plan(session, UUID(address.rsplit("/", 1)[1])).status


ROUTES = [
    ("GET", "/plans", (PLANNER, APPROVER)),
    ("GET", "/plans/new", (PLANNER,)),
    ("POST", "/plans/new", (PLANNER,)),
    ("GET", "/plans/{id}", (PLANNER, APPROVER)),
    ("GET", "/plans/{id}/edit", (PLANNER,)),
    ("POST", "/plans/{id}/edit", (PLANNER,)),
    ("GET", "/plans/{id}/approve", (APPROVER,)),
    ("POST", "/plans/{id}/approve", (APPROVER,)),
    ("GET", "/plans/{id}/change", (PLANNER,)),
    ("POST", "/plans/{id}/change", (PLANNER,)),
    ("GET", "/plans/{id}/change/answer", (APPROVER,)),
    ("POST", "/plans/{id}/change/answer", (APPROVER,)),
]


def test_every_route_is_closed_to_those_without_its_role(app: FastAPI, committed_database: Database) -> None:
    with work(committed_database.tenant_id) as session:
        plan = make_plan(session)
    people = {group: staff(app, committed_database.tenant_id, group, group) for group in (PLANNER, APPROVER, "auditor")}
    for method, path, allowed in ROUTES:
        url = path.format(id=plan.id)
        for group, visitor in people.items():
            answer = visitor.get(url) if method == "GET" else visitor.post(url)
            assert (answer.status_code == 403) is (group not in allowed), (method, path, group, answer.status_code)
        stranger = Visitor(app)
        answer = stranger.get(url) if method == "GET" else stranger.post(url)
        assert answer.status_code in (303, 401), (method, path)
    assert len(ROUTES) == 12


def test_an_empty_list_says_what_to_do(planner: Visitor, approver: Visitor) -> None:
    page = planner.get("/plans")
    assert page.status_code == 200
    assert "还没有这样的计划" in page.text
    assert 'href="/plans/new"' in page.text
    assert 'href="/plans/new"' not in approver.get("/plans").text.split("<main")[1]


def test_a_plan_is_drawn_up_approved_and_listed(
    planner: Visitor, approver: Visitor, typed: dict[str, str], committed_database: Database
) -> None:
    address = drawn_up(planner, typed)
    detail = planner.get(address)
    assert "待审批" in detail.text
    assert "化工总控工 · 三级/高级工" in detail.text
    assert address + "/approve" not in detail.text
    assert address + "/approve" in approver.get(address).text
    assert "同意并发布" in approver.get(address + "/approve").text
    answer = approver.post(address + "/approve", {"decision": "approve"})
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    assert state(committed_database, address) == PlanStatus.PUBLISHED
    assert typed["title"] in planner.get("/plans?status=published").text
    assert typed["title"] not in planner.get("/plans?status=open").text
    assert approver.get(address + "/approve").status_code == 409
    assert planner.get(address + "/edit").status_code == 409


def test_a_draft_is_kept_edited_and_handed_in(
    planner: Visitor, typed: dict[str, str], committed_database: Database
) -> None:
    address = drawn_up(planner, typed | {"later": "1"})
    assert state(committed_database, address) == PlanStatus.DRAFT
    shown = values_on(planner.get(address + "/edit").text)
    assert shown == typed | {"opens_on.month": shown["opens_on.month"], "closes_on.month": shown["closes_on.month"]} | {
        "opens_on.day": shown["opens_on.day"], "closes_on.day": shown["closes_on.day"],
    }  # fmt: skip
    assert planner.post(address + "/edit", shown | {"title": "另一个名称", "later": "1"}).status_code == 303
    assert "另一个名称" in planner.get(address).text
    assert planner.post(address + "/edit", shown | {"title": "另一个名称"}).status_code == 303
    assert state(committed_database, address) == PlanStatus.SUBMITTED


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "请输入计划名称"),
        ({"closes_on.year": "2020"}, "截止时间应晚于开放时间"),
        ({"opens_time": "25:00"}, "开放时刻应为 24 小时制"),
        ({"lines.0.capacity": "0"}, "人数应为"),
        ({"lines.0.grade": "Z"}, "请从列出的选项中选择等级"),
        ({"points.0.point": "00000000-0000-0000-0000-000000000000"}, "请从列出的选项中选择报名点"),
        ({"lines.1.occupation": "6-11-01-03", "lines.1.grade": "3", "lines.1.capacity": "5"}, "已在上面列出"),
    ],
)
def test_a_wrong_draft_is_shown_again_with_everything_typed(
    planner: Visitor, typed: dict[str, str], wrong: dict[str, str], sentence: str
) -> None:
    given = typed | {"note": "不能丢的说明"} | wrong
    answer = planner.post("/plans/new", given)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'class="cf-errors"' in answer.text
    assert "<title>错误：" in answer.text
    kept = values_on(answer.text)
    offered = {name: text for name, text in given.items() if not name.endswith((".grade", ".point"))}
    assert {name: kept.get(name) for name in offered} == offered
    assert "还没有这样的计划" in planner.get("/plans").text


def test_rows_are_added_and_removed_without_script(planner: Visitor, typed: dict[str, str]) -> None:
    more = planner.post("/plans/new", typed | {"_add": "lines"})
    assert more.status_code == 200
    assert "lines.1.occupation" in values_on(more.text)
    fewer = planner.post("/plans/new", values_on(more.text) | {"_remove": "lines.0"})
    kept = values_on(fewer.text)
    assert "lines.1.occupation" not in kept
    assert kept["title"] == typed["title"]


def test_a_returned_plan_says_why(planner: Visitor, approver: Visitor, typed: dict[str, str]) -> None:
    address = drawn_up(planner, typed)
    refused = approver.post(address + "/approve", {"decision": "return", "reason": ""})
    assert refused.status_code == 422
    assert "请输入退回原因" in refused.text
    assert approver.post(address + "/approve", {"decision": "return", "reason": "人数过多"}).status_code == 303
    assert "人数过多" in planner.get(address).text
    assert "人数过多" in planner.get(address + "/edit").text


def test_who_drew_a_plan_up_does_not_approve_it(
    app: FastAPI, typed: dict[str, str], committed_database: Database
) -> None:
    both = staff(app, committed_database.tenant_id, "郑全能", PLANNER, APPROVER)
    address = drawn_up(both, typed)
    assert address + "/approve" not in both.get(address).text
    for answer in (both.get(address + "/approve"), both.post(address + "/approve", {"decision": "approve"})):
        assert answer.status_code == 403
        assert "须由另一位审批员审批" in answer.text
    assert state(committed_database, address) == PlanStatus.SUBMITTED


def test_a_change_is_asked_for_and_decided_by_two_people(
    planner: Visitor, approver: Visitor, typed: dict[str, str], committed_database: Database
) -> None:
    address = drawn_up(planner, typed)
    assert planner.get(address + "/change").status_code == 409
    approver.post(address + "/approve", {"decision": "approve"})
    shown = values_on(planner.get(address + "/change").text)
    assert shown["line_0"] == "20"
    for wrong, sentence in (
        ({"line_0": "19", "reason": "人数调整"}, "人数不能减少"),
        ({"line_0": "30", "reason": ""}, "请输入变更原因"),
        ({"reason": "没有改动"}, "没有要变更的内容"),
    ):
        refused = planner.post(address + "/change", shown | wrong)
        assert refused.status_code == 422
        assert sentence in refused.text
        assert values_on(refused.text)["line_0"] == wrong.get("line_0", "20")
    assert planner.post(address + "/change", shown | {"line_0": "30", "reason": "报名踊跃"}).status_code == 303
    assert planner.get(address + "/change").status_code == 409
    assert "30 人" in approver.get(address + "/change/answer").text
    assert approver.post(address + "/change/answer", {}).status_code == 422
    assert approver.post(address + "/change/answer", {"decision": "approve"}).status_code == 303
    assert approver.post(address + "/change/answer", {"decision": "approve"}).status_code == 409
    with work(committed_database.tenant_id) as session:
        lines = queries.lines(session, UUID(address.rsplit("/", 1)[1]))
        assert [line.capacity for line in lines] == [30]
    assert "已生效" in planner.get(address).text


def test_what_is_not_there_is_not_found(planner: Visitor) -> None:
    missing = "/plans/00000000-0000-7000-8000-00000000ffff"
    assert [planner.get(missing + tail).status_code for tail in ("", "/edit", "/change")] == [404, 404, 404]
    assert "没有找到这份计划" in planner.get(missing).text


def test_another_authority_sees_nothing(
    planner: Visitor, app: FastAPI, typed: dict[str, str], committed_database: Database
) -> None:
    address = drawn_up(planner, typed)
    stranger = staff(app, committed_database.other_tenant_id, "外市编制", PLANNER, APPROVER)
    assert stranger.get(address).status_code == 404
    assert typed["title"] not in stranger.get("/plans").text
