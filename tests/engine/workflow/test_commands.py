"""Commands on a case: each is one step, whole or not at all."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.platform.audit.models import AuditRow
from engine.platform.errors import NotFound
from engine.platform.people import Actor
from engine.workflow import commands, timeline
from engine.workflow.errors import AlreadyDone, CaseClosed, FourEyes, NotYours, UnknownProcess
from engine.workflow.models import FormValue, Incident, MessageSubscription, Participation, Timer, WorkItem
from tests.engine.workflow import house


def count(session: Session, model: type) -> int:
    return len(session.scalars(select(model)).all())


def test_a_case_goes_from_start_to_its_named_end(
    office: Session, applicant: Actor, clerk: Actor, chief: Actor, institution: UUID
) -> None:
    case = house.start_review(office, applicant, institution)
    assert [item.item_key for item in house.open_items(office, case)] == ["m1", "m2", "m3"]
    assert house.entry(office, case).open_items == 3
    for _ in range(3):
        done = house.do(office, clerk, case, "judge")
    assert [item.element for item in done.next_items] == ["conclude"]
    done = house.do(office, clerk, case, "conclude", conclusion="pass")
    assert done.next_items == []
    assert house.entry(office, case).group_name == "authority:supervisor"
    done = house.do(office, chief, case, "approve")
    assert done.ended
    assert house.reread(office, case) == {"status": "ended", "end": "已核准", "version": 6}
    assert not house.open_items(office, case)
    assert count(office, Timer) == 0


def test_the_entry_stays_the_same_from_materials_to_conclusion(
    office: Session, applicant: Actor, clerk: Actor, institution: UUID
) -> None:
    case = house.start_review(office, applicant, institution)
    before = house.entry(office, case)
    for _ in range(3):
        house.do(office, clerk, case, "judge")
    after = house.entry(office, case)
    assert (after.id, after.open_items, after.title) == (before.id, 1, "conclude")


def test_a_case_returned_twice_opens_its_materials_again(
    office: Session, applicant: Actor, clerk: Actor, institution: UUID
) -> None:
    case = house.start_review(office, applicant, institution)
    for _ in range(2):
        for _ in range(3):
            house.do(office, clerk, case, "judge")
        house.do(office, clerk, case, "conclude", conclusion="return")
        house.do(office, applicant, case, "correct")
    assert len(house.open_items(office, case, "judge")) == 3
    assert count(office, Timer) == 0


def test_a_second_completion_is_refused_and_changes_nothing(
    office: Session, applicant: Actor, clerk: Actor, institution: UUID
) -> None:
    case = house.start_review(office, applicant, institution)
    item = house.open_items(office, case)[0]
    commands.complete(office, clerk, item.id, {})
    version = house.reread(office, case)["version"]
    with pytest.raises(AlreadyDone):
        commands.complete(office, clerk, item.id, {})
    assert house.reread(office, case)["version"] == version


def test_only_the_group_may_do_it(office: Session, applicant: Actor, chief: Actor, institution: UUID) -> None:
    case = house.start_review(office, applicant, institution)
    item = house.open_items(office, case)[0]
    with pytest.raises(NotYours):
        commands.complete(office, chief, item.id, {})
    with pytest.raises(NotYours):
        commands.item_for(office, chief, item.id)
    with pytest.raises(NotFound):
        commands.complete(office, chief, uuid4(), {})


def test_whoever_judged_first_never_approves(office: Session, applicant: Actor, institution: UUID) -> None:
    both = house.somebody(office, f"institution:{institution}:clerk", "authority:supervisor")
    house.somebody(office, "authority:supervisor")
    case = house.start_review(office, applicant, institution)
    for _ in range(3):
        house.do(office, both, case, "judge")
    house.do(office, both, case, "conclude", conclusion="pass")
    assert commands.open_items(office, both) == []
    with pytest.raises(FourEyes):
        house.do(office, both, case, "approve")


def test_four_eyes_hold_in_the_database_itself(office: Session, applicant: Actor, institution: UUID) -> None:
    both = house.somebody(office, f"institution:{institution}:clerk", "authority:supervisor")
    house.somebody(office, "authority:supervisor")
    case = house.start_review(office, applicant, institution)
    for _ in range(3):
        house.do(office, both, case, "judge")
    house.do(office, both, case, "conclude", conclusion="pass")
    with pytest.raises(IntegrityError, match="four_eyes"), office.begin_nested():
        office.execute(
            text("update work_item set completed_by = :p, status = 'done' where instance_id = :i and status = 'open'"),
            {"p": both.person_id, "i": case.id},
        )


def test_values_of_a_form_without_a_command_are_kept(
    office: Session, applicant: Actor, clerk: Actor, institution: UUID
) -> None:
    case = house.start_review(office, applicant, institution)
    house.do(office, clerk, case, "judge", verdict="ok", reason="清楚")
    kept = office.scalars(select(FormValue)).one()
    assert kept.values == {"verdict": "ok", "reason": "清楚"}
    assert kept.entered_by == clerk.person_id
    part = office.scalars(select(Participation)).one()
    assert (part.part, part.person_id) == ("clerk", clerk.person_id)


def test_a_command_has_one_audit_row_that_carries_the_path(
    office: Session, applicant: Actor, clerk: Actor, institution: UUID
) -> None:
    case = house.start_review(office, applicant, institution)
    for _ in range(3):
        house.do(office, clerk, case, "judge")
    house.do(office, clerk, case, "conclude", conclusion="return")
    office.flush()
    rows = office.scalars(select(AuditRow).where(AuditRow.instance_id == case.id).order_by(AuditRow.id)).all()
    assert [row.action for row in rows] == ["case.started", *["task.completed"] * 4]
    way = timeline.path(office, case.id)
    assert [step.element for step in way.done] == ["start", "judge", "conclude", "how"]
    assert {one.element for one in way.active} == {"correct", "late"}


def test_cancelling_leaves_nothing_open(office: Session, applicant: Actor, clerk: Actor, institution: UUID) -> None:
    case = house.start_review(office, applicant, institution)
    item = house.open_items(office, case)[0]
    commands.cancel(office, applicant, case.id, "计划取消")
    assert house.reread(office, case)["status"] == "cancelled"
    assert house.open_items(office, case) == []
    with pytest.raises(AlreadyDone):
        commands.complete(office, clerk, item.id, {})
    with pytest.raises(CaseClosed):
        commands.cancel(office, applicant, case.id, "再次")


def test_work_of_an_empty_group_is_an_incident_until_somebody_is_there(
    office: Session, applicant: Actor, clerk: Actor, institution: UUID
) -> None:
    case = house.start_review(office, applicant, institution)
    for _ in range(3):
        house.do(office, clerk, case, "judge")
    house.do(office, clerk, case, "conclude", conclusion="pass")
    incident = office.scalars(select(Incident)).one()
    assert incident.kind == "work"
    assert "authority:supervisor" in incident.message
    late = house.somebody(office, "authority:supervisor")
    commands.retry(office, applicant, incident.id)
    office.refresh(incident)
    assert incident.resolved_at is not None
    assert office.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all() == []
    assert house.do(office, late, case, "approve").ended


def test_the_only_chief_who_may_not_decide_counts_as_nobody(
    office: Session, applicant: Actor, institution: UUID
) -> None:
    both = house.somebody(office, f"institution:{institution}:clerk", "authority:supervisor")
    case = house.start_review(office, applicant, institution)
    for _ in range(3):
        house.do(office, both, case, "judge")
    house.do(office, both, case, "conclude", conclusion="pass")
    assert office.scalars(select(Incident)).one().kind == "work"


def test_a_group_that_lacks_its_variable_goes_to_the_operator(office: Session, applicant: Actor) -> None:
    case = commands.start(office, applicant, "review", "k1", {"materials": ["m1"], "person_id": "p"})
    item = house.open_items(office, case)[0]
    assert item.group_name == "operator"
    assert "institution_id" in office.scalars(select(Incident)).one().message


def test_an_unknown_process_is_refused(office: Session, applicant: Actor) -> None:
    with pytest.raises(UnknownProcess):
        commands.start(office, applicant, "nothing", "k", {})


def test_a_form_does_not_live_in_process_data(office: Session, applicant: Actor, institution: UUID) -> None:
    with pytest.raises(TypeError):
        house.start_review(office, applicant, institution, answers={"name": "x"})


def test_subscriptions_and_timers_follow_the_case(office: Session, applicant: Actor, institution: UUID) -> None:
    variables = {
        "application_id": "a1", "institution_id": str(institution), "person_id": str(applicant.person_id),
        "closes_at": "2027-01-10T24:00:00"[:10],
    }  # fmt: skip
    case = commands.start(office, applicant, "case", "a1", variables)
    assert office.scalars(select(MessageSubscription.name)).all() == ["withdrawn"]
    assert office.scalars(select(Timer.element)).all() == ["closing"]
    commands.change_variables(office, applicant, case.id, {"closes_at": "2027-02-01"})
    timer = office.scalars(select(Timer).execution_options(populate_existing=True)).one()
    assert timer.due_at.isoformat() == "2027-01-31T16:00:00+00:00"
    assert house.open_items(office, case)[0].due_at == timer.due_at
    assert house.entry(office, case).due_at == timer.due_at
    assert commands.correlate(office, "withdrawn", "a1")
    assert house.reread(office, case)["end"] == "已撤回"
    assert office.scalars(select(WorkItem.status)).all() == ["cancelled"]
    assert count(office, Timer) == count(office, MessageSubscription) == 0
