"""Keeping the bank: out of use and back, enemies, other points, finding."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.audit.models import AuditRow
from processes.questions import coverage, queries
from processes.questions.errors import NotInBank, NotSuspended, ReasonNeeded, TwoEnemiesNeeded, WrongPoint
from processes.questions.service import bank as keeping
from tests.processes.questions.builders import CHEMICAL, GRADE, ROWS, Bank, accept_table, make_approved, make_question

STEMS = ("精馏塔的灵敏板指什么？", "离心泵启动前应灌泵吗？", "换热器投用的先后顺序是什么？")


def test_a_suspended_question_is_in_the_bank_no_more_until_it_is_resumed(session: Session, bank: Bank) -> None:
    question = make_approved(session, bank)
    keeping.suspend(session, bank.final, question, reason=" 标准换版 ")
    assert question.status == "suspended"
    assert coverage.tree(session, _table(session))[1].count == 0
    with pytest.raises(NotInBank):
        keeping.suspend(session, bank.final, question, reason="再来一次")
    keeping.resume(session, bank.final, question, reason="已按新标准核对")
    assert question.status == "approved"
    with pytest.raises(NotSuspended):
        keeping.resume(session, bank.final, question, reason="再来一次")
    said = [(remark.verdict, remark.text) for remark in queries.remarks(session, question)][:2]
    assert said == [("resume", "已按新标准核对"), ("suspend", "标准换版")]
    kept = session.scalars(select(AuditRow.action).where(AuditRow.subject_id == question.id))
    assert list(kept).count("question.kept") == 2


@pytest.mark.parametrize("reason", ["", "  ", "长" * 501])
def test_a_reason_is_needed(session: Session, bank: Bank, reason: str) -> None:
    with pytest.raises(ReasonNeeded):
        keeping.suspend(session, bank.final, make_approved(session, bank), reason=reason)


def test_what_is_under_review_cannot_be_suspended(session: Session, bank: Bank) -> None:
    with pytest.raises(NotInBank):
        keeping.suspend(session, bank.final, make_question(session, bank), reason="过时")


def test_enemies_of_enemies_are_enemies(session: Session, bank: Bank) -> None:
    one, two, three = (make_question(session, bank, stem=stem) for stem in STEMS)
    four = make_question(session, bank, stem="往复泵的出口阀应在启动前打开。")
    keeping.make_enemies(session, bank.final, one, two.no)
    keeping.make_enemies(session, bank.final, three, four.no)
    keeping.make_enemies(session, bank.final, two, f" {three.no} ")
    session.expire_all()
    assert queries.group_of(session, one) == [two.no, three.no, four.no]


@pytest.mark.parametrize("other", ["", "6110103-3-9999"])
def test_an_enemy_must_be_another_question(session: Session, bank: Bank, other: str) -> None:
    question = make_question(session, bank)
    with pytest.raises(TwoEnemiesNeeded):
        keeping.make_enemies(session, bank.final, question, other)
    with pytest.raises(TwoEnemiesNeeded):
        keeping.make_enemies(session, bank.final, question, question.no)


def test_a_question_moves_only_to_a_point_in_force(session: Session, bank: Bank) -> None:
    question = make_approved(session, bank)
    keeping.move_to_point(session, bank.final, question, bank.place("B-B-A-001"))
    assert question.point_id == bank.place("B-B-A-001")
    old = bank.place("A-A-A-001")
    accept_table(session, bank.author, [row for row in ROWS if row[10]])
    with pytest.raises(WrongPoint):
        keeping.move_to_point(session, bank.final, question, old)


def test_the_bank_is_searched_by_number_words_kind_and_point(session: Session, bank: Bank) -> None:
    rows = [make_question(session, bank, stem=stem) for stem in STEMS]
    make_question(session, bank, kind="judge", stem="气缚由空气造成。", options=(), answer="T")

    def found(**wanted: object) -> list[str]:
        page, total = queries.bank(session, occupation=CHEMICAL, grade=GRADE, **wanted)  # type: ignore[arg-type]
        assert total == len(page)
        return [question.no for question, _, _ in page]

    assert found(q="灵敏板 指什么") == [rows[0].no]
    assert found(q=rows[1].no) == [rows[1].no]
    assert len(found(kind="judge")) == 1
    assert found(status="approved") == []
    assert found(points=[bank.place("A-A-A-001")]) == []
    assert found(q="100%_") == []


def _table(session: Session) -> UUID:
    table = queries.active_table(session, CHEMICAL, GRADE)
    assert table is not None
    return table.id
