"""What a plan offers to an applicant: the only place of this room that knows plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from processes.apply.errors import NoSuchPoint, PlanFull
from processes.apply.models import Application
from processes.plans import queries as plans
from processes.plans import rules
from processes.plans.models import Plan, PlanLine
from processes.plans.service import places


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """A plan as an applicant sees it. `is_open`: it takes applications now."""

    id: UUID
    title: str
    is_open: bool
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of a plan. `left` None: no limit. `is_full`: no place left and no waiting list to join."""

    plan_id: UUID
    line_id: UUID
    title: str
    occupation: str
    grade: str
    left: int | None
    has_waiting_list: bool

    @property
    def is_full(self) -> bool:
        return self.left == 0 and not self.has_waiting_list

    @property
    def note(self) -> str:
        """What is left, in words."""
        if self.left is None:
            return "名额不限"
        if self.left:
            return f"余 {self.left} 个名额"
        return "名额已满，可登记候补" if self.has_waiting_list else "名额已满"


@dataclass(frozen=True, slots=True)
class Point:
    id: UUID
    institution_id: UUID
    name: str
    address: str


def plan(session: Session, plan_id: UUID) -> OpenPlan:
    """Raises NoSuchPlan."""
    return _plan(plans.plan(session, plan_id))


def open_plans(session: Session) -> list[OpenPlan]:
    """Plans that take applications now, the one that closes first in front."""
    return [_plan(row) for row in plans.open_plans(session)]


def offers(session: Session, plan_id: UUID) -> list[Offer]:
    row = plans.plan(session, plan_id)
    return [offer_of(row, line) for line in plans.lines(session, plan_id)]


def offer(session: Session, line_id: UUID) -> Offer:
    """Raises NoSuchPlan."""
    line = plans.line(session, line_id)
    return offer_of(plans.plan(session, line.plan_id), line)


def points(session: Session, plan_id: UUID) -> Sequence[Point]:
    return [
        Point(
            each.point.id,
            each.institution.id,
            f"{each.point.name}（{each.institution.short_name}）",
            each.point.address,
        )
        for each in plans.points(session, plan_id)
    ]


def point(session: Session, plan_id: UUID, point_id: UUID) -> Point:
    """A point of this plan. Raises NoSuchPoint."""
    found = next((each for each in points(session, plan_id) if each.id == point_id), None)
    if found is None:
        raise NoSuchPoint
    return found


def take(session: Session, application: Application) -> places.Answer:
    """Take a place, or a turn on the waiting list. Raises PlanFull; repeating it changes nothing."""
    line_id, institution_id, point_id = application.plan_line_id, application.institution_id, application.point_id
    if line_id is None or institution_id is None or point_id is None:
        raise LookupError("a place is taken before line and point were chosen")
    answer = places.take_place(session, line_id, institution_id, point_id, application_id=application.id)
    if answer == "full":
        raise PlanFull(line=offer(session, line_id).title)
    return answer


def variables(session: Session, application: Application) -> dict[str, Any]:
    """What the process of a case has to know of its plan."""
    row = plans.plan(session, application.plan_id)
    return {
        "application_id": str(application.id),
        "plan_id": str(row.id),
        "person_id": str(application.person_id),
        "source": application.source,
        "closes_at": row.closes_at.isoformat(),
        "returns_left": row.most_returns,
        "take_back_delay": row.take_back_delay,
        "correction_days": row.correction_days,
        "first_review_days": row.first_review_days,
        "approval_days": row.approval_days,
        "sampled": rules.sampled(application.id, row.sampling_percent),
        "pay_delay": row.pay_delay,
        "training_required": row.training_required,
        "training_days": row.training_days,
        "exam_until": row.exam_until.isoformat(),
        "retakes_left": row.most_retakes,
        "publicity_days": row.publicity_days,
        "attempt": 1,
    }


def one_at_a_time(session: Session, person_id: UUID) -> None:
    """Hold back other transactions in which the same person begins an application, until this one has ended."""
    session.execute(text("select pg_advisory_xact_lock(hashtextextended(:who, 0))"), {"who": f"apply {person_id}"})


def _plan(row: Plan) -> OpenPlan:
    return OpenPlan(row.id, row.title, plans.is_open(row), row.opens_at, row.closes_at)


def offer_of(row: Plan, line: PlanLine) -> Offer:
    """A line as it is offered, with the places that line and plan leave."""
    known = [count.left for count in (row, line) if count.left is not None]
    return Offer(
        plan_id=row.id,
        line_id=line.id,
        title=plans.line_title(line),
        occupation=line.occupation,
        grade=line.grade,
        left=min(known) if known else None,
        has_waiting_list=row.waiting_list,
    )
