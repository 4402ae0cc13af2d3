"""The learning clock on real rows: gaps, two devices, replays, forged reports."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.ids import new_id
from processes.train import queries, service
from processes.train.errors import NoSuchLesson, NoSuchTraining, NotLearning, OpenedElsewhere
from processes.train.models import Enrolment, LearningSession, LessonProgress
from tests.processes.apply.builders import make_applicant
from tests.processes.train.builders import School, make_course, make_regulation


def first_lesson(session: Session, row: Enrolment) -> UUID:
    return queries.progress(session, row)[0].lessons[0].id


def credited(session: Session, row: Enrolment) -> int:
    total = select(func.coalesce(func.sum(LessonProgress.seconds), 0)).where(LessonProgress.enrolment_id == row.id)
    return int(session.scalar(total) or 0)


def test_time_counts_while_the_page_reports(session: Session, school: School) -> None:
    row = school.enrol()
    actor, lesson = school.learner(row), first_lesson(session, row)
    opened = service.begin(session, actor, row.id, lesson)
    for _ in range(3):
        school.tick(20)
        service.beat(session, actor, opened.id)
    assert credited(session, row) == 60
    school.tick(300)  # a closed lid
    service.beat(session, actor, opened.id)
    assert credited(session, row) == 60
    school.tick(20)
    service.beat(session, actor, opened.id)
    assert credited(session, row) == 80


def test_a_replayed_or_forged_report_earns_nothing(session: Session, school: School) -> None:
    row, stranger = school.enrol(), make_applicant(session, "陌生人")
    actor = school.learner(row)
    opened = service.begin(session, actor, row.id, first_lesson(session, row))
    school.tick(20)
    for _ in range(50):
        service.beat(session, actor, opened.id)
    assert credited(session, row) == 20
    school.tick(20)
    for session_id, who in ((opened.id, stranger), (new_id(), actor)):
        with pytest.raises(NoSuchTraining):
            service.beat(session, who, session_id)
    assert credited(session, row) == 20


def test_the_second_device_takes_over_and_the_first_is_told(session: Session, school: School) -> None:
    row = school.enrol()
    actor, lesson = school.learner(row), first_lesson(session, row)
    phone = service.begin(session, actor, row.id, lesson)
    school.tick(20)
    computer = service.begin(session, actor, row.id, lesson)
    school.tick(20)
    with pytest.raises(OpenedElsewhere):
        service.beat(session, actor, phone.id)
    service.beat(session, actor, computer.id)
    assert credited(session, row) == 20
    open_ones = select(func.count()).where(LearningSession.person_id == row.person_id).select_from(LearningSession)
    assert session.scalar(open_ones.where(LearningSession.closed_at.is_(None))) == 1


def test_the_database_refuses_a_second_open_lesson(session: Session, school: School) -> None:
    row = school.enrol()
    opened = service.begin(session, school.learner(row), row.id, first_lesson(session, row))
    copy = {"enrolment_id": row.id, "lesson_id": opened.lesson_id, "opened_at": clock.now(), "heard_at": clock.now()}
    session.add(LearningSession(person_id=row.person_id, **copy))
    with pytest.raises(IntegrityError):
        session.flush()


def test_without_a_script_the_button_credits_the_time_since_opening(session: Session, school: School) -> None:
    row = school.enrol()
    actor, lesson = school.learner(row), first_lesson(session, row)
    opened = service.begin(session, actor, row.id, lesson)
    school.tick(240)
    assert service.finish_reading(session, actor, opened.id).seconds == 240
    with pytest.raises(OpenedElsewhere):
        service.finish_reading(session, actor, opened.id)
    again = service.begin(session, actor, row.id, lesson)
    school.tick(7200)  # never more than the lesson takes
    assert service.finish_reading(session, actor, again.id).seconds == 600
    assert credited(session, row) == 600


def test_where_a_script_reports_the_button_is_one_more_report(session: Session, school: School) -> None:
    row = school.enrol()
    actor = school.learner(row)
    opened = service.begin(session, actor, row.id, first_lesson(session, row))
    school.tick(20)
    service.beat(session, actor, opened.id)
    school.tick(400)
    assert service.finish_reading(session, actor, opened.id).seconds == 20


def test_only_lessons_of_the_own_training_can_be_opened(session: Session, school: School) -> None:
    row, other = school.enrol(), make_course(session, "X-1")
    with pytest.raises(NoSuchLesson):
        service.begin(session, school.learner(row), row.id, queries.lessons(session, other.id)[0].id)
    with pytest.raises(NoSuchTraining):
        service.begin(session, make_applicant(session), row.id, first_lesson(session, row))


def test_a_case_that_is_withdrawn_takes_its_training_along(session: Session, school: School) -> None:
    row = school.enrol()
    actor, lesson = school.learner(row), first_lesson(session, row)
    opened = service.begin(session, actor, row.id, lesson)
    assert row.application_id
    service.close_for(session, school.supervisor, row.application_id)
    school.tick(20)
    with pytest.raises(NotLearning):
        service.beat(session, actor, opened.id)
    assert (row.state, credited(session, row)) == ("closed", 0)
    service.close_for(session, school.supervisor, new_id())


def test_a_training_that_ended_counts_no_more(session: Session, school: School) -> None:
    row = school.enrol()
    actor, lesson = school.learner(row), first_lesson(session, row)
    school.study(row)
    with pytest.raises(NotLearning):
        service.begin(session, actor, row.id, lesson)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["phone", "computer", "beat phone", "beat computer", "finish"]),
        st.floats(0, 120, allow_nan=False),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_play_with_two_devices_earns_more_than_real_time(
    session: Session, school: School, steps: list[tuple[str, float]]
) -> None:
    with session.begin_nested() as kept:
        row = school.enrol(order=1)
        actor = school.learner(row)
        lessons = [lesson.id for course in queries.progress(session, row) for lesson in course.lessons]
        held: dict[str, UUID] = {}
        began = school.passed
        for what, seconds in steps:
            school.tick(seconds)
            try:
                match what.split():
                    case ["beat", device] if device in held:
                        service.beat(session, actor, held[device])
                    case ["finish"] if held:
                        service.finish_reading(session, actor, next(iter(held.values())))
                    case [device] if device in ("phone", "computer"):
                        held[device] = service.begin(session, actor, row.id, lessons[0]).id
            except (OpenedElsewhere, NotLearning):
                continue
        assert credited(session, row) <= (school.passed - began).total_seconds()
        assert credited(session, row) <= 600
        kept.rollback()


def test_hours_without_a_sign_are_worth_ten_minutes(session: Session, school: School) -> None:
    make_regulation(session, make_course(session, "C-1", minutes=(120,)))
    row = school.enrol()
    (state,) = queries.progress(session, row)
    opened = service.begin(session, school.learner(row), row.id, state.lessons[0].id)
    school.tick(8 * 3600)
    assert service.finish_reading(session, school.learner(row), opened.id).seconds == 600
