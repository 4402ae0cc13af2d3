"""Every path through review and certification, driven by the engine on real PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.errors import InvalidForm
from engine.platform.notices import Notice
from engine.workflow import commands
from engine.workflow.errors import FourEyes, NotYours
from engine.workflow.models import Instance
from processes.apply import service as apply
from processes.apply.models import Application
from processes.plans.models import Plan
from processes.review import queries, service
from tests.lifecycle.outcomes import approved, ended, told
from tests.processes.apply.builders import make_applicant, make_application
from tests.processes.review.builders import Office

DAY = timedelta(days=1)


# review


def test_two_passes_approve(office: Office) -> None:
    row = office.submit()
    assert office.at(row) == {"review/material"}
    office.pass_first(row)
    assert {item.group_name for item in office.items(row)} == {"authority:approver"}
    office.approve(row)
    approved(office, row)
    assert row.status == "approved"
    assert told(office.session, row)[-1] == "review.approved"


def test_nothing_moves_before_the_conclusion_is_final(office: Office) -> None:
    row = office.submit()
    office.judge(office.first, row, portrait="P01")
    office.conclude(office.first, row, "return", final=False)
    assert office.at(row) == set()
    assert "review.returned" not in told(office.session, row)
    service.take_back(office.session, office.first, row)
    assert office.at(row) == {"review/material"}
    office.pass_first(row)
    office.approve(row)
    approved(office, row)


@pytest.mark.parametrize("stage", ["first", "authority"])
def test_a_return_brings_back_only_what_changed_to_the_stage_that_returned_it(office: Office, stage: str) -> None:
    row = office.submit()
    judge = office.first
    if stage == "authority":
        office.pass_first(row)
        judge = office.approver
    office.judge(judge, row, portrait="P01", id_front="I02")
    office.conclude(judge, row, "return")
    assert [fault.kind for fault in queries.faults_to_correct(office.session, row.id)] == ["id_front", "portrait"]
    assert told(office.session, row)[-1] == "review.returned"
    office.correct(row)
    kinds = {material.kind: str(material.id) for material in queries.current_materials(office.session, row.id)}
    assert {item.item_key for item in office.items(row)} == {kinds["id_front"], kinds["portrait"]}
    assert {item.group_name for item in office.items(row)} == {
        "authority:approver" if stage == "authority" else f"institution:{office.institution_id}:first_review"
    }
    if stage == "first":
        office.pass_first(row)
    office.approve(row)
    approved(office, row)


def test_a_corrected_declaration_goes_through_first_review_again(office: Office) -> None:
    row = office.submit()
    office.pass_first(row)
    office.judge(office.approver, row)
    office.conclude(office.approver, row, "return", history_fault="请写明 2014 年前的经历")
    office.correct(row, history_answer="2011 年至 2013 年在家务农")
    assert office.at(row) == {"review/conclusion"}
    assert {item.lane for item in office.items(row)} == {"机构初审"}
    office.conclude(office.first, row, "pass")
    office.conclude(office.approver, row, "pass")
    approved(office, row)


@pytest.mark.parametrize("stage", ["first", "authority"])
def test_either_stage_may_reject(office: Office, stage: str) -> None:
    row = office.submit()
    judge = office.first
    if stage == "authority":
        office.pass_first(row)
        judge = office.approver
    office.judge(judge, row)
    office.conclude(judge, row, "reject", text="从业年限不足")
    assert ended(office, row) == "不予通过"
    assert row.status == "ended"
    assert told(office.session, row)[-1] == "review.rejected"


def returned(office: Office, row: Application) -> None:
    office.judge(office.first, row, portrait="P01")
    office.conclude(office.first, row, "return")


@pytest.mark.parametrize(("decision", "end"), [("reject", "不予通过"), ("extend", None)])
def test_too_many_returns_go_to_the_supervisor(office: Office, decision: str, end: str | None) -> None:
    row = office.submit()
    for _ in range(office.plan.most_returns):
        returned(office, row)
        office.correct(row)
    returned(office, row)
    assert office.at(row) == {"review/supervise"}
    with pytest.raises(InvalidForm, match="1 处"), office.session.begin_nested():
        office.do(office.supervisor, row, "review/supervise", supervision="expire", text="期限未过")
    office.do(office.supervisor, row, "review/supervise", supervision=decision, text="情况说明")
    if end:
        assert ended(office, row) == end
    else:
        assert office.at(row) == {"review/correct"}


@pytest.mark.parametrize(("decision", "end"), [("expire", "逾期未补正"), ("reject", "不予通过"), ("extend", None)])
def test_a_late_correction_goes_to_the_supervisor(office: Office, decision: str, end: str | None) -> None:
    row = office.submit()
    returned(office, row)
    office.wait(row, 6 * DAY)
    assert "review.correction_due" in told(office.session, row)
    office.wait(row, 6 * DAY)
    assert office.at(row) == {"review/supervise"}
    office.do(office.supervisor, row, "review/supervise", supervision=decision, text="已电话联系")
    if end:
        assert ended(office, row) == end
    else:
        office.correct(row)
        assert office.at(row) == {"review/material"}


@pytest.mark.parametrize("second", ["pass", "return"])
def test_a_sampled_case_is_reviewed_blindly(office: Office, second: str) -> None:
    row = office.submit(sampled=True)
    office.pass_first(row)
    office.approve(row)
    assert office.at(row) == {"review/blind"}
    for actor in (office.first, office.approver):
        with pytest.raises((FourEyes, NotYours)):
            office.do(actor, row, "review/blind", blind_conclusion="pass", text="独立核对")
    office.do(office.blind, row, "review/blind", blind_conclusion=second, text="独立核对")
    if second == "pass":
        approved(office, row)
        return
    assert office.at(row) == {"review/settle"}
    office.do(office.supervisor, row, "review/settle", conclusion="pass", text="材料属实")
    approved(office, row)


def test_a_settled_disagreement_may_return_the_case(office: Office) -> None:
    row = office.submit(sampled=True)
    office.pass_first(row)
    office.approve(row)
    office.do(office.blind, row, "review/blind", blind_conclusion="reject", text="年限存疑")
    office.do(office.supervisor, row, "review/settle", conclusion="return", history_fault="请补充年限", text="需要补充")
    assert office.at(row) == {"review/correct"}


@pytest.mark.parametrize(
    ("reach", "form"),
    [
        (lambda office, row: None, "review/material"),
        (lambda office, row: office.judge(office.first, row), "review/conclusion"),
        (lambda office, row: office.pass_first(row), "review/material"),
    ],
)
def test_an_overdue_task_is_told_to_whoever_leads(
    office: Office, reach: Callable[[Office, Application], None], form: str
) -> None:
    row = office.submit()
    reach(office, row)
    office.wait(row, 12 * DAY)
    assert office.at(row) == {form}
    kinds = office.session.scalars(select(Notice.kind).where(Notice.person_id == office.supervisor.person_id))
    assert ("review.overdue" in set(kinds)) == (office.items(row)[0].lane == "机关审批")


# certification


@pytest.mark.parametrize("where", ["draft", "first review", "correction", "authority", "delay"])
def test_a_case_may_be_withdrawn_anywhere(session: Session, plan: Plan, office: Office, where: str) -> None:
    if where == "draft":
        row = make_application(session, make_applicant(session), plan, until="materials")
    else:
        row = office.submit()
    match where:
        case "correction":
            returned(office, row)
        case "authority":
            office.pass_first(row)
        case "delay":
            office.judge(office.first, row)
            office.conclude(office.first, row, "pass", final=False)
    apply.withdraw(session, office.applicant(row), row)
    assert ended(office, row) == "已撤回"
    assert (row.status, row.outcome) == ("ended", "withdrawn")


def test_the_authority_may_cancel(office: Office) -> None:
    row = office.submit()
    assert commands.correlate(office.session, "case.cancelled", str(row.id), {"reason": "重复申请"})
    assert ended(office, row) == "已取消"


def test_every_end_but_approval_gives_the_place_back(session: Session, plan: Plan, office: Office) -> None:
    row = office.submit()
    session.refresh(plan)
    assert plan.taken == 1
    office.judge(office.first, row)
    office.conclude(office.first, row, "reject", text="不符合条件")
    session.refresh(plan)
    assert plan.taken == 0
    assert session.get_one(Instance, row.instance_id).end_name == "不予通过"
