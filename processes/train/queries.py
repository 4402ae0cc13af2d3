"""Read courses, trainings and how far they are."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform.people import Actor
from engine.workflow.models import Instance
from processes.train.errors import NoSuchCourse, NoSuchLesson, NoSuchProof, NoSuchTraining, NotYourCourse
from processes.train.models import (
    Course,
    Enrolment,
    EnrolmentCourse,
    Exemption,
    LearningSession,
    Lesson,
    LessonProgress,
    QuizAttempt,
    RegistrySync,
    RegulationCourse,
    TrainingProof,
    TrainingRegulation,
    TrainingResult,
)
from processes.train.rules import CourseState, LessonState

SUPERVISOR = "authority:supervisor"


def course(session: Session, course_id: UUID) -> Course:
    """Raises NoSuchCourse."""
    found = session.get(Course, course_id)
    if found is None:
        raise NoSuchCourse
    return found


def courses(session: Session, actor: Actor | None = None) -> Sequence[Course]:
    """Courses by kind; those that this member of staff may see: the authority's, and his institutions'."""
    statement = select(Course).order_by(Course.category, Course.code)
    if actor is not None and not actor.in_group(SUPERVISOR):
        own = actor.institutions_as("trainer")
        statement = statement.where(Course.institution_id.is_(None) | Course.institution_id.in_(own))
    return session.scalars(statement).all()


def may_edit(actor: Actor, owner: UUID | None) -> bool:
    """The authority's supervisors keep what is the authority's; trainers what is their institution's."""
    return actor.in_group(SUPERVISOR) if owner is None else owner in actor.institutions_as("trainer")


def editable(session: Session, actor: Actor, course_id: UUID) -> Course:
    """Raises NoSuchCourse, NotYourCourse."""
    row = visible(session, actor, course_id)
    if not may_edit(actor, row.institution_id):
        raise NotYourCourse
    return row


def visible(session: Session, actor: Actor, course_id: UUID) -> Course:
    """Raises NoSuchCourse, also for a course of another institution."""
    row = course(session, course_id)
    if row.institution_id is not None and not actor.in_group(SUPERVISOR) and not may_edit(actor, row.institution_id):
        raise NoSuchCourse
    return row


def lessons(session: Session, course_id: UUID, *, all_of_them: bool = False) -> Sequence[Lesson]:
    statement = select(Lesson).where(Lesson.course_id == course_id).order_by(Lesson.place, Lesson.id)
    return session.scalars(statement if all_of_them else statement.where(Lesson.active)).all()


def lesson(session: Session, lesson_id: UUID) -> Lesson:
    """Raises NoSuchLesson."""
    found = session.get(Lesson, lesson_id)
    if found is None:
        raise NoSuchLesson
    return found


def lesson_of_file(session: Session, file_id: UUID) -> Lesson | None:
    return session.scalar(select(Lesson).where(Lesson.file_id == file_id).limit(1))


def regulations(session: Session, actor: Actor) -> Sequence[TrainingRegulation]:
    """The authority's regulations and those of the actor's institutions; all of them for a supervisor."""
    statement = select(TrainingRegulation).order_by(TrainingRegulation.occupation, TrainingRegulation.grade)
    if not actor.in_group(SUPERVISOR):
        own = actor.institutions_as("trainer")
        statement = statement.where(
            TrainingRegulation.institution_id.is_(None) | TrainingRegulation.institution_id.in_(own)
        )
    return session.scalars(statement).all()


def regulation(session: Session, regulation_id: UUID) -> TrainingRegulation:
    """Raises NoSuchTraining."""
    found = session.get(TrainingRegulation, regulation_id)
    if found is None:
        raise NoSuchTraining
    return found


def regulation_for(
    session: Session, occupation: str, grade: str, institution_id: UUID | None
) -> TrainingRegulation | None:
    """What holds for an occupation and grade at an institution: its own regulation, else the authority's."""
    statement = select(TrainingRegulation).where(
        TrainingRegulation.occupation == occupation,
        TrainingRegulation.grade == grade,
        TrainingRegulation.institution_id.is_(None) | (TrainingRegulation.institution_id == institution_id),
    )
    return session.scalar(statement.order_by(TrainingRegulation.institution_id.nulls_last()).limit(1))


def ticked(session: Session, regulation_id: UUID) -> dict[UUID, int]:
    """The minutes asked for, by course."""
    rows = select(RegulationCourse.course_id, RegulationCourse.minutes)
    found = session.execute(rows.where(RegulationCourse.regulation_id == regulation_id)).all()
    return {row.course_id: row.minutes for row in found}


