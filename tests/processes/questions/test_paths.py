"""A question's way through the diagram: checked, reviewed twice by others, in the bank; or back with its author."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.errors import InvalidForm
from engine.platform.notices.models import Notice
from engine.workflow import commands, worklist
from engine.workflow.commands.time import move_due
from engine.workflow.errors import FourEyes, NotYours
from engine.workflow.models import Instance, WorklistEntry
from processes.questions import queries
from processes.questions.errors import NothingToRevise, SamePerson
from processes.questions.models import Question
from processes.questions.service import submit
from processes.review import inbox
from tests.processes.questions.builders import Bank, decide, make_approved, make_person, make_question
from tests.support.time import pass_by


def end_of(session: Session, question: Question) -> str | None:
    assert question.instance_id is not None
    return session.get_one(Instance, question.instance_id, populate_existing=True).end_name


def told(session: Session, question: Question) -> list[str]:
    rows = session.scalars(select(Notice).where(Notice.person_id == question.author_id))
    return [row.title for row in rows]


def let_time_pass(session: Session, question: Question) -> None:
    assert question.instance_id is not None
    for _ in range(3):  # a timer may open another
        move_due(session, question.instance_id)


def test_two_reviews_bring_a_question_into_the_bank(session: Session, bank: Bank) -> None:
    question = make_question(session, bank)
    assert question.status == "submitted"
    assert question.no == "6110103-3-0001"
    decide(session, bank.first, question, "pass")
    assert question.status == "submitted"
    decide(session, bank.final, question, "pass")
    assert question.status == "approved"
    assert end_of(session, question) == "已入库"
    assert told(session, question) == ["试题 6110103-3-0001 已入库"]


def test_a_returned_question_goes_through_both_reviews_again(session: Session, bank: Bank) -> None:
    question = make_question(session, bank)
    decide(session, bank.first, question, "pass")
    decide(session, bank.final, question, "revise", "选项 C 与题意无关")
    assert question.status == "returned"
    submit.revise(session, bank.author, question, bank.draft(stem="离心泵启动之前必须先（　　）。"))
    session.refresh(question)
    assert question.status == "submitted"
    decide(session, bank.first, question, "pass")
    decide(session, bank.final, question, "pass")
    assert [version.number for version in queries.versions(session, question)] == [2, 1]
    assert queries.newest(session, question).stem == "离心泵启动之前必须先（　　）。"


def test_a_rejected_question_ends_with_the_reason(session: Session, bank: Bank) -> None:
    question = make_question(session, bank)
    decide(session, bank.first, question, "reject", "超出三级的要求")
    assert question.status == "rejected"
    assert end_of(session, question) == "不采用"
    assert told(session, question) == ["试题 6110103-3-0001 没有采用"]


def test_a_return_needs_a_reason(session: Session, bank: Bank) -> None:
    question = make_question(session, bank)
    with pytest.raises(InvalidForm), session.begin_nested():
        decide(session, bank.first, question, "revise")


def test_the_same_question_comes_back_at_once(session: Session, bank: Bank) -> None:
    make_question(session, bank)
    again = make_question(
        session,
        bank,
        stem="离心泵启动前，应先____",
        options=("灌泵排气", "打开出口阀", "关闭进口阀", "提高转速"),
        answer="A",
    )
    assert again.status == "returned"
    assert queries.last_reason(session, again) == "与试题 6110103-3-0001 重复"


def test_a_near_duplicate_is_told_and_shares_a_group(session: Session, bank: Bank) -> None:
    one = make_question(session, bank)
    near = make_question(session, bank, stem="离心泵在启动前应先（　　）。")
    session.refresh(one)
    assert near.status == "submitted"
    (check,) = queries.remarks(session, near)
    assert [like["no"] for like in check.similar] == [one.no]
    assert near.duplicate_group is not None
    assert near.duplicate_group == one.duplicate_group


def test_the_author_never_reviews_his_own(session: Session, bank: Bank) -> None:
    both = make_person(session, "兼职者", "author", "first_review")
    question = make_question(session, bank, both)
    entry = session.scalars(
        select(WorklistEntry).where(WorklistEntry.business_key == str(question.id), WorklistEntry.open)
    ).one()
    assert entry.excluded == [both.person_id]
    assert worklist.next_applicant(session, both) is None
    with pytest.raises(FourEyes):
        worklist.take(session, both, entry.id)


def test_the_first_reviewer_is_not_the_final_one(session: Session, bank: Bank) -> None:
    both = make_person(session, "兼职者", "first_review", "final_review")
    question = make_question(session, bank)
    decide(session, both, question, "pass")
    assert queries.open_item(session, both, question, "question/review") is None
    item = queries.open_item(session, bank.final, question, "question/review")
    assert item is not None
    with pytest.raises(FourEyes):
        commands.complete(session, both, item.id, {"decision": "pass"})


def test_a_stranger_to_the_occupation_reviews_nothing(session: Session, bank: Bank) -> None:
    other = make_person(session, "外行", "first_review", occupation="4-04-05-05")
    question = make_question(session, bank)
    item = queries.open_item(session, bank.first, question, "question/review")
    assert item is not None
    with pytest.raises(NotYours):
        commands.complete(session, other, item.id, {"decision": "pass"})


def test_the_desk_of_applications_takes_no_questions(session: Session, bank: Bank) -> None:
    institution = f"institution:{bank.author.tenant_id}:first_review"
    both = replace(bank.first, groups=bank.first.groups | {institution, "papers:approver"})
    assert inbox.review_groups(both) == [institution]


def test_an_amended_question_leaves_the_bank_until_it_is_reviewed(session: Session, bank: Bank) -> None:
    question = make_approved(session, bank)
    second = make_person(session, "另一命题", "author", "final_review")
    submit.amend(session, second, question, bank.draft(stem="离心泵启动前必须（　　）。"))
    assert question.status == "submitted"
    decide(session, bank.first, question, "pass")
    with pytest.raises(AssertionError, match="nothing to review"):
        decide(session, second, question, "pass")
    decide(session, bank.final, question, "pass")
    assert question.status == "approved"


def test_whoever_wrote_an_earlier_version_does_not_review_a_later_one(session: Session, bank: Bank) -> None:
    first_author = make_person(session, "原作者", "author", "first_review")
    question = make_question(session, bank, first_author)
    decide(session, bank.first, question, "pass")
    decide(session, bank.final, question, "pass")
    submit.amend(session, bank.author, question, bank.draft(stem="离心泵启动前必须（　　）。"))
    with pytest.raises(SamePerson), session.begin_nested():
        decide(session, first_author, question, "pass")


def test_nothing_is_revised_that_was_not_returned(session: Session, bank: Bank) -> None:
    question = make_question(session, bank)
    with pytest.raises(NothingToRevise):
        submit.revise(session, bank.author, question, bank.draft())


def test_a_return_left_lying_is_void(session: Session, bank: Bank) -> None:
    question = make_question(session, bank)
    decide(session, bank.first, question, "revise", "题干不完整")
    pass_by(timedelta(days=40))
    let_time_pass(session, question)
    session.refresh(question)
    assert question.status == "rejected"
    assert end_of(session, question) == "逾期作废"
    assert "试题 6110103-3-0001 修改将到期" in told(session, question)


def test_an_overdue_review_is_told_to_its_group(session: Session, bank: Bank) -> None:
    question = make_question(session, bank)
    pass_by(timedelta(days=20))
    let_time_pass(session, question)
    rows = session.scalars(select(Notice.title).where(Notice.person_id == bank.first.person_id)).all()
    assert rows == ["试题 6110103-3-0001 的审核已超期"]
