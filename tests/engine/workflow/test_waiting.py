"""Messages early and late, timers, parked calls, incidents: whatever a case waits for comes once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine.platform import clock, outbox
from engine.platform.database import system_work, work
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.workflow import commands, registry
from engine.workflow.models import Incident, Instance, Message, RemoteTask, Timer
from engine.workflow.registry import TaskContext
from tests.engine.workflow import house
from tests.support.database import Database


@pytest.fixture
def ready(committed_database: Database) -> Database:
    with work(committed_database.tenant_id) as session:
        house.deploy(session)
    return committed_database


def begin(ready: Database, process: str, **more: Any) -> tuple[UUID, Actor, str]:
    with work(ready.tenant_id) as session:
        actor = house.somebody(session)
        key = str(new_id())
        variables = {"application_id": key, "person_id": str(actor.person_id), "materials": ["m1"],
                     "institution_id": "i", "closes_at": "2099-01-01"}  # fmt: skip
        return commands.start(session, actor, process, key, variables | more).id, actor, key


def act(ready: Database, instance_id: UUID, actor: Actor, element: str, **values: Any) -> None:
    with work(ready.tenant_id) as session:
        house.do(session, actor, session.get_one(Instance, instance_id), element, **values)


def pass_time(by: timedelta) -> None:
    with system_work() as session:
        clock.move(session, by)


def elements(ready: Database, instance_id: UUID) -> list[str]:
    with work(ready.tenant_id) as session:
        return [item.element for item in house.open_items(session, session.get_one(Instance, instance_id))]


def end_of(ready: Database, instance_id: UUID) -> str | None:
    with work(ready.tenant_id) as session:
        return session.get_one(Instance, instance_id).end_name


def test_a_message_that_comes_early_waits_for_the_case(ready: Database) -> None:
    case, actor, key = begin(ready, "pause")
    with work(ready.tenant_id) as session:
        assert not commands.correlate(session, "paid", key, {"conclusion": "paid"})
    act(ready, case, actor, "prepare")
    assert elements(ready, case) == ["after"]
    with work(ready.tenant_id) as session:
        assert session.scalars(select(Message)).one().delivered_at is not None


def test_a_message_with_another_key_is_not_for_this_case(ready: Database) -> None:
    case, actor, _ = begin(ready, "pause")
    act(ready, case, actor, "prepare")
    with work(ready.tenant_id) as session:
        assert not commands.correlate(session, "paid", "other")
    assert elements(ready, case) == []


def test_a_message_twice_moves_the_case_once(ready: Database) -> None:
    case, actor, key = begin(ready, "pause")
    act(ready, case, actor, "prepare")
    with work(ready.tenant_id) as session:
        assert commands.correlate(session, "paid", key)
        assert not commands.correlate(session, "paid", key)
    assert elements(ready, case) == ["after"]


def test_a_message_that_missed_its_subscription_is_delivered_by_the_scheduler(ready: Database) -> None:
    case, actor, key = begin(ready, "pause")
    act(ready, case, actor, "prepare")
    with work(ready.tenant_id) as session:  # kept by a transaction that could not see the subscription yet
        from engine.workflow import waiting

        waiting.keep(session, "paid", key, {})
    assert commands.fire_due(10) == 1
    assert elements(ready, case) == ["after"]
    assert commands.fire_due(10) == 0


def test_a_case_is_not_stepped_within_its_own_step(ready: Database) -> None:
    def refuse_to_nest(ctx: TaskContext, item: Any, values: dict[str, Any]) -> Mapping[str, Any]:
        assert not commands.correlate(ctx.work, "paid", ctx.business_key)
        return {}

    registry.completions["fill"] = refuse_to_nest
    try:
        case, actor, _ = begin(ready, "pause")
        act(ready, case, actor, "prepare")
    finally:
        del registry.completions["fill"]
    assert elements(ready, case) == ["after"]


def test_a_timer_ends_the_wait(ready: Database) -> None:
    case, actor, _ = begin(ready, "pause")
    act(ready, case, actor, "prepare")
    assert commands.fire_due(10) == 0
    pass_time(timedelta(days=3, seconds=1))
    assert commands.fire_due(10) == 1
    assert end_of(ready, case) == "超时"


def test_missed_reminders_come_once_and_not_as_a_storm(ready: Database, calls: list[tuple[str, UUID]]) -> None:
    with work(ready.tenant_id) as session:
        clerk, chief = house.somebody(session, "institution:i:clerk"), house.somebody(session, "authority:supervisor")
    case, _, _ = begin(ready, "review", institution_id="i")
    act(ready, case, clerk, "judge")
    act(ready, case, clerk, "conclude", conclusion="pass")
    pass_time(timedelta(days=2, hours=12))
    commands.fire_due(10)
    assert len(calls) == 1
    commands.fire_due(10)
    assert len(calls) == 1
    pass_time(timedelta(days=1))
    commands.fire_due(10)
    assert len(calls) == 2
    pass_time(timedelta(days=9))
    assert commands.fire_due(10) == 0
    act(ready, case, chief, "approve")
    assert end_of(ready, case) == "已核准"


def test_a_remote_call_is_made_outside_and_resumes_the_case(ready: Database, calls: list[tuple[str, UUID]]) -> None:
    case, actor, _ = begin(ready, "case")
    act(ready, case, actor, "fill", materials=["m1", "m2"])
    assert elements(ready, case) == []
    assert calls == []
    outbox.drain(ready.tenant_id)
    assert [name for name, _ in calls] == ["call"]
    assert elements(ready, case) == ["judge", "judge"]
    with work(ready.tenant_id) as session:
        assert session.scalars(select(RemoteTask)).all() == []


@pytest.fixture
def broken(handlers: None) -> list[bool]:
    """A switch: while it is on, both handlers fail."""
    switch = [True]

    def fail(ctx: TaskContext) -> Mapping[str, Any]:
        if switch[0]:
            raise ConnectionError("no line")
        return {}

    for name, remote_too in (("test.note", False), ("test.call", True)):
        registry.handlers[name] = registry.HandlerEntry(name, fail, remote_too)
    return switch


def test_a_remote_failure_is_an_incident_and_is_tried_again(ready: Database, broken: list[bool]) -> None:
    case, actor, _ = begin(ready, "case")
    act(ready, case, actor, "fill")
    with pytest.raises(ConnectionError):
        outbox.drain(ready.tenant_id)
    with work(ready.tenant_id) as session:
        incident = session.scalars(select(Incident)).one()
        assert (incident.kind, incident.handler, incident.resolved_at) == ("remote", "test.call", None)
        assert "no line" not in incident.trace
    broken[0] = False
    outbox.drain(ready.tenant_id)
    assert elements(ready, case) == ["judge"]
    with work(ready.tenant_id) as session:
        resolved = select(Incident.resolved_at).where(Incident.kind == "remote")
        assert session.scalars(resolved).one() is not None


def test_a_failing_handler_holds_its_task_and_the_scheduler_tries_again(ready: Database, broken: list[bool]) -> None:
    with work(ready.tenant_id) as session:
        clerk = house.somebody(session, "institution:i:clerk")
        house.somebody(session, "authority:supervisor")
    case, _, _ = begin(ready, "review")
    act(ready, case, clerk, "judge")
    act(ready, case, clerk, "conclude", conclusion="pass")
    pass_time(timedelta(days=1, seconds=1))
    commands.fire_due(10)
    with work(ready.tenant_id) as session:
        incident = session.scalars(select(Incident)).one()
        assert (incident.kind, incident.element, incident.attempts) == ("task", "note", 1)
        assert incident.retry_at is not None
    assert elements(ready, case) == ["approve"]
    pass_time(timedelta(minutes=2))
    commands.fire_due(10)
    with work(ready.tenant_id) as session:
        assert session.scalars(select(Incident.attempts)).one() == 2
    broken[0] = False
    pass_time(timedelta(minutes=10))
    commands.fire_due(10)
    with work(ready.tenant_id) as session:
        assert session.scalars(select(Incident.resolved_at)).one() is not None


def test_an_operator_tries_again(ready: Database, broken: list[bool]) -> None:
    with work(ready.tenant_id) as session:
        clerk = house.somebody(session, "institution:i:clerk")
        operator = house.somebody(session, "authority:supervisor", "operator")
    case, _, _ = begin(ready, "review")
    act(ready, case, clerk, "judge")
    act(ready, case, clerk, "conclude", conclusion="pass")
    pass_time(timedelta(days=1, seconds=1))
    commands.fire_due(10)
    broken[0] = False
    with work(ready.tenant_id) as session:
        incident = session.scalars(select(Incident)).one()
        commands.retry(session, operator, incident.id)
    with work(ready.tenant_id) as session:
        incident = session.scalars(select(Incident)).one()
        assert (incident.resolved_by, incident.resolved_at is not None) == (operator.person_id, True)


def test_a_poisoned_case_never_keeps_the_others_waiting(ready: Database) -> None:
    bad, actor, _ = begin(ready, "pause")
    good, other, _ = begin(ready, "pause")
    act(ready, bad, actor, "prepare")
    act(ready, good, other, "prepare")
    with work(ready.tenant_id) as session:
        session.execute(update(Instance).where(Instance.id == bad).values(state=b"\x01nonsense"))
    pass_time(timedelta(days=4))
    assert commands.fire_due(10) == 1
    assert end_of(ready, good) == "超时"
    with work(ready.tenant_id) as session:
        incident = session.scalars(select(Incident)).one()
        assert (incident.kind, incident.instance_id) == ("case", bad)
        assert session.scalars(select(Timer)).one().retry_at is not None
    assert commands.fire_due(10) == 0