def enrolment(session: Session, enrolment_id: UUID, *, lock: bool = False) -> Enrolment:
    """Raises NoSuchTraining. With `lock` the row is held until the end of the transaction and read anew."""
    statement = select(Enrolment).where(Enrolment.id == enrolment_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NoSuchTraining
    return found


def own(session: Session, actor: Actor, enrolment_id: UUID, *, lock: bool = False) -> Enrolment:
    """A training of the actor. Raises NoSuchTraining, also for somebody else's."""
    row = enrolment(session, enrolment_id, lock=lock)
    if row.person_id != actor.person_id:
        raise NoSuchTraining
    return row


def locked(session: Session, row: Enrolment) -> Enrolment:
    """The training held and read anew, its case held before it: the order in which the engine takes them."""
    if row.instance_id is not None:
        session.execute(select(Instance.id).where(Instance.id == row.instance_id).with_for_update())
    return enrolment(session, row.id, lock=True)


def of_application(session: Session, application_id: UUID) -> Enrolment | None:
    return session.scalar(select(Enrolment).where(Enrolment.application_id == application_id))


def of_order(session: Session, order_id: UUID) -> Enrolment | None:
    """The training that a course's order has opened."""
    return session.scalar(select(Enrolment).where(Enrolment.order_id == order_id))


def mine(session: Session, person_id: UUID) -> Sequence[Enrolment]:
    """A person's trainings, newest first."""
    newest = select(Enrolment).where(Enrolment.person_id == person_id).order_by(Enrolment.id.desc())
    return session.scalars(newest).all()


def of_staff(session: Session, actor: Actor, enrolment_id: UUID) -> Enrolment:
    """A training that this member of staff may look at. Raises NoSuchTraining."""
    row = enrolment(session, enrolment_id)
    mine_to_see = row.institution_id is not None and row.institution_id in actor.institutions_as("trainer")
    if not mine_to_see and not actor.in_group(SUPERVISOR):
        raise NoSuchTraining
    return row


def progress(session: Session, row: Enrolment) -> list[CourseState]:
    """How far one training is, course by course."""
    return progress_of(session, [row.id])[row.id]


def progress_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, list[CourseState]]:
    """How far several trainings are; three statements, however many."""
    ids = list(ids)
    taken = session.execute(
        select(EnrolmentCourse, Course)
        .join(Course, Course.id == EnrolmentCourse.course_id)
        .where(EnrolmentCourse.enrolment_id.in_(ids))
        .order_by(EnrolmentCourse.place)
    ).all()
    studied = session.execute(
        select(EnrolmentCourse.enrolment_id, Lesson, func.coalesce(LessonProgress.seconds, 0))
        .join(Lesson, Lesson.course_id == EnrolmentCourse.course_id)
        .outerjoin(
            LessonProgress,
            (LessonProgress.enrolment_id == EnrolmentCourse.enrolment_id) & (LessonProgress.lesson_id == Lesson.id),
        )
        .where(EnrolmentCourse.enrolment_id.in_(ids), Lesson.active)
        .order_by(Lesson.place, Lesson.id)
    ).all()
    tried = session.execute(
        select(
            QuizAttempt.enrolment_id,
            QuizAttempt.course_id,
            func.max(QuizAttempt.score),
            func.bool_or(QuizAttempt.passed),
        )
        .where(QuizAttempt.enrolment_id.in_(ids), QuizAttempt.finished_at.is_not(None))
        .group_by(QuizAttempt.enrolment_id, QuizAttempt.course_id)
    ).all()
    pages: dict[tuple[UUID, UUID], list[LessonState]] = {}
    for enrolment_id, page, seconds in studied:
        state = LessonState(page.id, page.title, page.kind, page.seconds, min(seconds, page.seconds))
        pages.setdefault((enrolment_id, page.course_id), []).append(state)
    quizzes = {(enrolment_id, course_id): (best, passed) for enrolment_id, course_id, best, passed in tried}
    found: dict[UUID, list[CourseState]] = {each: [] for each in ids}
    for asked, row in taken:
        best, passed = quizzes.get((asked.enrolment_id, row.id), (None, False))
        found[asked.enrolment_id].append(
            CourseState(
                row.id,
                row.title,
                row.category,
                asked.minutes,
                tuple(pages.get((asked.enrolment_id, row.id), ())),
                row.quiz_questions,
                row.quiz_pass,
                best,
                bool(passed),
            )
        )
    return found


def open_session(session: Session, person_id: UUID, *, lock: bool = False) -> LearningSession | None:
    """The lesson that a person has open."""
    statement = select(LearningSession).where(
        LearningSession.person_id == person_id, LearningSession.closed_at.is_(None)
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalar(statement)


def attempts(session: Session, enrolment_id: UUID, course_id: UUID) -> Sequence[QuizAttempt]:
    """The tries at a quiz, newest first."""
    rows = select(QuizAttempt).where(QuizAttempt.enrolment_id == enrolment_id, QuizAttempt.course_id == course_id)
    return session.scalars(rows.order_by(QuizAttempt.number.desc())).all()


def results(session: Session, enrolment_id: UUID) -> Sequence[TrainingResult]:
    rows = select(TrainingResult).where(TrainingResult.enrolment_id == enrolment_id)
    return session.scalars(rows.order_by(TrainingResult.id)).all()


def sync(session: Session, enrolment_id: UUID) -> RegistrySync | None:
    return session.scalar(select(RegistrySync).where(RegistrySync.enrolment_id == enrolment_id))


def exemption(session: Session, enrolment_id: UUID) -> Exemption | None:
    """The newest request to be exempt."""
    rows = select(Exemption).where(Exemption.enrolment_id == enrolment_id)
    return session.scalar(rows.order_by(Exemption.id.desc()).limit(1))


def proof(session: Session, enrolment_id: UUID) -> TrainingProof | None:
    return session.scalar(select(TrainingProof).where(TrainingProof.enrolment_id == enrolment_id))


def proof_by_number(session: Session, no: str) -> TrainingProof:
    """Raises NoSuchProof."""
    found = session.scalar(select(TrainingProof).where(TrainingProof.no == no.strip().upper()))
    if found is None:
        raise NoSuchProof
    return found
