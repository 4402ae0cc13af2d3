"""Marking again: a corrected key, asked for by one and approved by another; late answers that were accepted."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.errors import InvalidForm
from engine.platform.outbox.models import OutboxRow
from engine.platform.people import Actor
from engine.platform.people.models import Person
from engine.platform.people.service import grant
from processes.mark.errors import (
    ExamNotOver,
    OwnPaper,
    SameCorrector,
)
from processes.mark.events import KeyCorrected
from processes.mark.service import correct
from processes.papers.models import Paper
from processes.sit.events import AnswersAmended
from tests.processes.mark.builders import ExamHall
from tests.processes.review.builders import make_staff
from tests.support.time import pass_by

RIGHT = {1: "A", 2: "B", 3: "C", 4: "D", 5: "T"}


def test_a_corrected_key_marks_everybody_again(hall: ExamHall, session: Session) -> None:
    row = hall.begin(subjects=["theory"])
    hall.seat(row, subjects=["theory"])
    hall.hand_in(row, {1: "B", 2: "B", 3: "C"})
    assert hall.result(row, "theory").score == 400
    paper = session.get_one(Paper, hall.result(row, "theory").paper_id)
    pass_by(timedelta(hours=3))
    asked = correct.ask(session, hall.chief, paper, place=1, answer="b", reason="题干与答案不符")
    with pytest.raises(SameCorrector):
        correct.approve(session, hall.chief, asked.id)
    approver = make_staff(session, "陆卷批", "papers:approver")
    correct.approve(session, approver, asked.id)
    correct.mark_again(session, KeyCorrected(asked.id))
    assert (hall.result(row, "theory").score, hall.result(row, "theory").state) == (600, "passed")
    assert session.scalars(select(OutboxRow.event).order_by(OutboxRow.id.desc()).limit(1)).one() == "ResultChanged"


@pytest.mark.parametrize(("place", "answer"), [(9, "A"), (1, "E"), (1, ""), (1, "AB"), (1, "A"), (5, "A")])
def test_a_correction_that_cannot_be_is_refused_at_its_field(
    hall: ExamHall, session: Session, place: int, answer: str
) -> None:
    row = hall.begin(subjects=["theory"])
    hall.seat(row, subjects=["theory"])
    hall.hand_in(row, {1: "B"})
    pass_by(timedelta(hours=3))
    paper = session.scalars(select(Paper)).one()
    with pytest.raises(InvalidForm):
        correct.ask(session, hall.chief, paper, place=place, answer=answer, reason="更正")


def test_a_key_is_not_asked_after_before_everybody_has_handed_in(hall: ExamHall, session: Session) -> None:
    rows = [hall.begin(subjects=["theory"]) for _ in range(2)]
    for row in rows:
        hall.seat(row, subjects=["theory"])
    paper = session.scalars(select(Paper)).one()

    def asks(answer: str) -> None:
        correct.ask(session, hall.chief, paper, place=1, answer=answer, reason="题干与答案不符")

    def is_refused() -> None:
        for answer in "AB":
            with pytest.raises(ExamNotOver):
                asks(answer)

    is_refused()
    for row in rows:  # while others still write, and before the session is over
        hall.hand_in(row, {1: "B"})
        is_refused()
    pass_by(timedelta(hours=12))
    asks("B")


def test_whoever_sat_the_paper_has_no_say_in_its_key(hall: ExamHall, session: Session) -> None:
    row = hall.begin(subjects=["theory"])
    hall.seat(row, subjects=["theory"])
    hall.hand_in(row, {1: "B"})
    pass_by(timedelta(hours=3))
    paper = session.scalars(select(Paper)).one()
    person = session.get_one(Person, row.person_id)
    grant(session, Actor.system(row.tenant_id), person, "papers:approver")
    himself = hall.candidate(row)
    with pytest.raises(OwnPaper):
        correct.ask(session, himself, paper, place=1, answer="B", reason="我选的是乙")
    asked = correct.ask(session, hall.chief, paper, place=1, answer="B", reason="题干与答案不符")
    with pytest.raises(OwnPaper):
        correct.approve(session, himself, asked.id)
    assert asked.approved_at is None


def test_late_answers_that_were_accepted_are_marked(hall: ExamHall, session: Session) -> None:
    row = hall.begin(subjects=["theory"])
    hall.seat(row, subjects=["theory"])
    hall.hand_in(row, {1: "A", 2: "B"})
    sitting = hall.sitting(row, "theory")
    hall.write(sitting, {3: "C", 4: "D"}, after=2)
    correct.count_late_answers(session, AnswersAmended(sitting.id))
    assert (hall.result(row, "theory").score, hall.result(row, "theory").state) == (800, "passed")
