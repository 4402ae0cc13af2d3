"""Group registration on a real PostgreSQL: what a clerk may register, and who may not judge it afterwards."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import notices
from engine.platform.errors import AppError, InvalidForm
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.people.models import Person
from engine.workflow.models import Participation
from processes.apply import queries, service
from processes.apply.declared import draft_of
from processes.apply.errors import (
    AlreadyApplied,
    ConfirmFirst,
    NotEligible,
    NotYourPoint,
    PlanFull,
    PlanNotOpen,
)
from processes.apply.models import Application
from processes.apply.service import Known
from processes.plans.models import Plan, PlanLine, PlanStatus
from tests.processes.apply import builders
from tests.processes.apply.builders import identity, make_applicant, make_application, make_clerk, open_form, rule
from tests.processes.plans.builders import make_institution


@pytest.fixture
def clerk(session: Session, plan: Plan) -> Actor:
    return make_clerk(session, plan)


def person_of(session: Session, actor: Actor) -> Person:
    return session.get_one(Person, actor.person_id)


def register(session: Session, clerk: Actor, actor: Actor, plan: Plan, **known: Known) -> Application:
    return builders.register(session, clerk, person_of(session, actor), plan, **known)


def test_a_registration_waits_for_its_applicant(session: Session, plan: Plan, actor: Actor, clerk: Actor) -> None:
    row = register(session, clerk, actor, plan)
    assert (row.source, row.status, row.person_id, row.name) == ("institution", "draft", actor.person_id, "林演示")
    assert (row.finished, row.rule_id) == (["identity", "rule"], "R31")
    assert open_form(session, actor, row) == ["apply/confirm"]
    assert open_form(session, clerk, row) == []
    (notice,) = notices.notices_of(session, actor.person_id)
    assert f"/my/applications/{row.id}/confirm" in notice.body
    assert notice.sms_state == "waiting"


def test_the_clerk_counts_as_the_applicant(session: Session, plan: Plan, actor: Actor, clerk: Actor) -> None:
    row = register(session, clerk, actor, plan)
    (part,) = session.scalars(select(Participation).where(Participation.instance_id == row.instance_id))
    assert (part.part, part.person_id) == ("applicant", clerk.person_id)


def test_the_person_is_who_he_is_only_when_he_has_confirmed(
    session: Session, plan: Plan, actor: Actor, clerk: Actor
) -> None:
    row = register(session, clerk, actor, plan)
    assert person_of(session, actor).id_number_index is None
    builders.confirm(session, actor, row)
    assert people.actor(session, actor.person_id).name == "林演示"


def test_what_the_clerk_does_not_know_is_asked_of_the_applicant(
    session: Session, plan: Plan, actor: Actor, clerk: Actor
) -> None:
    known = {name: identity()[name] for name in ("name", "id_kind", "id_number", "phone")}
    facts = {name: rule(session, plan)[name] for name in ("plan_line_id", "point_id", "work_state")}
    row = register(session, clerk, actor, plan, identity_known=Known(known, False), rule_known=Known(facts, False))
    assert row.finished == []
    builders.confirm(session, actor, row)
    assert open_form(session, actor, row) == ["apply/identity"]
    assert draft_of(row, "identity")["name"] == "林演示"
    assert draft_of(row, "rule")["work_state"] == "works"


def test_the_applicant_chooses_where_several_rules_fit(
    session: Session, plan: Plan, actor: Actor, clerk: Actor
) -> None:
    facts = rule(session, plan, prior_level="4", prior_date="2015-01", prior_number="S1")
    row = register(session, clerk, actor, plan, rule_known=Known(facts, True))
    assert (row.finished, row.rule_id) == (["identity"], None)
    builders.confirm(session, actor, row)
    assert open_form(session, actor, row) == ["apply/rule"]


def test_nothing_is_filled_before_it_is_confirmed(session: Session, plan: Plan, actor: Actor, clerk: Actor) -> None:
    row = register(session, clerk, actor, plan)
    for step in ("identity", "history"):
        with pytest.raises(ConfirmFirst, match=row.no):
            service.finish(session, actor, row, step, identity())
    with pytest.raises(ConfirmFirst):
        service.save_draft(session, row, "history", {})


def test_another_number_does_not_confirm(session: Session, plan: Plan, actor: Actor, clerk: Actor) -> None:
    row = register(session, clerk, actor, plan)
    with pytest.raises(InvalidForm) as refused, session.begin_nested():
        builders.confirm(session, actor, row, id_number="350299199505150000")
    assert [error.path for error in refused.value.errors] == ["id_number"]
    assert open_form(session, actor, row) == ["apply/confirm"]


def refused(session: Session, clerk: Actor, actor: Actor, plan: Plan, why: type[AppError], **known: Known) -> str:
    """The sentence; nothing is left of the registration."""
    before = len(queries.mine(session, actor.person_id))
    with pytest.raises(why) as refusal, session.begin_nested():
        register(session, clerk, actor, plan, **known)
    assert len(queries.mine(session, actor.person_id)) == before
    error = refusal.value
    return error.errors[0].message if isinstance(error, InvalidForm) else str(error)


def test_a_wrong_check_digit(session: Session, plan: Plan, actor: Actor, clerk: Actor) -> None:
    number = identity()["id_number"]
    wrong = Known(identity(id_number=number[:-1] + ("1" if number[-1] != "1" else "2")), True)
    assert "最后一位" in refused(session, clerk, actor, plan, InvalidForm, identity_known=wrong)


def test_a_closed_plan(session: Session, plan: Plan, actor: Actor, clerk: Actor) -> None:
    plan.status = PlanStatus.CLOSED
    assert "现在不接受报名" in refused(session, clerk, actor, plan, PlanNotOpen)


def test_a_full_plan(session: Session, plan: Plan, actor: Actor, clerk: Actor) -> None:
    line = session.get_one(PlanLine, builders.line_of(session, plan).id)
    line.taken, plan.waiting_list = line.capacity or 0, False
    session.flush()
    assert "名额已满" in refused(session, clerk, actor, plan, PlanFull)


def test_no_rule_fits(session: Session, plan: Plan, actor: Actor, clerk: Actor) -> None:
    facts = Known(rule(session, plan, work_years=1), True)
    assert "暂不符合" in refused(session, clerk, actor, plan, NotEligible, rule_known=facts)


@pytest.mark.parametrize("until", ["rule", None])
def test_somebody_who_has_applied_already(
    session: Session, plan: Plan, actor: Actor, clerk: Actor, until: str | None
) -> None:
    row = make_application(session, actor, plan, until=until)
    assert row.no in refused(session, clerk, actor, plan, AlreadyApplied)


def test_the_same_document_under_another_phone(session: Session, plan: Plan, actor: Actor, clerk: Actor) -> None:
    row = register(session, clerk, actor, plan)
    assert row.no in refused(session, clerk, make_applicant(session), plan, AlreadyApplied)


def test_a_phone_that_belongs_to_another_document(session: Session, plan: Plan, actor: Actor, clerk: Actor) -> None:
    make_application(session, actor, plan)
    passport = {"id_kind": "414", "id_number": "E12345678", "id_long": False, "id_expires": "2036-01-01"}
    other = Known(identity(**passport, sex="1", birth_date="1995-05-15", nationality="MYS"), True)
    plan.waiting_list = True
    service.withdraw(session, actor, queries.mine(session, actor.person_id)[0])
    assert "另一位申请人" in refused(session, clerk, actor, plan, InvalidForm, identity_known=other)


def test_a_point_of_another_institution(session: Session, plan: Plan, actor: Actor) -> None:
    stranger = make_clerk(session, plan, institution_id=make_institution(session, "商贸学校", "000102").id)
    assert "不属于" in refused(session, stranger, actor, plan, NotYourPoint)


def test_a_clerk_sees_what_his_institution_has_registered(
    session: Session, plan: Plan, actor: Actor, clerk: Actor
) -> None:
    row = register(session, clerk, actor, plan)
    make_application(session, make_applicant(session), plan, until="history")
    assert queries.registered(session, clerk.institutions_as("clerk")) == [row]
    assert queries.registered_count(session, clerk.institutions_as("clerk")) == 1
    assert queries.registered(session, [UUID(int=7)]) == []
