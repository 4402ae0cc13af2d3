"""Quizzes: questions of the learner's occupation and grade, drawn from the bank, marked by the server."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.people import Actor
from processes.papers import practice
from processes.questions.models import QuestionVersion
from processes.train import queries
from processes.train.errors import NoOpenQuiz, NoQuestions, NoQuiz, NotLearning, TooEarly, TooManyTries
from processes.train.models import Enrolment, QuizAttempt, State
from processes.train.rules import CourseState, in_words, score
from processes.train.service.finish import complete_if_done

MOST_A_DAY = 5
VARIETY = 2  # how many times the questions of one try are practised in turn, where the bank has them


def begin_quiz(session: Session, actor: Actor, enrolment_id: UUID, course_id: UUID) -> QuizAttempt:
    """Draw questions for a try, or go on with the one that is open.

    Raises NoSuchTraining, NotLearning, NoQuiz, TooEarly, TooManyTries, NoQuestions.
    """
    enrolment = queries.own(session, actor, enrolment_id, lock=True)
    course = course_in(session, enrolment, course_id)
    if enrolment.state != State.LEARNING:
        raise NotLearning
    if not course.quiz_questions:
        raise NoQuiz
    if not course.studied:
        raise TooEarly(left=in_words(course.required - course.credited))
    before = queries.attempts(session, enrolment.id, course.id)
    if before and before[0].finished_at is None:
        return before[0]
    if sum(attempt.started_at >= _midnight() for attempt in before) >= MOST_A_DAY:
        raise TooManyTries(most=MOST_A_DAY)
    drawn = _draw(session, enrolment, course.quiz_questions)
    if not drawn:
        raise NoQuestions
    attempt = QuizAttempt(enrolment_id=enrolment.id, course_id=course.id, number=len(before) + 1, questions=drawn)
    try:
        with session.begin_nested():
            session.add(attempt)
    except IntegrityError:  # a second tap, at the same moment
        return queries.attempts(session, enrolment.id, course.id)[0]
    return attempt


def hand_in_quiz(session: Session, actor: Actor, attempt_id: UUID, answers: Mapping[str, str]) -> QuizAttempt:
    """Mark a try. `answers` maps the place of a question, from 1, to letters; what is missing is wrong.

    Raises NoSuchTraining, NotLearning, NoOpenQuiz.
    """
    found = select(QuizAttempt).where(QuizAttempt.id == attempt_id)
    attempt = session.scalar(found.with_for_update().execution_options(populate_existing=True))
    if attempt is None:
        raise NoOpenQuiz
    enrolment = queries.own(session, actor, attempt.enrolment_id)
    if attempt.finished_at is not None:
        raise NoOpenQuiz
    if enrolment.state != State.LEARNING:
        raise NotLearning
    versions = questions_of(session, attempt)
    places = {str(at) for at in range(1, len(versions) + 1)}
    attempt.answers = {at: _letters(text) for at, text in answers.items() if at in places and _letters(text)}
    attempt.score = score({str(at): row.answer for at, row in enumerate(versions, 1)}, attempt.answers)
    attempt.passed = attempt.score >= course_in(session, enrolment, attempt.course_id).quiz_pass
    attempt.finished_at = clock.now()
    session.flush()
    audit.record(
        session,
        actor,
        "train.quiz_taken",
        subject=("application", enrolment.application_id) if enrolment.application_id else ("enrolment", enrolment.id),
        instance_id=enrolment.instance_id,
        after={"score": attempt.score, "quiz_passed": attempt.passed, "number": attempt.number},
    )
    complete_if_done(session, enrolment)
    return attempt


def questions_of(session: Session, attempt: QuizAttempt) -> Sequence[QuestionVersion]:
    """The questions of a try, in their order."""
    rows = session.scalars(select(QuestionVersion).where(QuestionVersion.id.in_(attempt.questions)))
    known = {row.id: row for row in rows}
    return [known[version_id] for version_id in attempt.questions if version_id in known]


def course_in(session: Session, enrolment: Enrolment, course_id: UUID) -> CourseState:
    """Raises NoQuiz for a course that is not one of the enrolment."""
    found = next((state for state in queries.progress(session, enrolment) if state.id == course_id), None)
    if found is None:
        raise NoQuiz
    return found


def _draw(session: Session, enrolment: Enrolment, count: int) -> list[UUID]:
    """Versions in force of approved questions that no coming exam asks; of near-duplicates at most one.

    What was practised before comes first, topped up to `VARIETY` times the count: what a quiz shows is lost to papers.
    """
    occupation, grade = enrolment.occupation, enrolment.grade
    if occupation is None or grade is None:
        return []
    practice.one_at_a_time(session, occupation, grade)
    known = practice.pool(session, occupation, grade)
    dice = random.SystemRandom()
    dice.shuffle(known)
    known.sort(key=lambda each: each.fresh)
    used = sum(not each.fresh for each in known)
    near, rest = known[: max(used, count * VARIETY)], known[max(used, count * VARIETY) :]
    dice.shuffle(near)
    drawn = list[practice.Practice]()
    for each in (*near, *rest):
        if each.group is None or each.group not in {other.group for other in drawn}:
            drawn.append(each)
        if len(drawn) == count:
            break
    practice.practise(session, [each.id for each in drawn])
    return [each.version_id for each in drawn]


def _letters(text: str) -> str:
    """`ca` → `AC`; anything that is no letter of an answer is dropped."""
    return "".join(sorted({letter for letter in text.upper() if "A" <= letter <= "Z"}))[:10]


def _midnight() -> datetime:
    today = clock.shanghai(clock.now())
    return datetime.combine(today.date(), time(), tzinfo=today.tzinfo)
