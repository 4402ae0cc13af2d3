"""A plan from draft to closing, through its diagram, on real definitions."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.audit.models import AuditRow
from engine.platform.errors import InvalidForm
from engine.platform.ids import new_id
from engine.platform.notices import Notice
from engine.platform.people import Actor
from engine.platform.people.models import Person
from engine.platform.people.service import ensure_person, grant
from engine.workflow import commands, definitions
from engine.workflow.models import Instance
from processes.plans import handlers, queries
from processes.plans.errors import (
    ChangePending,
    IntoTheExam,
    NoChangePending,
    NotADraft,
    OnlyEnlarging,
    PlanOver,
    SamePerson,
)
from processes.plans.models import Plan, PlanStatus
from processes.plans.options import draft_values as values_of
from processes.plans.service import approve, change, draft
from processes.plans.service.change import Wanted, counted
from processes.plans.service.places import take_place
from tests.processes.plans.builders import (
    choice,
    draft_values,
    events,
    make_institution,
    make_occupation,
    make_plan,
    make_point,
)
from tests.support import time

ROOT = Path(__file__).parents[3]
FILES = [ROOT / "processes/plans/plan.bpmn", *(ROOT / "forms/plan").glob("*.json")]
DAY = timedelta(days=1)
REGISTERED = (handlers.publish, approve.decide)  # by their import


@pytest.fixture
def planner(session: Session, tenant: UUID) -> Actor:
    return _staff(session, tenant, "周编制", "authority:planner")


@pytest.fixture
def approver(session: Session, tenant: UUID) -> Actor:
    return _staff(session, tenant, "吴审批", "authority:plan_approver")


@pytest.fixture(autouse=True)
def deployed(session: Session, tenant: UUID) -> None:
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in FILES}
    definitions.deploy(session, Actor.system(tenant), files, note="测试")


@pytest.fixture
def values(session: Session) -> dict[str, object]:
    make_occupation(session)
    institution = make_institution(session)
    return draft_values(institution, make_point(session, institution))


def _staff(session: Session, tenant: UUID, name: str, *groups: str) -> Actor:
    person = ensure_person(session, new_id(), phone=None, name=name)
    return Actor(person.id, tenant, name, frozenset(groups))


def complete(session: Session, actor: Actor, plan: Plan, form: str, values: dict[str, object]) -> None:
    items = [item for item in commands.open_items(session, actor, str(plan.id)) if item.form_key == form]
    commands.complete(session, actor, items[0].id, values)
    session.refresh(plan)


def published(session: Session, planner: Actor, approver: Actor, values: dict[str, object]) -> Plan:
    plan = draft.draw_up(session, planner, values)
    complete(session, planner, plan, "plan/draft", values)
    complete(session, approver, plan, "plan/approve", {"decision": "approve"})
    return plan


def pass_by(session: Session, plan: Plan, by: timedelta) -> None:
    """Let time pass, and fire what has become due in this case."""
    time.pass_by(by)
    commands.change_variables(session, Actor.system(plan.tenant_id), instance_id(plan), {})
    session.refresh(plan)


def instance_id(plan: Plan) -> UUID:
    assert plan.instance_id is not None
    return plan.instance_id


def test_a_plan_from_draft_to_closing(
    session: Session, planner: Actor, approver: Actor, values: dict[str, object]
) -> None:
    plan = draft.draw_up(session, planner, values)
    assert (plan.status, plan.opens_at < plan.closes_at) == (PlanStatus.DRAFT, True)
    complete(session, planner, plan, "plan/draft", values)
    assert plan.status == PlanStatus.SUBMITTED
    complete(session, approver, plan, "plan/approve", {"decision": "approve"})
    assert plan.status == PlanStatus.PUBLISHED
    assert plan.published_at is not None
    assert queries.upcoming_plans(session) == [plan]
    pass_by(session, plan, 3 * DAY)
    assert plan.status == PlanStatus.OPEN
    assert queries.open_plans(session) == [plan]
    assert queries.is_open(plan)
    pass_by(session, plan, 11 * DAY)
    assert plan.status == PlanStatus.CLOSED
    assert not queries.is_open(plan)
    assert session.get_one(Instance, instance_id(plan)).end_name == "已截止"
    trail = session.scalars(select(AuditRow.action).where(AuditRow.subject_id == plan.id).order_by(AuditRow.id)).all()
    assert [each for each in trail if each.startswith("plan.")] == [
        "plan.drawn_up", "plan.redrawn", "plan.handed_in", "plan.approved",
        "plan.published", "plan.opened", "plan.closed",
    ]  # fmt: skip


def test_a_returned_draft_goes_back_with_its_reason(
    session: Session, planner: Actor, approver: Actor, values: dict[str, object]
) -> None:
    plan = draft.draw_up(session, planner, values)
    complete(session, planner, plan, "plan/draft", values)
    complete(session, approver, plan, "plan/approve", {"decision": "return", "reason": "人数过多"})
    assert (plan.status, plan.returned_reason) == (PlanStatus.DRAFT, "人数过多")
    assert session.scalars(select(Notice.person_id)).all() == [planner.person_id]
    again = values | {"lines": [{"occupation": "6-11-01-03", "grade": "4", "capacity": 5}]}
    complete(session, planner, plan, "plan/draft", again)
    assert [(line.grade, line.capacity) for line in queries.lines(session, plan.id)] == [("4", 5)]
    assert (plan.status, plan.returned_reason) == (PlanStatus.SUBMITTED, "")


def test_nobody_approves_their_own_plan(session: Session, tenant: UUID, values: dict[str, object]) -> None:
    both = _staff(session, tenant, "郑全能", "authority:planner", "authority:plan_approver")
    plan = draft.draw_up(session, both, values)
    items = commands.open_items(session, both, str(plan.id))
    commands.complete(session, both, items[0].id, values)
    assert commands.open_items(session, both, str(plan.id)) == []


def test_a_draft_comes_back_as_it_was_typed(session: Session, planner: Actor, values: dict[str, object]) -> None:
    plan = draft.draw_up(session, planner, values)
    kept = values_of(session, plan)
    assert {key: kept[key] for key in ("title", "opens_on", "closes_on", "lines", "waiting_list")} == {
        key: values[key] for key in ("title", "opens_on", "closes_on", "lines", "waiting_list")
    }
    assert kept["points"] == values["points"]


def test_a_wrong_draft_leaves_nothing(session: Session, planner: Actor, values: dict[str, object]) -> None:
    wrong = values | {"lines": [{"occupation": "6-11-01-03", "grade": "3", "capacity": 1}] * 2}
    with pytest.raises(InvalidForm) as caught:
        draft.draw_up(session, planner, wrong)
    assert caught.value.values == wrong
    assert session.scalar(select(func.count()).select_from(Plan)) == 0
    draft.draw_up(session, planner, values)
    with pytest.raises(InvalidForm, match="1 处"):
        draft.draw_up(session, planner, values)


def test_a_published_plan_is_no_draft_any_more(
    session: Session, planner: Actor, approver: Actor, values: dict[str, object]
) -> None:
    plan = published(session, planner, approver, values)
    with pytest.raises(NotADraft, match="已发布"):
        draft.redraw(session, planner, plan, values)


def test_a_draft_handed_in_in_another_window_is_no_draft_any_more(
    session: Session, planner: Actor, values: dict[str, object]
) -> None:
    plan = draft.draw_up(session, planner, values)
    session.flush()
    session.connection().execute(text("update plan set status = 'submitted' where id = :id"), {"id": plan.id})
    with pytest.raises(NotADraft):
        draft.redraw(session, planner, plan, values)


def wanted(session: Session, plan: Plan, /, *, closes_by: timedelta = timedelta(), **capacities: int | None) -> Wanted:
    now = {key: row.capacity for key, _, row in counted(session, plan)}
    return Wanted(plan.opens_at, plan.closes_at + closes_by, now | capacities)


def test_a_change_widens_after_a_second_person_agrees(
    session: Session, planner: Actor, approver: Actor, values: dict[str, object]
) -> None:
    one_place = {"lines": [{"occupation": "6-11-01-03", "grade": "3", "capacity": 1}]}
    plan = published(session, planner, approver, values | one_place)
    pass_by(session, plan, 3 * DAY)
    first, second = new_id(), new_id()
    for application in (first, second):
        take_place(session, *choice(session, plan), application_id=application)
    asked = change.request_change(
        session, planner, plan, wanted(session, plan, closes_by=5 * DAY, line_0=2), reason="报名踊跃"
    )
    assert asked is not None
    with pytest.raises(ChangePending):
        change.request_change(session, planner, plan, wanted(session, plan, line_0=3), reason="报名踊跃")
    with pytest.raises(SamePerson):
        change.approve_change(session, planner, plan)
    closes_at = plan.closes_at
    change.approve_change(session, approver, plan)
    assert plan.closes_at == closes_at + 5 * DAY
    assert queries.place_of(session, second).state == "offered"
    assert sorted(events(session)) == ["PlaceOffered", "PlanChanged"]
    pass_by(session, plan, 11 * DAY)
    assert plan.status == PlanStatus.OPEN
    pass_by(session, plan, 5 * DAY)
    assert plan.status == PlanStatus.CLOSED
    with pytest.raises(PlanOver):
        change.request_change(session, planner, plan, wanted(session, plan, line_0=9), reason="报名踊跃")


@pytest.mark.parametrize(
    ("narrower", "sentence"),
    [
        ({"closes_by": -DAY}, "截止时间不能提前"),
        ({"line_0": 19}, "化工总控工 · 三级/高级工的人数不能减少"),
        ({"institution_0": 500}, "鹭江技师学院的人数不能减少"),
        ({"point_0": 14}, "人数不能减少"),
        ({"plan": 1000}, "计划总名额的人数不能减少"),
    ],
)
def test_a_change_never_narrows(
    session: Session,
    planner: Actor,
    approver: Actor,
    values: dict[str, object],
    narrower: dict[str, object],
    sentence: str,
) -> None:
    plan = published(session, planner, approver, values)
    with pytest.raises(OnlyEnlarging, match=sentence):
        change.request_change(session, planner, plan, wanted(session, plan, **narrower), reason="收紧")  # type: ignore[arg-type]
    assert change.request_change(session, planner, plan, wanted(session, plan), reason="不变") is None


def test_a_refused_change_changes_nothing(
    session: Session, planner: Actor, approver: Actor, values: dict[str, object]
) -> None:
    plan = published(session, planner, approver, values)
    with pytest.raises(NoChangePending):
        change.refuse_change(session, approver, plan, answer="无")
    change.request_change(session, planner, plan, wanted(session, plan, line_0=50), reason="报名踊跃")
    change.refuse_change(session, approver, plan, answer="考场不足")
    assert queries.lines(session, plan.id)[0].capacity == 20
    assert queries.pending_change(session, plan.id) is None
    assert [row.answer for row in queries.changes(session, plan.id)] == ["考场不足"]


def test_a_late_draft_reminds_those_who_can_act(session: Session, planner: Actor, values: dict[str, object]) -> None:
    days = {"opens_on": 40, "closes_on": 50, "exam_from_on": 60, "exam_until_on": 90}
    later = {name: (clock.today() + number * DAY).isoformat() for name, number in days.items()}
    plan = draft.draw_up(session, planner, values | later)
    _grant(session, planner, "authority:planner")
    pass_by(session, plan, 30 * DAY)
    assert session.scalars(select(Notice.kind)).all() == ["plan.late"]
    assert plan.status == PlanStatus.DRAFT


def _grant(session: Session, actor: Actor, group: str) -> None:
    grant(session, Actor.system(actor.tenant_id), session.get_one(Person, actor.person_id), group)


def test_the_window_never_reaches_into_the_exam(session: Session) -> None:
    plan = make_plan(session)
    actor = Actor.system(plan.tenant_id)
    wanted = Wanted(plan.opens_at, clock.now() + 61 * DAY, {})
    with pytest.raises(IntoTheExam):
        change.request_change(session, actor, plan, wanted, reason="报名人数多")
