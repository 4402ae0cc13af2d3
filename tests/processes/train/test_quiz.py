"""Quizzes from the bank, and how they close a course."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.platform.ids import new_id
from processes.papers.assembly.reading import bank_of
from processes.papers.models import Paper, PaperItem
from processes.questions.models import AssessmentPoint, Question
from processes.train import queries, service
from processes.train.errors import NoOpenQuiz, NoQuestions, NoQuiz, NoSuchTraining, TooEarly, TooManyTries
from processes.train.models import Enrolment, QuizAttempt
from tests.processes.apply.builders import make_applicant
from tests.processes.papers.builders import make_table
from tests.processes.train.builders import CHEMICAL, GRADE, School, make_course, make_questions, make_regulation


@pytest.fixture
def row(session: Session, school: School) -> Enrolment:
    course = make_course(session, "C-1", quiz=5)
    make_regulation(session, course)
    return school.enrol()


def take(school: School, row: Enrolment, answer: str) -> QuizAttempt:
    actor = school.learner(row)
    (course,) = queries.progress(school.session, row)
    attempt = service.begin_quiz(school.session, actor, row.id, course.id)
    answers = {str(at): answer for at in range(1, len(attempt.questions) + 1)}
    return service.hand_in_quiz(school.session, actor, attempt.id, answers)


def test_a_quiz_opens_when_the_time_is_studied(session: Session, school: School, row: Enrolment) -> None:
    make_questions(session, 8)
    (course,) = queries.progress(session, row)
    with pytest.raises(TooEarly, match="还差 10 分"):
        service.begin_quiz(session, school.learner(row), row.id, course.id)
    school.study(row)
    assert row.state == "learning"
    failed = take(school, row, "B")
    assert (failed.score, failed.passed, len(set(failed.questions))) == (0, False, 5)
    passed = take(school, row, "a")
    assert (passed.score, passed.passed, passed.number) == (100, True, 2)
    session.refresh(row)
    assert row.state == "completed"
    with pytest.raises(NoOpenQuiz):
        service.hand_in_quiz(session, school.learner(row), passed.id, {"1": "A"})


def test_going_back_to_an_open_try_draws_nothing_new(session: Session, school: School, row: Enrolment) -> None:
    make_questions(session, 8)
    school.study(row)
    (course,) = queries.progress(session, row)
    first = service.begin_quiz(session, school.learner(row), row.id, course.id)
    assert service.begin_quiz(session, school.learner(row), row.id, course.id).id == first.id
    with pytest.raises(NoSuchTraining):
        service.hand_in_quiz(session, make_applicant(session), first.id, {"1": "A"})


def test_five_tries_a_day(session: Session, school: School, row: Enrolment) -> None:
    make_questions(session, 8)
    school.study(row)
    for _ in range(5):
        take(school, row, "B")
    with pytest.raises(TooManyTries):
        take(school, row, "A")
    school.tick(timedelta(days=1).total_seconds())
    assert take(school, row, "A").passed


def test_only_approved_questions_and_one_of_a_group_of_duplicates(
    session: Session, school: School, row: Enrolment
) -> None:
    make_questions(session, 4)
    first, second, third, _ = session.scalars(select(Question).order_by(Question.no))
    first.status = "suspended"
    second.duplicate_group = third.duplicate_group = first.id
    session.flush()
    school.study(row)
    attempt = take(school, row, "A")
    assert len(attempt.questions) == 2
    assert first.version_id not in attempt.questions


def test_an_empty_bank_is_told(session: Session, school: School, row: Enrolment) -> None:
    school.study(row)
    with pytest.raises(NoQuestions):
        take(school, row, "A")


def test_what_a_quiz_has_shown_is_in_no_paper_and_is_practised_again(
    session: Session, school: School, row: Enrolment
) -> None:
    make_questions(session, 40)
    table = make_table(session)
    point = session.scalars(select(AssessmentPoint.id)).first()
    session.execute(update(Question).values(point_id=point))
    school.study(row)
    shown = set(take(school, row, "B").questions)
    free = {item.version_id for item in bank_of(session, table.id).items}
    assert len(shown) == 5
    assert (len(free), shown & free) == (35, set())
    for _ in range(3):
        shown |= set(take(school, row, "B").questions)
    assert len(shown) <= 10  # few are taken away from papers, however often learners try
    assert len(bank_of(session, table.id).items) == 40 - len(shown)


def test_a_course_without_a_quiz_has_none(session: Session, school: School) -> None:
    make_regulation(session, make_course(session, "C-2"))
    row = school.enrol()
    (course,) = queries.progress(session, row)
    with pytest.raises(NoQuiz):
        service.begin_quiz(session, school.learner(row), row.id, course.id)


def test_a_quiz_shows_nothing_of_a_paper_that_is_still_to_come(
    session: Session, school: School, row: Enrolment
) -> None:
    make_questions(session, 8)
    table = make_table(session)
    point = session.scalars(select(AssessmentPoint.id)).first()
    paper = Paper(
        no="LL-1", title="理论", occupation=CHEMICAL, grade=GRADE, table_id=table.id, status="sealed", structure=[],
        minutes=90, cooling_days=30, assembled_by=new_id(),
    )  # fmt: skip
    session.add(paper)
    session.flush()
    secret = session.scalars(select(Question).order_by(Question.no).limit(6)).all()
    for at, one in enumerate(secret, 1):
        fields = {"paper_id": paper.id, "place": at, "question_id": one.id, "version_id": one.version_id}
        session.add(PaperItem(**fields, point_id=point, kind="single", score=10))
    session.flush()
    school.study(row)
    (course,) = queries.progress(session, row)
    drawn = service.begin_quiz(session, school.learner(row), row.id, course.id).questions
    assert len(drawn) == 2
    assert not set(drawn) & {one.version_id for one in secret}
