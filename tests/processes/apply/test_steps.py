"""The wizard's steps on a real PostgreSQL, through the real diagrams."""

import pytest
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.errors import InvalidForm
from engine.platform.people import Actor
from engine.platform.people.models import Person
from processes.apply import queries, service
from processes.apply.declared import answers_of, draft_of
from processes.apply.errors import (
    NotEligible,
    NotYourApplication,
    StepNotYet,
)
from processes.apply.models import Status
from processes.catalogue.identity import check_digit
from processes.plans.models import Plan
from tests.processes.apply import builders
from tests.processes.apply.builders import history, identity, make_applicant, make_application, open_form, rule


def test_starting_twice_goes_on_with_the_same_draft(session: Session, plan: Plan, actor: Actor) -> None:
    first = service.start(session, actor, plan_id=plan.id)
    second = service.start(session, actor, plan_id=plan.id)
    assert first is second
    assert first.no == f"ONE-{clock.today():%Y-%m%d}-0001"
    assert open_form(session, actor, first) == ["apply/identity"]


def test_numbers_count_up_within_a_day(session: Session, plan: Plan) -> None:
    numbers = [service.start(session, make_applicant(session), plan_id=plan.id).no[-4:] for _ in range(3)]
    assert numbers == ["0001", "0002", "0003"]


def test_identity_is_sealed_and_becomes_the_persons(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="rule")
    number = identity()["id_number"]
    assert application.declared_encrypted is not None
    assert number.encode() not in application.declared_encrypted
    assert answers_of(application, "identity")["sex"] == "1"
    person = session.get_one(Person, actor.person_id)
    assert (person.name, person.sex, str(person.birth_date)) == ("林演示", "1", "1995-05-15")


def test_a_wrong_check_digit_changes_nothing(session: Session, plan: Plan, actor: Actor) -> None:
    application = service.start(session, actor, plan_id=plan.id)
    right = identity()["id_number"]
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    with pytest.raises(InvalidForm) as refused, session.begin_nested():
        service.finish(session, actor, application, "identity", identity(id_number=wrong))
    assert [(error.path, error.message) for error in refused.value.errors] == [
        ("id_number", "身份证号码最后一位与前 17 位不符，请对照证件核对")
    ]
    session.refresh(application)
    assert application.finished == []
    assert open_form(session, actor, application) == ["apply/identity"]


def test_children_and_expired_documents_are_told(session: Session, plan: Plan, actor: Actor) -> None:
    application = service.start(session, actor, plan_id=plan.id)
    child = f"350299{clock.today().year - 15}0101001"
    values = identity(id_number=child + check_digit(child), id_long=False, id_expires="2020-01-01")
    with pytest.raises(InvalidForm) as refused:
        service.finish(session, actor, application, "identity", values)
    assert [error.path for error in refused.value.errors] == ["id_expires", "id_number"]


def test_a_step_cannot_be_jumped(session: Session, plan: Plan, actor: Actor) -> None:
    application = service.start(session, actor, plan_id=plan.id)
    with pytest.raises(StepNotYet, match="身份信息"):
        service.finish(session, actor, application, "history", history())


def test_who_fits_no_rule_is_told_so(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="rule")
    with pytest.raises(NotEligible, match="化工总控工 · 三级/高级工"):
        service.finish(session, actor, application, "rule", rule(session, plan, work_years=1))


def test_a_rule_that_does_not_fit_cannot_be_chosen(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="rule")
    with pytest.raises(InvalidForm) as refused:
        service.finish(session, actor, application, "rule", rule(session, plan, rule_id="R32"))
    assert [error.path for error in refused.value.errors] == ["rule_id"]


def test_looking_says_what_the_other_rules_want(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="rule")
    judged = service.look(session, application, rule(session, plan))
    assert [fitting.rule_id for fitting in judged.fitting] == ["R31"]
    assert "四级/中级工证书" in next(rule.text for rule in judged.missing if rule.rule_id == "R32")


def test_stated_years_must_be_listed(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="history")
    works = [{**history()["works"][0], "start": "2020-01"}]
    with pytest.raises(InvalidForm) as refused:
        service.finish(session, actor, application, "history", history(works=works))
    assert "少于上一步填写的 11 年" in refused.value.errors[0].message


def test_two_jobs_need_the_pledge(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="history")
    first, second = history()["works"][0] | {"end": "2019-12"}, history()["works"][0] | {"start": "2020-01"}
    with pytest.raises(InvalidForm) as refused:
        service.finish(session, actor, application, "history", history(works=[first, second]))
    assert [error.path for error in refused.value.errors] == ["tenure_pledge"]
    service.finish(session, actor, application, "history", history(works=[first, second], tenure_pledge=True))
    assert len(queries.works(session, application.id)) == 2


def test_jobs_that_do_not_bear_out_the_rule_are_refused(session: Session, plan: Plan, actor: Actor) -> None:
    """Ten years after the certificate can't come from jobs that ended before it."""
    facts = rule(session, plan, rule_id="R32", work_years=6, prior_level="4", prior_date="2020-06", prior_number="S1")
    application = make_application(session, actor, plan, until="rule")
    service.finish(session, actor, application, "rule", facts)
    works = [history()["works"][0] | {"end": "2020-06"}]
    with pytest.raises(InvalidForm, match="需要修改") as refused:
        service.finish(session, actor, application, "history", history(works=works))
    assert "不满足所选条件" in refused.value.errors[0].message


def test_an_edit_that_harms_nothing_leaves_the_token_where_it_is(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="check")
    following = service.finish(session, actor, application, "identity", identity(address="新地址 2 号"))
    assert following == "check"
    assert open_form(session, actor, application) == ["apply/check"]


def test_an_edit_that_breaks_the_rule_leads_back_to_it(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="check")
    shorter = history(works=[history()["works"][0] | {"start": "2015-06"}])
    assert service.finish(session, actor, application, "history", shorter) == "check"
    facts = rule(session, plan, work_years=10, prior_level="4", prior_date="2018-01", prior_number="S1", rule_id="R32")
    assert service.finish(session, actor, application, "rule", facts) == "materials"
    assert application.finished == ["identity", "rule", "history"]
    assert open_form(session, actor, application) == ["apply/materials"]


def test_the_wizard_goes_on_from_the_reopened_step(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="check")
    facts = rule(session, plan, prior_level="4", prior_date="2018-01", prior_number="S1", rule_id="R32")
    service.finish(session, actor, application, "rule", facts)
    builders.upload_all(session, actor, application)
    assert service.finish(session, actor, application, "materials", {}) == "check"
    service.finish(session, actor, application, "check", {"pledge": True})
    assert application.status == Status.SUBMITTED
    assert "prior_certificate" in {row.kind for row in queries.materials(session, application.id)}


def test_a_draft_keeps_what_was_typed_beside_finished_answers(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="rule")
    service.save_draft(session, application, "identity", {"name": "改到一半"})
    assert draft_of(application, "identity") == {"name": "改到一半"}
    assert answers_of(application, "identity")["name"] == "林演示"


def test_only_the_owner_gets_an_application(session: Session, plan: Plan, actor: Actor) -> None:
    application = service.start(session, actor, plan_id=plan.id)
    with pytest.raises(NotYourApplication):
        queries.own(session, make_applicant(session), application.id)
