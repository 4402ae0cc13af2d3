"""Plans and what they refer to, with only what a test cares about named."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.ids import new_id
from engine.platform.outbox.models import OutboxRow
from processes.catalogue.models import Institution, Occupation, RegistrationPoint
from processes.plans.models import Plan, PlanInstitution, PlanLine, PlanPoint, PlanStatus


def make_institution(session: Session, name: str = "鹭江技师学院", code: str = "000101") -> Institution:
    row = Institution(
        code=code, name=name, short_name=name[:4], credit_code=None, address="一号路 1 号", phone="0592-1"
    )
    session.add(row)
    session.flush()
    return row


def make_point(session: Session, institution: Institution, name: str = "湖里报名点") -> RegistrationPoint:
    row = RegistrationPoint(institution_id=institution.id, name=name, address="二号路 2 号", phone="0592-2")
    session.add(row)
    session.flush()
    return row


def make_occupation(session: Session, code: str = "6-11-01-03", name: str = "化工总控工") -> Occupation:
    row = Occupation(code=code, name=name)
    session.add(row)
    session.flush()
    return row


def make_plan(
    session: Session,
    *,
    title: str = "2026 年第四批",
    status: str = PlanStatus.OPEN,
    capacity: int | None = None,
    lines: Mapping[str, int] | None = None,
    institution_capacity: int | None = None,
    point_capacity: int | None = None,
    waiting_list: bool = True,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    drafted_by: UUID | None = None,
    institution: Institution | None = None,
) -> Plan:
    """A plan with one institution, one point and a line for each grade of `lines` (grade → capacity)."""
    institution = institution or make_institution(session)
    point = make_point(session, institution)
    now = clock.now()
    plan = Plan(
        title=title,
        status=status,
        capacity=capacity,
        opens_at=opens_at or now - timedelta(days=1),
        closes_at=closes_at or now + timedelta(days=10),
        exam_from=(now + timedelta(days=60)).date(),
        exam_until=(now + timedelta(days=120)).date(),
        waiting_list=waiting_list,
        drafted_by=drafted_by or new_id(),
    )
    session.add(plan)
    session.flush()
    for at, (grade, places) in enumerate((lines or {"3": 10}).items()):
        session.add(
            PlanLine(
                plan_id=plan.id,
                place=at,
                occupation="6-11-01-03",
                occupation_name="化工总控工",
                grade=grade,
                capacity=places,
            )
        )
    session.add(PlanInstitution(plan_id=plan.id, place=0, institution_id=institution.id, capacity=institution_capacity))
    session.add(
        PlanPoint(plan_id=plan.id, place=0, point_id=point.id, institution_id=institution.id, capacity=point_capacity)
    )
    session.flush()
    return plan


def choice(session: Session, plan: Plan, grade: str = "3") -> tuple[UUID, UUID, UUID]:
    """Line, institution and point, as `take_place` wants them."""
    line = session.scalars(select(PlanLine).where(PlanLine.plan_id == plan.id, PlanLine.grade == grade)).one()
    point = session.scalars(select(PlanPoint).where(PlanPoint.plan_id == plan.id)).one()
    return line.id, point.institution_id, point.point_id


def draft_values(institution: Institution, point: RegistrationPoint, **known: Any) -> dict[str, Any]:
    """A checked draft form."""
    today = clock.today()
    return {
        "title": "2026 年第四批职业技能等级认定",
        "opens_on": (today + timedelta(days=2)).isoformat(),
        "closes_on": (today + timedelta(days=12)).isoformat(),
        "lines": [{"occupation": "6-11-01-03", "grade": "3", "capacity": 20}],
        "institutions": [{"institution": str(institution.id)}],
        "points": [{"point": str(point.id), "capacity": 15}],
        "waiting_list": True,
        "first_review_days": 3,
        "approval_days": 5,
        "correction_days": 5,
        "most_returns": 2,
        "take_back_minutes": 2,
        "sampling_percent": 10,
        "exam_from_on": (today + timedelta(days=60)).isoformat(),
        "exam_until_on": (today + timedelta(days=120)).isoformat(),
        "pay_hours": 72,
        "training_required": True,
        "training_days": 30,
        "exam_minutes": 90,
        "late_minutes": 30,
        "early_minutes": 30,
        "idle_minutes": 5,
        "most_switches": 3,
        "needs_script": True,
        "most_retakes": 1,
        "publicity_days": 5,
    } | known


def events(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(OutboxRow.event).order_by(OutboxRow.id)))
