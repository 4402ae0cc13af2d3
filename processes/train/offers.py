"""Courses that anybody may choose outside a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processes.pay.models import PayOrder
from processes.pay.rules.status import OrderKind, OrderStatus
from processes.train.models import Course, Enrolment, EnrolmentCourse, Lesson, State

NOBODY = UUID(int=0)


def free_courses(session: Session) -> Sequence[Course]:
    """Courses that anybody may choose."""
    return session.scalars(select(Course).where(Course.free_choice, Course.active).order_by(Course.code)).all()


@dataclass(frozen=True, slots=True)
class Choice:
    """A course that may be chosen freely, and the person's training in it."""

    course: Course
    minutes: int
    enrolment_id: UUID | None
    order_no: str | None = None  # of the order that is still to be paid


def choices(session: Session, person_id: UUID) -> list[Choice]:
    """The freely chosen courses, with those the person takes already; one statement."""
    taken = (
        select(Enrolment.id)
        .join(EnrolmentCourse, EnrolmentCourse.enrolment_id == Enrolment.id)
        .where(EnrolmentCourse.course_id == Course.id, Enrolment.person_id == person_id)
        .where(Enrolment.application_id.is_(None), Enrolment.state != State.CLOSED)
        .order_by(Enrolment.id.desc())
        .limit(1)
    )
    owed = (
        select(PayOrder.no)
        .where(PayOrder.kind == OrderKind.COURSE, PayOrder.person_id == person_id, PayOrder.subject_id == Course.id)
        .where(PayOrder.status.in_((OrderStatus.OPEN, OrderStatus.PAID, OrderStatus.WAIVED)))
        .order_by(PayOrder.id.desc())
        .limit(1)
    )
    rows = select(Course, func.sum(Lesson.seconds), taken.scalar_subquery(), owed.scalar_subquery())
    rows = rows.join(Lesson, Lesson.course_id == Course.id).where(Course.free_choice, Course.active, Lesson.active)
    found = session.execute(rows.group_by(Course.id).order_by(Course.code))
    return [Choice(course, seconds // 60, enrolment_id, no) for course, seconds, enrolment_id, no in found]


def on_offer(session: Session) -> list[Choice]:
    """The same for whoever has not signed in."""
    return choices(session, NOBODY)
