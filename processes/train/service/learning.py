"""The learning clock. It belongs to the server: a page only says that it is still there."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database import tenant_of
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.platform.people.models import Person
from processes.train import queries
from processes.train.errors import NoSuchLesson, NoSuchTraining, NotLearning, OpenedElsewhere
from processes.train.models import Enrolment, EnrolmentCourse, LearningSession, Lesson, LessonProgress, State
from processes.train.rules import Credit, credit
from processes.train.service.finish import complete_if_done

MOST_SILENT = 600  # seconds that one opening is worth when no page has reported


def begin(session: Session, actor: Actor, enrolment_id: UUID, lesson_id: UUID) -> LearningSession:
    """Open a lesson: from now on its time counts. Whatever else this person has open is closed, uncredited.

    Raises NoSuchTraining, NoSuchLesson, NotLearning.
    """
    # two devices at once: the person's row decides who comes first
    session.execute(select(Person.id).where(Person.id == actor.person_id).with_for_update())
    enrolment = queries.own(session, actor, enrolment_id)
    if enrolment.state != State.LEARNING:
        raise NotLearning
    lesson = lesson_in(session, enrolment, lesson_id)
    now = clock.now()
    before = queries.open_session(session, actor.person_id, lock=True)
    if before is not None:
        before.closed_at = now
        session.flush()
    row = LearningSession(
        person_id=actor.person_id, enrolment_id=enrolment.id, lesson_id=lesson.id, opened_at=now, heard_at=now
    )
    session.add(row)
    session.flush()
    return row


def beat(session: Session, actor: Actor, session_id: UUID) -> LessonProgress:
    """A page reports that it is still shown. Credits the real time since its last report, nothing for a gap.

    Raises NoSuchTraining for somebody else's session, OpenedElsewhere, NotLearning.
    """
    row = _open(session, actor, session_id)
    row.beats += 1
    return _credit(session, row)


def finish_reading(session: Session, actor: Actor, session_id: UUID) -> LessonProgress:
    """The button “我已学完这一页”. Closes the session. Raises as `beat` does.

    Without a script it credits the time since opening, at most what the lesson takes and ten minutes: who reads longer
    opens the page again. Where a script reports, it is worth one more report.
    """
    row = _open(session, actor, session_id)
    progress = _credit(session, row, silent=row.beats == 0)
    row.closed_at = clock.now()
    session.flush()
    return progress


def lesson_in(session: Session, enrolment: Enrolment, lesson_id: UUID) -> Lesson:
    """A lesson of one of the enrolment's courses. Raises NoSuchLesson."""
    wanted = (
        select(Lesson)
        .join(EnrolmentCourse, EnrolmentCourse.course_id == Lesson.course_id)
        .where(EnrolmentCourse.enrolment_id == enrolment.id, Lesson.id == lesson_id, Lesson.active)
    )
    found = session.scalar(wanted)
    if found is None:
        raise NoSuchLesson
    return found


def credited(session: Session, enrolment_id: UUID, lesson_id: UUID) -> int:
    """Seconds so far."""
    rows = select(LessonProgress.seconds).where(
        LessonProgress.enrolment_id == enrolment_id, LessonProgress.lesson_id == lesson_id
    )
    return session.scalar(rows) or 0


def _open(session: Session, actor: Actor, session_id: UUID) -> LearningSession:
    wanted = select(LearningSession).where(LearningSession.id == session_id)
    row = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if row is None or row.person_id != actor.person_id:
        raise NoSuchTraining
    if row.closed_at is not None:
        raise OpenedElsewhere
    if queries.enrolment(session, row.enrolment_id).state != State.LEARNING:
        raise NotLearning
    return row


def _credit(session: Session, row: LearningSession, *, silent: bool = False) -> LessonProgress:
    lesson, now = queries.lesson(session, row.lesson_id), clock.now()
    left = max(lesson.seconds - credited(session, row.enrolment_id, row.lesson_id), 0)
    if silent:
        passed = max(int((now - row.opened_at).total_seconds()), 0)
        worth = Credit(min(passed, left, MOST_SILENT), now)
    else:
        worth = credit(row.heard_at, now, left=left)
    row.heard_at = worth.heard_at
    row.credited += worth.seconds
    added = insert(LessonProgress).values(
        id=new_id(),
        tenant_id=tenant_of(session),
        enrolment_id=row.enrolment_id,
        lesson_id=row.lesson_id,
        seconds=worth.seconds,
        updated_at=now,
    )
    kept = added.on_conflict_do_update(
        index_elements=["tenant_id", "enrolment_id", "lesson_id"],
        set_={"seconds": LessonProgress.seconds + worth.seconds, "updated_at": now},
    ).returning(LessonProgress)
    session.flush()
    progress = session.scalars(kept, execution_options={"populate_existing": True}).one()
    if worth.seconds:
        enrolment = queries.enrolment(session, row.enrolment_id)
        complete_if_done(session, enrolment)  # takes the case's lock, which comes before the enrolment's
        enrolment.studied_at = now
        session.flush()
    return progress
