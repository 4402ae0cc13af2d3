"""Cases of all processes: the list with filters, and one case from the inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.errors import NotFound
from engine.platform.text import datetime_cn
from engine.workflow.models import Deployment, Incident, Instance, MessageSubscription, Timer, WorkItem
from processes.apply.models import Application
from processes.questions.models import Question
from web.operator.load import duration
from web.ui.views import Row, Tag

SIZE = 20
STATES = {"active": "在办", "late": "超时", "stuck": "卡住", "ended": "已办结", "cancelled": "已取消"}


@dataclass(frozen=True)
class Found:
    id: UUID
    no: str
    process: str
    version: str
    started: str
    lasted: str
    tag: Tag


@dataclass(frozen=True)
class Inside:
    """What a case waits for."""

    found: Found
    work: Sequence[Row]
    timers: Sequence[Row]
    messages: Sequence[Row]


def search(session: Session, *, q: str, state: str, process: str, page: int) -> tuple[Sequence[Found], int]:
    wanted = _wanted(q, state, process)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    newest = wanted.order_by(Instance.id.desc()).limit(SIZE).offset(SIZE * (page - 1))
    return _found(session, session.scalars(newest).all()), total


def instance(session: Session, instance_id: UUID) -> Instance:
    """Raises NotFound."""
    row = session.get(Instance, instance_id)
    if row is None:
        raise NotFound
    return row


def inside(session: Session, row: Instance) -> Inside:
    items = select(WorkItem).where(WorkItem.instance_id == row.id, WorkItem.status == "open").order_by(WorkItem.due_at)
    timers = select(Timer).where(Timer.instance_id == row.id).order_by(Timer.due_at)
    messages = select(MessageSubscription).where(MessageSubscription.instance_id == row.id)
    return Inside(
        found=_found(session, [row])[0],
        work=[
            Row(item.title, f"{item.lane} · {item.group_name} · 最晚 {datetime_cn(item.due_at)}")
            for item in session.scalars(items)
        ],
        timers=[Row(timer.element, datetime_cn(timer.due_at)) for timer in session.scalars(timers)],
        messages=[Row(wait.element, wait.name) for wait in session.scalars(messages)],
    )


def _wanted(q: str, state: str, process: str) -> Select[Instance]:
    wanted = select(Instance)
    if q.strip():
        numbered = select(Application.instance_id).where(Application.no == q.strip().upper())
        asked = select(Question.instance_id).where(Question.no == q.strip())
        at_number = Instance.id.in_(numbered), Instance.id.in_(asked)
        wanted = wanted.where(or_(Instance.business_key == q.strip(), *at_number))
    if process:
        wanted = wanted.where(Instance.process == process)
    match state:
        case "active" | "ended" | "cancelled":
            return wanted.where(Instance.status == state)
        case "late":
            late = select(WorkItem.instance_id).where(WorkItem.status == "open", WorkItem.due_at < clock.now())
            return wanted.where(Instance.id.in_(late))
        case "stuck":
            return wanted.where(Instance.id.in_(select(Incident.instance_id).where(Incident.resolved_at.is_(None))))
    return wanted


def _found(session: Session, rows: Sequence[Instance]) -> list[Found]:
    ids = [row.id for row in rows]
    numbered = select(Application.instance_id, Application.no).where(Application.instance_id.in_(ids))
    asked = select(Question.instance_id, Question.no).where(Question.instance_id.in_(ids))
    numbers = dict([*session.execute(numbered).all(), *session.execute(asked).all()])
    versions = dict(session.execute(select(Deployment.hash, Deployment.number)).all())
    open_ones = Incident.resolved_at.is_(None), Incident.instance_id.in_(ids)
    stuck = set(session.scalars(select(Incident.instance_id).where(*open_ones)))
    now = clock.now()
    return [
        Found(
            id=row.id,
            no=numbers.get(row.id, row.business_key),
            process=row.process,
            version=f"v{versions.get(row.deployment_hash, '?')}",
            started=datetime_cn(row.started_at),
            lasted=duration((row.ended_at or now) - row.started_at),
            tag=_tag(row, row.id in stuck),
        )
        for row in rows
    ]


def _tag(row: Instance, stuck: bool) -> Tag:
    if stuck:
        return Tag("卡住", "bad", "exclamation-triangle")
    if row.status == "active":
        return Tag("在办", "now")
    return Tag(row.end_name or STATES[row.status])
