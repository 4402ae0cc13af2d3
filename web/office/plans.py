"""What the pages of plans show, made from the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.text import date_cn, datetime_cn, deadline_cn
from forms.kit import FieldView, FormView
from processes.plans import queries
from processes.plans.change_form import in_words
from processes.plans.models import ChangeStatus, Counted, Plan, PlanChange, PlanStatus
from processes.plans.options import STATES
from web.ui.views import Chip, Row, Tag

TONES = {
    PlanStatus.DRAFT: "",
    PlanStatus.SUBMITTED: "now",
    PlanStatus.PUBLISHED: "info",
    PlanStatus.OPEN: "ok",
    PlanStatus.CLOSED: "",
}
CLOSING_SOON = timedelta(days=2)
PLANNER, APPROVER = "authority:planner", "authority:plan_approver"


@dataclass(frozen=True, slots=True)
class PlanLink:
    """A line of the list."""

    title: str
    href: str
    tag: Tag
    window: str
    lines: str
    places: str


@dataclass(frozen=True, slots=True)
class CountRow:
    title: str
    note: str
    capacity: str
    taken: str
    left: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    tag: Tag
    asked: str
    reason: str
    figures: Sequence[Row]
    answer: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan in full. `next_step` says who acts and by when; a link is None where the reader may not follow it."""

    id: UUID
    title: str
    note: str
    tag: Tag
    next_step: str
    returned: str
    facts: Sequence[Row]
    policy: Sequence[Row]
    lines: Sequence[CountRow]
    institutions: Sequence[CountRow]
    points: Sequence[CountRow]
    waiting: int
    changes: Sequence[ChangeView]
    edit: str | None
    approve: str | None
    change: str | None
    decide: str | None


def plan_links(session: Session, rows: Sequence[Plan]) -> list[PlanLink]:
    lines = queries.lines_of(session, [row.id for row in rows])
    return [
        PlanLink(
            title=row.title,
            href=f"/plans/{row.id}",
            tag=tag(row),
            window=window(row),
            lines="、".join(queries.line_title(line) for line in lines[row.id]),
            places=f"{row.taken:,} / {row.capacity or _sum(lines[row.id]):,}",
        )
        for row in rows
    ]


def chips(session: Session, status: str) -> list[Chip]:
    """The saved filters: all, and each state with its number."""
    counts = queries.counts(session)
    states = [Chip(STATES[each], f"/plans?status={each}", status == each, counts.get(each, 0)) for each in PlanStatus]
    return [Chip("全部", "/plans", not status, sum(counts.values())), *states]


SECTIONS = (
    ("基本信息", ("title", "note")),
    ("报名时间", ("opens_on", "opens_time", "closes_on", "closes_time")),
    ("报考项目与名额", ("lines", "institutions", "points", "capacity", "waiting_list")),
    (
        "审核规则",
        (
            "first_review_days", "approval_days", "correction_days", "most_returns", "take_back_minutes",
            "sampling_percent",
        ),
    ),
    ("缴费与培训", ("pay_hours", "training_required", "training_days")),
    (
        "考试与成绩",
        (
            "exam_from_on", "exam_until_on", "exam_minutes", "late_minutes", "early_minutes", "idle_minutes",
            "most_switches", "needs_script", "most_retakes", "publicity_days",
        ),
    ),
)  # fmt: skip
REST = "其他"


def sections(form: FormView) -> list[tuple[str, list[FieldView]]]:
    """The draft form under headings; what a designer has added stands under the last one."""
    placed = {name for _, names in SECTIONS for name in names}
    found = [(title, [field for field in form.fields if field.name in names]) for title, names in SECTIONS]
    rest = [field for field in form.fields if field.name not in placed]
    return [*found, (REST, rest)] if rest else found


