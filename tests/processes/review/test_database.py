"""What the database refuses by itself, for a command that forgot."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from engine.platform import clock
from engine.platform.database import Base
from engine.platform.people import Actor
from engine.platform.people.models import Delegation
from engine.workflow.models import Participation
from processes.apply.models import Application
from processes.review import queries, service
from processes.review.models import BlindReview, Conclusion, MaterialVerdict, Supervision
from tests.processes.review.builders import Office, make_staff

MEANING = {
    "ck_review_conclusion_judged": "a material of the application has no verdict",
    "ck_review_conclusion_faulted": "an application with a faulted material does not pass",
    "ck_material_verdict_concluded": "the stage has passed the application",
    "ck_material_verdict_consent": "with a supervisor's consent only",
    "ck_review_four_eyes": "this person has another part in the application",
}


def refused(office: Office, row: Base, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=MEANING[constraint]), office.session.begin_nested():
        office.session.execute(insert(type(row)).values(_given(row)))


def _given(row: Base) -> dict[str, Any]:
    """What was set on a row; its defaults come with the insert."""
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def conclusion(row: Application, actor: Actor, what: str = "pass", **more: Any) -> Conclusion:
    given = {"stage": "first", "round": 1, "final_at": clock.now()} | more
    return Conclusion(
        application_id=row.id, conclusion=what, person_id=actor.person_id, person_name=actor.name, **given
    )


def verdict(row: Application, material_id: UUID, sha256: str, actor: Actor, **more: Any) -> MaterialVerdict:
    given = {"stage": "first", "round": 1, "verdict": "return", "reason_code": "I02", "text": "缺角"} | more
    return MaterialVerdict(
        application_id=row.id,
        material_id=material_id,
        sha256=sha256,
        person_id=actor.person_id,
        person_name=actor.name,
        superseded=True,
        **given,
    )


@pytest.mark.parametrize("what", ["pass", "return", "reject"])
def test_no_conclusion_before_every_file_is_judged(office: Office, what: str) -> None:
    row = office.submit()
    refused(office, conclusion(row, office.first, what), "ck_review_conclusion_judged")


def test_no_pass_with_a_faulted_file(office: Office) -> None:
    row = office.submit()
    office.judge(office.first, row, portrait="P01")
    refused(office, conclusion(row, office.first), "ck_review_conclusion_faulted")
    office.session.add(conclusion(row, office.first, "return"))
    office.session.flush()


def test_nothing_is_faulted_behind_a_pass(office: Office) -> None:
    row = office.submit()
    office.judge(office.first, row)
    office.conclude(office.first, row, "pass", final=False)
    material = queries.current_materials(office.session, row.id)[0]
    refused(office, verdict(row, material.id, material.sha256, office.first), "ck_material_verdict_concluded")


def test_what_passed_in_an_earlier_round_is_faulted_with_a_consent_of_somebody_else(office: Office) -> None:
    row = office.submit()
    office.judge(office.first, row, portrait="P01")
    office.conclude(office.first, row, "return")
    office.correct(row)
    office.judge(office.first, row)
    material = next(one for one in queries.current_materials(office.session, row.id) if one.kind == "id_front")
    fault = {"round": 2, "supervisor_reason": "一个自己写的理由"}
    constraint = "ck_material_verdict_consent"
    refused(office, verdict(row, material.id, material.sha256, office.first, **fault), constraint)
    service.give_consent(
        office.session, office.supervisor, row, material, stage="first", reason="原件复核时发现四角缺失"
    )
    refused(office, verdict(row, material.id, material.sha256, office.supervisor, **fault), constraint)
    office.session.add(verdict(row, material.id, material.sha256, office.first, **fault))
    office.session.flush()


def test_four_eyes_hold_in_the_rows_themselves(office: Office) -> None:
    """Whoever applied decides nothing; first reviewer, approver and blind reviewer are three people."""
    row = office.submit()
    material = queries.current_materials(office.session, row.id)[0]
    office.pass_first(row)
    applicant = office.applicant(row)
    four_eyes = "ck_review_four_eyes"
    for actor in (applicant, office.first):
        refused(office, conclusion(row, actor, "reject", stage="authority"), "ck_review_conclusion_judged")
        refused(office, verdict(row, material.id, material.sha256, actor, stage="authority"), four_eyes)
        refused(office, blind(row, actor), four_eyes)
        refused(office, supervision(row, actor), four_eyes)
    office.judge(office.approver, row)
    for actor in (applicant, office.first):
        refused(office, conclusion(row, actor, stage="authority"), four_eyes)
    refused(office, blind(row, office.approver), four_eyes)
    passed = {"verdict": "pass", "round": 2}
    refused(office, verdict(row, material.id, material.sha256, office.approver, **passed), four_eyes)
    office.session.add(blind(row, office.blind))
    office.session.flush()
    refused(office, conclusion(row, office.blind, stage="authority"), four_eyes)


def test_who_acts_for_a_first_reviewer_is_one_with_him(office: Office) -> None:
    """A part that was noted for somebody, by delegation, counts as a part that was taken."""
    row = office.submit()
    office.pass_first(row)
    deputy = make_staff(office.session, "代理人", "authority:approver")
    office.session.add(
        Participation(instance_id=office.instance(row).id, part="first_review", person_id=deputy.person_id)
    )
    office.session.flush()
    material = queries.current_materials(office.session, row.id)[0]
    given = verdict(row, material.id, material.sha256, deputy, stage="authority")
    refused(office, given, "ck_review_four_eyes")
    refused(office, blind(row, deputy), "ck_review_four_eyes")


@pytest.mark.parametrize("gives", [True, False])
def test_who_acts_for_a_first_reviewer_now_is_one_with_him_whatever_he_did_before(office: Office, gives: bool) -> None:
    """The first reviewer hands his place to an approver, or an approver hands his to the first reviewer."""
    row = office.submit()
    office.pass_first(row)
    now = clock.now()
    one, other = (office.first, office.approver) if gives else (office.approver, office.first)
    place = f"institution:{office.institution_id}:first_review" if gives else "authority:approver"
    handed = Delegation(
        delegator_id=one.person_id, delegate_id=other.person_id, group=place, reason="休假",
        starts_at=now, ends_at=now + timedelta(days=2), made_at=now,
    )  # fmt: skip
    office.session.add(handed)
    office.session.flush()
    material = queries.current_materials(office.session, row.id)[0]
    given = verdict(row, material.id, material.sha256, office.approver, stage="authority")
    refused(office, given, "ck_review_four_eyes")
    refused(office, blind(row, office.approver), "ck_review_four_eyes")
    handed.ended_at = now
    office.session.flush()
    office.judge(office.approver, row)


def test_an_administrator_is_a_person_like_any_other(office: Office) -> None:
    roles = (f"institution:{office.institution_id}:first_review", "authority:approver", "system", "security")
    both = make_staff(office.session, "管理员", *roles)
    row = office.submit()
    office.judge(both, row)
    office.conclude(both, row, "pass")
    office.judge(office.approver, row)
    refused(office, conclusion(row, both, stage="authority"), "ck_review_four_eyes")


def blind(row: Application, actor: Actor) -> BlindReview:
    return BlindReview(
        application_id=row.id,
        round=1,
        conclusion="pass",
        text="同意",
        person_id=actor.person_id,
        person_name=actor.name,
    )


def supervision(row: Application, actor: Actor) -> Supervision:
    return Supervision(
        application_id=row.id, decision="reject", text="不符", person_id=actor.person_id, person_name=actor.name
    )
