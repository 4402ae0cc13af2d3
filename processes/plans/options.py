"""Words of plans, and the option lists of their forms."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from forms.kit import Option
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.plans.models import Plan, PlanStatus
from processes.plans.queries import institutions, lines, points
from processes.plans.rules import day_and_time

STATES: Mapping[str, str] = {
    PlanStatus.DRAFT: "拟定中",
    PlanStatus.SUBMITTED: "待审批",
    PlanStatus.PUBLISHED: "已发布，待开放",
    PlanStatus.OPEN: "报名中",
    PlanStatus.CLOSED: "已截止",
}
GRADES = (Grade.FIVE, Grade.FOUR, Grade.THREE, Grade.TWO, Grade.ONE)


def draft_options(session: Session) -> Mapping[str, Sequence[Option]]:
    """The lists that forms/plan/draft.json names."""
    names = {row.id: row.name for row in catalogue.institutions(session)}
    return {
        "plan.occupation": [Option(row.code, f"{row.name}（{row.code}）") for row in catalogue.occupations(session)],
        "plan.grade": [Option(grade.value, grade.title) for grade in GRADES],
        "plan.institution": [Option(str(key), name) for key, name in names.items()],
        "plan.point": [
            Option(str(row.id), f"{names[row.institution_id]} · {row.name}")
            for row in catalogue.points(session)
            if row.institution_id in names
        ],
    }


def draft_values(session: Session, plan: Plan) -> dict[str, Any]:
    """A plan as values of its form, the reverse of the service's `draw_up`."""
    opens_on, opens_time = day_and_time(plan.opens_at, closing=False)
    closes_on, closes_time = day_and_time(plan.closes_at, closing=True)
    return {
        "title": plan.title,
        "note": plan.note,
        "opens_on": opens_on,
        "opens_time": opens_time,
        "closes_on": closes_on,
        "closes_time": closes_time,
        "capacity": plan.capacity,
        "lines": [
            {"occupation": row.occupation, "grade": row.grade, "capacity": row.capacity}
            for row in lines(session, plan.id)
        ],
        "institutions": [
            {"institution": str(each.institution.id), "capacity": each.row.capacity}
            for each in institutions(session, plan.id)
        ],
        "points": [{"point": str(each.point.id), "capacity": each.row.capacity} for each in points(session, plan.id)],
        "first_review_days": plan.first_review_days,
        "approval_days": plan.approval_days,
        "correction_days": plan.correction_days,
        "most_returns": plan.most_returns,
        "take_back_minutes": plan.take_back_minutes,
        "sampling_percent": plan.sampling_percent,
        "waiting_list": plan.waiting_list,
        "exam_from_on": plan.exam_from.isoformat(),
        "exam_until_on": plan.exam_until.isoformat(),
        "pay_hours": plan.pay_hours,
        "training_required": plan.training_required,
        "training_days": plan.training_days,
        "exam_minutes": plan.exam_minutes,
        "late_minutes": plan.late_minutes,
        "early_minutes": plan.early_minutes,
        "idle_minutes": plan.idle_minutes,
        "most_switches": plan.most_switches,
        "needs_script": plan.needs_script,
        "most_retakes": plan.most_retakes,
        "publicity_days": plan.publicity_days,
    }


NEW: Mapping[str, Any] = {
    "opens_time": "00:00",
    "closes_time": "24:00",
    "first_review_days": 3,
    "approval_days": 5,
    "correction_days": 5,
    "most_returns": 2,
    "take_back_minutes": 2,
    "sampling_percent": 10,
    "waiting_list": True,
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
}
