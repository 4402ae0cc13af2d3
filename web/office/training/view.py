"""What the training desk shows of learners, plainly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.platform import clock
from engine.platform.text import date_cn, datetime_cn, deadline_cn
from processes.train.models import Enrolment, RegistrySync, State
from processes.train.rules import CourseState, overall
from web.ui.views import Tag

STATES = {
    State.LEARNING: Tag("在学", "info"),
    State.COMPLETED: Tag("待确认结果", "warn", "clock"),
    State.CONFIRMED: Tag("结果已确认", "info"),
    State.DONE: Tag("已完成", "ok", "check2"),
    State.EXEMPT: Tag("免训", "ok", "check2"),
    State.FAILED: Tag("未完成", "bad"),
    State.CLOSED: Tag("已终止"),
}
SYNCS = {
    "waiting": Tag("上报中", "info", "arrow-repeat"),
    "accepted": Tag("系统已接收", "ok", "check2"),
    "refused": Tag("系统退回", "bad"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A learner in the list. `may_pick`: this line can be ticked for what is done to many at once."""

    id: UUID
    name: str
    title: str
    institution: str
    percent: int
    tag: Tag
    due: str
    late: Tag | None
    last: str
    sync: Tag | None


def lines(
    rows: Sequence[Enrolment],
    states: Mapping[UUID, list[CourseState]],
    syncs: Mapping[UUID, RegistrySync],
    institutions: Mapping[UUID, str],
) -> list[Line]:
    return [
        Line(
            row.id,
            row.name,
            row.title,
            institutions.get(row.institution_id, "") if row.institution_id else "",
            100 if row.state == State.EXEMPT else overall(states[row.id]),
            STATES[State(row.state)],
            date_cn(row.due_at) if row.due_at else "",
            late(row),
            datetime_cn(row.studied_at) if row.studied_at else "还没有学",
            SYNCS[syncs[row.id].status] if row.id in syncs else None,
        )
        for row in rows
    ]


def late(row: Enrolment) -> Tag | None:
    """Why somebody lags, if so: the same rule as the filter."""
    if row.state != State.LEARNING:
        return None
    now = clock.now()
    if row.due_at and (left := (row.due_at - now).total_seconds()) < 3 * 86400:
        days = max(int(left // 86400), 0)
        return Tag("已到期" if left <= 0 else f"剩 {days} 天" if days else "剩不到 1 天", "bad")
    silent = (now - (row.studied_at or row.opened_at)).days
    return Tag(f"{silent} 天没有学习", "warn") if silent >= 3 else None


def until(row: Enrolment) -> str:
    return deadline_cn(row.due_at) if row.due_at else "—"
