"""Open plans as visitors see them: what may be applied for, where, until when, how many places are left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.text import date_cn, deadline_cn
from processes.catalogue.grades import Grade
from processes.plans import queries
from processes.plans.errors import NoSuchPlan
from processes.plans.models import Plan, PlanLine
from web.ui.views import Row, Tag

LAST_DAYS = timedelta(days=3)


@dataclass(frozen=True)
class Offer:
    """One occupation and grade of a plan."""

    title: str
    plan_title: str
    href: str
    occupation: str
    grade: str
    tag: Tag
    window: str
    places: str


@dataclass(frozen=True)
class PlanPage:
    title: str
    note: str
    tag: Tag
    rows: Sequence[Row]
    lines: Sequence[Row]
    points: Sequence[Row]
    policy: Sequence[Row]
    may_apply: bool


def offers(session: Session, *, occupation: str, grade: str) -> list[Offer]:
    """Lines of the open plans, the ones that close first in front; filtered by a part of the name and by grade."""
    found = [_offer(plan, line) for plan in queries.open_plans(session) for line in queries.lines(session, plan.id)]
    return [offer for offer in found if occupation.strip() in offer.occupation and grade in ("", offer.grade)]


def upcoming(session: Session) -> list[Row]:
    """Plans whose window is still to come."""
    return [
        Row(plan.title, f"{deadline_cn(plan.opens_at)} 开始报名", f"/open/{plan.id}", "查看")
        for plan in queries.upcoming_plans(session)
    ]


def plan_page(session: Session, plan_id: UUID) -> PlanPage:
    """A published plan. Raises NoSuchPlan, also for drafts: those are nobody's business yet."""
    plan = queries.plan(session, plan_id)
    if plan.published_at is None:
        raise NoSuchPlan
    return PlanPage(
        title=plan.title,
        note=plan.note,
        tag=_tag(plan, None),
        rows=[
            Row("报名时间", window(plan)),
            Row("名额", _left(plan.left, plan.capacity)),
            Row("名额已满时", "可以候补，有空出的名额按先后顺序通知" if plan.waiting_list else "不再接受报名"),
        ],
        lines=[
            Row(queries.line_title(line), _left(line.left, line.capacity)) for line in queries.lines(session, plan.id)
        ],
        points=[
            Row(at.point.name, f"{at.institution.name} · {at.point.address} · {_left(at.row.left, at.row.capacity)}")
            for at in queries.points(session, plan.id)
        ],
        policy=[
            Row("机构初审", f"{plan.first_review_days} 个工作日内"),
            Row("部门审批", f"{plan.approval_days} 个工作日内"),
            Row("材料补正", f"收到告知后 {plan.correction_days} 个工作日内"),
        ],
        may_apply=queries.is_open(plan),
    )


def window(plan: Plan) -> str:
    return f"{date_cn(plan.opens_at)}—{deadline_cn(plan.closes_at)}"


def _offer(plan: Plan, line: PlanLine) -> Offer:
    return Offer(
        title=queries.line_title(line),
        plan_title=plan.title,
        href=f"/open/{plan.id}",
        occupation=line.occupation_name,
        grade=line.grade,
        tag=_tag(plan, line),
        window=window(plan),
        places=_left(line.left, line.capacity) if line.has_room and plan.has_room else _full(plan),
    )


def _tag(plan: Plan, line: PlanLine | None) -> Tag:
    now = clock.now()
    if plan.opens_at > now:
        return Tag("尚未开始", "info")
    if not queries.is_open(plan):
        return Tag("已截止")
    if not plan.has_room or (line is not None and not line.has_room):
        return Tag("名额已满")
    if plan.closes_at - now <= LAST_DAYS:
        return Tag(remaining(plan.closes_at - now), "warn", "clock")
    return Tag("报名中", "ok")


def remaining(time: timedelta) -> str:
    """`剩 2 天`, `剩 5 小时`, `剩 20 分钟`."""
    if time >= timedelta(days=1):
        return f"剩 {time.days} 天"
    hours, minutes = divmod(int(time.total_seconds()) // 60, 60)
    return f"剩 {hours} 小时" if hours else f"剩 {max(minutes, 1)} 分钟"


def _left(left: int | None, capacity: int | None) -> str:
    if left is None or capacity is None:
        return "不限名额"
    return f"余 {left:,} 个，共 {capacity:,} 个" if left else "已满"


def _full(plan: Plan) -> str:
    return "名额已满，可登记候补" if plan.waiting_list else "名额已满"


def grades() -> list[tuple[str, str]]:
    return [(grade.value, grade.title) for grade in Grade]
