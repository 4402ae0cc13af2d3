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
    """The freely chosen courses, with those the person takes already."""
    rows = free_courses(session)
    if not rows:
        return []
    lengths = session.execute(
        select(Lesson.course_id, func.sum(Lesson.seconds).label("total"))
        .where(Lesson.active, Lesson.course_id.in_([row.id for row in rows]))
        .group_by(Lesson.course_id)
    ).all()
    seconds = {row.course_id: row.total for row in lengths}
    chosen = session.execute(
        select(EnrolmentCourse.course_id, Enrolment.id)
        .join(Enrolment, Enrolment.id == EnrolmentCourse.enrolment_id)
        .where(Enrolment.person_id == person_id, Enrolment.application_id.is_(None), Enrolment.state != State.CLOSED)
    ).all()
    taken = {row.course_id: row.id for row in chosen}
    owed = select(PayOrder.subject_id, PayOrder.no).where(
        PayOrder.kind == OrderKind.COURSE,
        PayOrder.person_id == person_id,
        PayOrder.status.in_((OrderStatus.OPEN, OrderStatus.PAID, OrderStatus.WAIVED)),
    )
    orders = {row.subject_id: row.no for row in session.execute(owed)}
    return [
        Choice(row, seconds[row.id] // 60, taken.get(row.id), orders.get(row.id)) for row in rows if row.id in seconds
    ]


def on_offer(session: Session) -> list[Choice]:
    """The same for whoever has not signed in."""
    return choices(session, NOBODY)
