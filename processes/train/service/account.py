"""Opening a learning account: for a case by its regulation, or for one freely chosen course."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, notices, outbox
from engine.platform.database import tenant_of
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from processes.apply import offers
from processes.apply.models import Application
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.pay import queries as pay
from processes.pay.models import PayOrder
from processes.pay.rules.status import OrderStatus
from processes.pay.service import open_for_course
from processes.train import queries
from processes.train.errors import AlreadyChosen, EmptyRegulation, FeeDue, NoRegulation, NoSuchCourse
from processes.train.events import TrainingAccountOpened
from processes.train.models import Course, Enrolment, EnrolmentCourse, Lesson, RegulationCourse
from processes.train.offers import choices


def open_for_case(
    session: Session, actor: Actor, application: Application, *, days: int, instance_id: UUID | None
) -> Enrolment:
    """Open the account of a case with the courses of its regulation. What is open already stays as it is.

    Raises NoRegulation, EmptyRegulation.
    """
    known = queries.of_application(session, application.id)
    if known is not None:
        return known
    occupation, grade = application.occupation or "", application.grade or ""
    regulation = queries.regulation_for(session, occupation, grade, application.institution_id)
    if regulation is None:
        name = catalogue.occupation(session, occupation).name
        raise NoRegulation(occupation=name, grade=Grade(grade).title)
    wanted = select(RegulationCourse).join(Course).where(RegulationCourse.regulation_id == regulation.id, Course.active)
    ticked = session.scalars(wanted.order_by(Course.category.desc(), Course.code)).all()
    lengths = _lengths(session, [each.course_id for each in ticked])
    ticked = [each for each in ticked if lengths.get(each.course_id)]
    if not ticked:
        raise EmptyRegulation(title=regulation.title)
    title = offers.offer(session, application.plan_line_id).title if application.plan_line_id else regulation.title
    row = Enrolment(
        person_id=application.person_id,
        name=application.name,
        application_id=application.id,
        instance_id=instance_id,
        plan_id=application.plan_id,
        institution_id=application.institution_id,
        regulation_id=regulation.id,
        title=title,
        occupation=occupation,
        grade=grade,
        due_at=clock.now() + timedelta(days=days),
    )
    _add(session, row, [(each.course_id, each.minutes) for each in ticked])
    audit.record(
        session,
        actor,
        "train.opened",
        subject=("application", application.id),
        instance_id=instance_id,
        after={"title": regulation.title, "due_at": row.due_at.isoformat() if row.due_at else None},
    )
    return row


def choose(session: Session, actor: Actor, course_id: UUID, *, name: str = "") -> Enrolment:
    """Take a freely chosen course that costs nothing: its account opens at once.

    Raises NoSuchCourse, AlreadyChosen, FeeDue, InvalidForm.
    """
    course, name = _wanted(session, actor, course_id, name)
    if course.fee_fen:
        raise FeeDue(title=course.title)
    return _open_chosen(session, actor, course, person_id=actor.person_id, name=name, order_id=None)


def order_course(session: Session, actor: Actor, course_id: UUID, *, name: str = "") -> PayOrder:
    """Take one that has a fee: the order whose payment opens it. Asked again, it is the same while it is open.

    Raises NoSuchCourse, AlreadyChosen, InvalidForm.
    """
    course, name = _wanted(session, actor, course_id, name)
    known = pay.course_order(session, actor.person_id, course.id)
    if known is not None and known.status in (OrderStatus.PAID, OrderStatus.WAIVED):
        raise AlreadyChosen
    title = f"课程费：{course.title}"
    return open_for_course(session, actor, course_id=course.id, title=title, amount_fen=course.fee_fen, payer=name)


def _wanted(session: Session, actor: Actor, course_id: UUID, name: str) -> tuple[Course, str]:
    """The course and the learner's name. Somebody whose name the house does not know yet gives it, for the proof."""
    name = actor.name or " ".join(name.split())
    if not actor.name and not 2 <= len(name) <= 40:
        sentence = "请输入您的姓名（2 至 40 字），培训证明上会用到"
        raise InvalidForm([FieldError("name", sentence)], {"name": name})
    course = queries.course(session, course_id)
    if not (course.active and course.free_choice) or not _lengths(session, [course.id]).get(course.id):
        raise NoSuchCourse
    if any(each.enrolment_id for each in choices(session, actor.person_id) if each.course.id == course.id):
        raise AlreadyChosen
    return course, name


def open_paid(session: Session, *, order_id: UUID, course_id: UUID, person_id: UUID, name: str) -> Enrolment:
    """A course's order is settled: open the account. Repeating it changes nothing."""
    known = queries.of_order(session, order_id)
    if known is not None:
        return known
    course = queries.course(session, course_id)
    system = Actor.system(tenant_of(session))
    row = _open_chosen(session, system, course, person_id=person_id, name=name, order_id=order_id)
    notices.send(
        session,
        person_id,
        "train.chosen",
        title="课程已开通",
        body=f"“{course.title}”已缴费，可以开始学习。学完开具培训证明。",
        link=f"/my/learning/{row.id}",
        sms=True,
    )
    return row


def _open_chosen(
    session: Session, actor: Actor, course: Course, *, person_id: UUID, name: str, order_id: UUID | None
) -> Enrolment:
    seconds = _lengths(session, [course.id]).get(course.id, 0)
    row = Enrolment(
        person_id=person_id,
        name=name,
        order_id=order_id,
        institution_id=course.institution_id,
        title=course.title,
        occupation=course.occupation,
        grade=course.grade,
    )
    _add(session, row, [(course.id, -(-seconds // 60))])
    audit.record(session, actor, "train.chosen", subject=("enrolment", row.id), after={"title": course.title})
    return row


def _add(session: Session, row: Enrolment, wanted: list[tuple[UUID, int]]) -> None:
    session.add(row)
    session.flush()
    for place, (course_id, minutes) in enumerate(wanted):
        session.add(EnrolmentCourse(enrolment_id=row.id, course_id=course_id, place=place, minutes=minutes))
    session.flush()
    outbox.record(session, TrainingAccountOpened(row.id))


def _lengths(session: Session, course_ids: list[UUID]) -> dict[UUID, int]:
    """Seconds of all lessons, by course."""
    rows = select(Lesson.course_id, func.sum(Lesson.seconds)).where(Lesson.active, Lesson.course_id.in_(course_ids))
    return {course_id: int(total) for course_id, total in session.execute(rows.group_by(Lesson.course_id))}