def plan_page(session: Session, actor: Actor, plan: Plan) -> PlanPage:
    pending = queries.pending_change(session, plan.id)
    drafter = people.person(session, plan.drafted_by).name
    may_draft = actor.has_role(PLANNER) and plan.status == PlanStatus.DRAFT
    own = plan.drafted_by == actor.person_id
    at, here = f"/plans/{plan.id}", actor.has_role(APPROVER)
    changeable = plan.status in (PlanStatus.PUBLISHED, PlanStatus.OPEN) and plan.closes_at > clock.now()
    decidable = pending is not None and pending.requested_by != actor.person_id
    return PlanPage(
        id=plan.id,
        title=plan.title,
        note=plan.note,
        tag=tag(plan),
        next_step=_next_step(plan, pending),
        returned=plan.returned_reason if plan.status == PlanStatus.DRAFT else "",
        facts=[
            Row("报名时间", window(plan)),
            Row("计划总名额", _limit(plan.capacity)),
            Row("名额已满时", "接受候补，有空缺时按先后顺序确认" if plan.waiting_list else "不接受候补"),
            Row("拟定", f"{drafter}，{datetime_cn(plan.drafted_at)}"),
            *_approval(session, plan),
        ],
        policy=[
            Row("初审时限", f"{plan.first_review_days} 个工作日"),
            Row("审批时限", f"{plan.approval_days} 个工作日"),
            Row("补正时限", f"{plan.correction_days} 个工作日"),
            Row("最多退回", f"{plan.most_returns} 次"),
            Row("结论可撤回", f"{plan.take_back_minutes} 分钟内"),
            Row("盲审抽样", f"{plan.sampling_percent}%"),
            Row("缴费时限", f"{plan.pay_hours} 小时"),
            Row("线上培训", f"须完成，期限 {plan.training_days} 天" if plan.training_required else "不要求"),
            Row("考试期间", f"{date_cn(plan.exam_from)}—{date_cn(plan.exam_until)}"),
            Row(
                "理论考试",
                f"{plan.exam_minutes} 分钟，迟到 {plan.late_minutes} 分钟不得入场，{plan.early_minutes} 分钟后可交卷",
            ),
            Row("强制交卷", f"无操作 {plan.idle_minutes} 分钟，或切屏超过 {plan.most_switches} 次"),
            Row("网页脚本", "须启用，未启用的不能开始" if plan.needs_script else "不要求，须现场巡视"),
            Row("补考", f"最多 {plan.most_retakes} 次"),
            Row("成绩公示", f"{plan.publicity_days} 个工作日"),
        ],
        lines=[_count(queries.line_title(row), row.occupation, row) for row in queries.lines(session, plan.id)],
        institutions=[
            _count(each.institution.name, each.institution.code, each.row)
            for each in queries.institutions(session, plan.id)
        ],
        points=[
            _count(each.point.name, each.institution.short_name, each.row) for each in queries.points(session, plan.id)
        ],
        waiting=len(queries.waiting(session, plan.id)),
        changes=[_change(session, plan, change) for change in queries.changes(session, plan.id)],
        edit=f"{at}/edit" if may_draft else None,
        approve=f"{at}/approve" if here and plan.status == PlanStatus.SUBMITTED and not own else None,
        change=f"{at}/change" if actor.has_role(PLANNER) and changeable and not pending else None,
        decide=f"{at}/change/answer" if here and decidable else None,
    )


def tag(plan: Plan) -> Tag:
    if plan.status == PlanStatus.OPEN and plan.closes_at - clock.now() < CLOSING_SOON:
        return Tag("即将截止", "warn", "clock")
    return Tag(STATES[plan.status], TONES[PlanStatus(plan.status)])


def window(plan: Plan) -> str:
    return f"{datetime_cn(plan.opens_at)}—{deadline_cn(plan.closes_at)}"


def _next_step(plan: Plan, pending: PlanChange | None) -> str:
    if pending is not None:
        return "有一项变更正在等待另一位审批员审批。审批前按原计划执行。"
    match PlanStatus(plan.status):
        case PlanStatus.DRAFT:
            return "由计划编制员修改并提交审批。提交前申请人看不到这份计划。"
        case PlanStatus.SUBMITTED:
            return "由另一位审批员在 3 个工作日内审批。超期会提醒审批员。"
        case PlanStatus.PUBLISHED:
            return f"将于 {datetime_cn(plan.opens_at)} 自动开放报名。"
        case PlanStatus.OPEN:
            return f"将于 {deadline_cn(plan.closes_at)} 自动截止。未提交的申请随之作废。"
        case PlanStatus.CLOSED:
            return "报名已截止。已提交的申请继续办理。"


def _approval(session: Session, plan: Plan) -> list[Row]:
    if plan.approved_by is None or plan.approved_at is None:
        return []
    return [Row("审批", f"{people.person(session, plan.approved_by).name}，{datetime_cn(plan.approved_at)}")]


def _count(title: str, note: str, row: Counted) -> CountRow:
    return CountRow(
        title, note, _limit(row.capacity), f"{row.taken:,}", "不限" if row.left is None else f"{row.left:,}"
    )


def _limit(capacity: int | None) -> str:
    return "不限" if capacity is None else f"{capacity:,}"


def _sum(rows: Sequence[Counted]) -> int:
    return sum(row.capacity or 0 for row in rows)


def _change(session: Session, plan: Plan, change: PlanChange) -> ChangeView:
    tags: dict[str, Any] = {
        ChangeStatus.REQUESTED: Tag("待审批", "now"),
        ChangeStatus.APPROVED: Tag("已生效", "ok"),
        ChangeStatus.REFUSED: Tag("未同意", "bad"),
    }
    return ChangeView(
        tag=tags[change.status],
        asked=f"{people.person(session, change.requested_by).name}，{datetime_cn(change.requested_at)}",
        reason=change.reason,
        figures=[Row(name, figure) for name, figure in in_words(session, plan, change)],
        answer=change.answer,
    )
