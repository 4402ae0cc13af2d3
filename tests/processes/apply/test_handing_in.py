"""Handing in, and what ends an application, through the real diagrams."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.platform import clock, notices
from engine.platform.errors import InvalidForm
from engine.platform.people import Actor
from engine.platform.people.models import Person
from engine.workflow.commands.time import move_due
from engine.workflow.models import Instance, Message
from processes.apply import queries, service
from processes.apply.errors import (
    AlreadyApplied,
    AlreadyHandedIn,
    CannotWithdraw,
    DocumentTaken,
    PlanFull,
    PlanNotOpen,
)
from processes.apply.models import Application, Status
from processes.apply.rules.materials import KINDS
from processes.plans.models import Plan, PlanPlace, PlanStatus
from tests.processes.apply import builders
from tests.processes.apply.builders import make_applicant, make_application, number_of, open_form, picture, rule
from tests.processes.plans.builders import make_plan
from tests.support.time import pass_by


def test_the_whole_wizard_hands_an_application_in(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan)
    assert application.status == Status.SUBMITTED
    assert application.category == "初次"
    assert application.decision is not None
    assert application.decision["rules"]
    assert [row.kind for row in queries.materials(session, application.id)][:3] == ["id_front", "id_back", "portrait"]
    assert queries.staged(session, application.id) == []
    place = session.scalars(select(PlanPlace).where(PlanPlace.application_id == application.id)).one()
    assert place.state == "taken"
    assert [notice.title for notice in notices.notices_of(session, actor.person_id)] == ["申请已提交"]


def test_what_is_handed_in_cannot_be_changed(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan)
    with pytest.raises(AlreadyHandedIn, match=application.no):
        service.finish(session, actor, application, "check", {"pledge": True})
    with pytest.raises(AlreadyHandedIn):
        service.save_draft(session, application, "identity", {})
    with pytest.raises(AlreadyHandedIn):
        service.upload(session, actor, application, KINDS["id_front"], data=picture(), filename="x.jpg")


def test_nobody_applies_twice_for_a_line(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan)
    line = builders.line_of(session, plan)
    with pytest.raises(AlreadyApplied, match=application.no):
        service.start(session, actor, plan_id=plan.id, plan_line_id=line.id)
    again = make_application(session, actor, plan, until="rule")
    with pytest.raises(AlreadyApplied, match=application.no):
        service.finish(session, actor, again, "rule", rule(session, plan))


def test_a_closed_plan_takes_nothing_and_keeps_the_draft(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="check")
    plan.status = PlanStatus.CLOSED
    with pytest.raises(PlanNotOpen, match="不接受报名"), session.begin_nested():
        service.finish(session, actor, application, "check", {"pledge": True})
    session.refresh(application)
    assert application.status == Status.DRAFT
    assert len(queries.staged(session, application.id)) == len(queries.needed(application))
    with pytest.raises(PlanNotOpen):
        service.start(session, make_applicant(session), plan_id=plan.id)


def test_the_last_place_goes_once_where_nobody_may_wait(session: Session, tenant: UUID) -> None:
    builders.deploy(session, tenant)
    plan = make_plan(session, lines={"3": 1}, waiting_list=False)
    late = make_applicant(session)
    second = make_application(session, late, plan, until="check")
    make_application(session, make_applicant(session), plan)
    with pytest.raises(PlanFull, match="名额已满"), session.begin_nested():
        service.finish(session, late, second, "check", {"pledge": True})
    session.refresh(second)
    assert second.status == Status.DRAFT
    assert open_form(session, late, second) == ["apply/check"]


def test_a_full_plan_with_a_list_lets_people_wait(session: Session, tenant: UUID) -> None:
    builders.deploy(session, tenant)
    plan = make_plan(session, lines={"3": 1})
    make_application(session, make_applicant(session), plan)
    waiting = make_application(session, make_applicant(session), plan)
    assert waiting.status == Status.WAITING


def test_a_case_that_ended_in_another_window_is_not_withdrawn_again(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan)
    _behind_its_back(session, application, "ended")
    with pytest.raises(CannotWithdraw):
        service.withdraw(session, actor, application)
    assert session.scalar(select(func.count()).select_from(Message)) == 0


def test_files_of_a_draft_stay_as_they_were_handed_in(session: Session, plan: Plan, actor: Actor) -> None:
    """The upload began while it was a draft, and ended after the hand-in of another window."""
    application = make_application(session, actor, plan, until="check")
    _behind_its_back(session, application, "submitted")
    with pytest.raises(AlreadyHandedIn):
        service.upload(session, actor, application, KINDS["id_front"], data=picture(700, 900), filename="晚.jpg")
    _behind_its_back(session, application, "draft")
    session.refresh(application)
    _behind_its_back(session, application, "submitted")
    with pytest.raises(AlreadyHandedIn):
        service.remove(session, actor, application, "id_front")


def _behind_its_back(session: Session, application: Application, status: str) -> None:
    session.flush()
    statement = text("update application set status = :status where id = :id")
    session.connection().execute(statement, {"status": status, "id": application.id})


def test_withdrawing_ends_the_case_and_gives_the_place_back(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan)
    service.withdraw(session, actor, application)
    session.refresh(application)
    assert (application.status, application.outcome) == (Status.ENDED, "withdrawn")
    place = session.scalars(select(PlanPlace).where(PlanPlace.application_id == application.id)).one()
    assert place.state == "released"
    assert session.get_one(Instance, application.instance_id).end_name == "已撤回"
    assert make_application(session, actor, plan).no != application.no


def test_time_ends_a_draft(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="history")
    assert application.instance_id is not None
    pass_by(plan.closes_at - clock.now() + timedelta(minutes=1))
    move_due(session, application.instance_id)
    session.refresh(application)
    assert (application.status, application.outcome) == (Status.ENDED, "closed")
    assert session.get_one(Instance, application.instance_id).end_name == "已截止"


def test_one_document_has_one_place_whatever_the_account(session: Session, plan: Plan, actor: Actor) -> None:
    first = make_application(session, actor, plan)
    same = {"id_number": number_of(session, actor.person_id)}
    with pytest.raises(DocumentTaken, match="这个证件号码已有一份"), session.begin_nested():
        make_application(session, make_applicant(session), plan, identity=same)
    service.withdraw(session, actor, first)
    second = make_application(session, make_applicant(session), plan, identity=same)
    assert second.status == Status.SUBMITTED


def test_the_database_itself_keeps_one_document_to_one_place(session: Session, plan: Plan, actor: Actor) -> None:
    one = make_application(session, actor, plan)
    other = make_application(session, make_applicant(session), plan)
    other.id_number_index = one.id_number_index
    with pytest.raises(IntegrityError, match="uq_application_document"), session.begin_nested():
        session.flush()


@pytest.mark.parametrize("changed", [{"name": "替考人"}, {"id_number": "35029919900101007X"}])
def test_a_new_draft_does_not_change_who_a_candidate_is(
    session: Session, plan: Plan, actor: Actor, changed: dict[str, str]
) -> None:
    first = make_application(session, actor, plan)
    person = session.get_one(Person, actor.person_id)
    before = person.name, person.id_number_index
    with pytest.raises(InvalidForm) as refused:
        make_application(session, actor, plan, until="rule", identity=changed)
    assert f"与您已提交的申请 {first.no} 不一致" in refused.value.errors[0].message
    assert (person.name, person.id_number_index) == before


def test_a_wrong_number_can_be_put_right_while_nothing_is_handed_in(session: Session, plan: Plan, actor: Actor) -> None:
    make_application(session, actor, plan, until="rule")
    known = {"id_number": "35029919900101007X"}
    row = make_application(session, actor, plan, until="rule", identity=known)
    assert session.get_one(Person, actor.person_id).id_number_index == row.id_number_index
