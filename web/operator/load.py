"""How much work there is, by step of a diagram: open, late, stuck."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.errors import NotFound
from engine.workflow import definitions, timeline
from engine.workflow.models import Incident, Instance, WorkItem
from engine.workflow.outline import Outline, outlines


@dataclass(frozen=True)
class Numbers:
    running: int
    ended_today: int
    late: int
    stuck: int
    causes: int


@dataclass(frozen=True)
class StepLoad:
    """Counts of cases. `held` is how long half of the open ones have waited at least."""

    element: str
    label: str
    kind: str
    lane: str
    open: int
    late: int
    stuck: int
    held: str


@dataclass(frozen=True)
class Picture:
    """`marks` and `badges` go to the viewer; `steps` say the same in a table."""

    process: str
    name: str
    marks: dict[str, str]
    badges: dict[str, dict[str, object]]
    steps: Sequence[StepLoad]


def numbers(session: Session) -> Numbers:
    now = clock.now()
    midnight = clock.shanghai(now).replace(hour=0, minute=0, second=0, microsecond=0)
    stuck = session.execute(
        select(func.count(func.distinct(Incident.instance_id)), func.count(func.distinct(Incident.message))).where(
            Incident.resolved_at.is_(None)
        )
    ).one()
    late = select(func.count(func.distinct(WorkItem.instance_id))).where(
        WorkItem.status == "open", WorkItem.due_at < now
    )
    return Numbers(
        running=_count(session, Instance.status == "active"),
        ended_today=_count(session, Instance.ended_at >= midnight),
        late=session.scalar(late) or 0,
        stuck=stuck[0],
        causes=stuck[1],
    )


def processes(session: Session) -> list[tuple[str, str]]:
    """The diagrams in force: id and name."""
    active = definitions.latest(session)
    if active is None:
        return []
    specs = definitions.specs(session, active.hash)
    found = {each.process: each.name for process in specs for each in _drawn_with(session, active.hash, process)}
    return sorted(found.items())


def outline_of(session: Session, deployment_hash: str, process: str) -> Outline:
    """Raises UnknownProcess, NotFound."""
    found = [each for each in _drawn_with(session, deployment_hash, process) if each.process == process]
    if not found:
        raise NotFound
    return found[0]


def _drawn_with(session: Session, deployment_hash: str, process: str) -> list[Outline]:
    """The processes of the file that draws a process; embedded ones share the file of the one around them."""
    return outlines(definitions.bpmn_xml(session, deployment_hash, process))


def of_process(session: Session, deployment_hash: str, process: str) -> Picture:
    """Where the cases of all versions stand, drawn on one version of the diagram."""
    outline, now = outline_of(session, deployment_hash, process), clock.now()
    items = select(WorkItem.element, WorkItem.instance_id, WorkItem.created_at, WorkItem.due_at).where(
        WorkItem.process == process, WorkItem.status == "open"
    )
    waiting: dict[str, dict[UUID, tuple[datetime, datetime]]] = {}
    for element, instance_id, created_at, due_at in session.execute(items):
        waiting.setdefault(element, {})[instance_id] = (created_at, due_at)
    stuck = Counter(
        session.scalars(select(Incident.element).where(Incident.process == process, Incident.resolved_at.is_(None)))
    )
    steps = [
        StepLoad(
            step.id, step.label, step.kind, step.lane,
            open=len(waiting.get(step.id, {})),
            late=sum(due < now for _, due in waiting.get(step.id, {}).values()),
            stuck=stuck[step.id],
            held=_median([now - begun for begun, _ in waiting.get(step.id, {}).values()]),
        )
        for step in outline.telling
        if step.id in waiting or step.id in stuck or step.kind == "人工任务"
    ]  # fmt: skip
    return Picture(process, outline.name, _marks(steps), _badges(steps), steps)


def of_case(session: Session, instance: Instance, process: str) -> Picture:
    """Where one case stands: a token on every element that is active."""
    outline = outline_of(session, instance.deployment_hash, process)
    way = timeline.path(session, instance.id)
    marks = {step.element: "cf-done" for step in way.done if step.process == process}
    active = [step.element for step in way.active if step.process == process]
    stuck = set(
        session.scalars(
            select(Incident.element).where(Incident.instance_id == instance.id, Incident.resolved_at.is_(None))
        )
    )
    marks |= {element: "cf-stuck" if element in stuck else "cf-now" for element in active}
    steps = [
        StepLoad(step.id, step.label, step.kind, step.lane, open=1, late=0, stuck=int(step.id in stuck), held="")
        for step in outline.steps
        if step.id in active
    ]
    badges: dict[str, dict[str, object]] = {each: {"text": "在此", "stuck": each in stuck} for each in active}
    return Picture(process, outline.name, marks, badges, steps)


def _marks(steps: Sequence[StepLoad]) -> dict[str, str]:
    most = max((step.open for step in steps), default=0)
    heat = {step.element: f"cf-heat-{1 + (2 * step.open) // most}" for step in steps if step.open}
    return heat | {step.element: f"{heat.get(step.element, '')} cf-stuck".strip() for step in steps if step.stuck}


def _badges(steps: Sequence[StepLoad]) -> dict[str, dict[str, object]]:
    return {
        step.element: {"text": str(step.open or step.stuck), "stuck": step.stuck > 0}
        for step in steps
        if step.open or step.stuck
    }


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Instance).where(condition)) or 0


def _median(times: list[timedelta]) -> str:
    return duration(sorted(times)[len(times) // 2]) if times else ""


def duration(time: timedelta) -> str:
    """`2 天 7 小时`, `9 小时`, `40 分钟`."""
    minutes = max(int(time.total_seconds()) // 60, 0)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
    return f"{hours} 小时" if hours else f"{rest} 分钟"
