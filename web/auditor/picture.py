"""The diagram of a case at a moment: the path taken until then and what was open, and the same as a list.

The path comes from the trail: every engine event tells which elements it passed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.workflow import definitions, timeline
from engine.workflow.models import Instance, WorkItem
from engine.workflow.outline import Outline, outlines
from web.auditor.history import Numbered


@dataclass(frozen=True)
class Passage:
    """An element that a token left, when, by which event of the case."""

    process: str
    element: str
    at: datetime
    number: int


@dataclass(frozen=True)
class Line:
    """A step of the list view; `tone` belongs to `state`."""

    label: str
    kind: str
    lane: str
    state: str
    tone: str
    at: str


@dataclass(frozen=True)
class Picture:
    """`marks` are classes by element id, for the viewer; `lines` say the same in words."""

    process: str
    name: str
    marks: Mapping[str, str]
    lines: Sequence[Line]


def passages(events: Iterable[Numbered]) -> list[Passage]:
    return [
        Passage(process, element, each.row.at, each.number)
        for each in events
        for process, element in (each.row.after or {}).get("passed", ())
    ]


def drawings(session: Session, instance: Instance, events: Sequence[Numbered]) -> dict[str, Outline]:
    """The diagrams a case has been in, the outermost first, as its version draws them."""
    been = dict.fromkeys([instance.process, *(each.process for each in passages(events))])
    found: dict[str, Outline] = {}
    for process in been:
        for outline in outlines(definitions.bpmn_xml(session, instance.deployment_hash, process)):
            if outline.process in been:
                found.setdefault(outline.process, outline)
    return found


def at_moment(
    session: Session, instance: Instance, events: Sequence[Numbered], outline: Outline, number: int
) -> Picture:
    """What the diagram looked like right after event `number` of the case."""
    done = [each for each in passages(events[:number]) if each.process == outline.process]
    moment = events[number - 1].row.at if number else instance.started_at
    latest = number >= len(events)
    now = _open(session, instance, outline, passages(events), None if latest else moment)
    now |= {step for step in _callers(outline, done, events[:number]) if not instance.ended_at or not latest}
    marks = {each.element: "cf-done" for each in done} | dict.fromkeys(_flows(outline, done), "cf-done")
    marks |= dict.fromkeys(now, "cf-now")
    times = {each.element: each.at for each in done}
    return Picture(outline.process, outline.name, marks, list(_lines(outline, times, now)))


def _open(
    session: Session, instance: Instance, outline: Outline, all_passed: Sequence[Passage], moment: datetime | None
) -> set[str]:
    """Elements with an open item at a moment; now, when none is given."""
    items = select(WorkItem).where(WorkItem.instance_id == instance.id, WorkItem.process == outline.process)
    if moment is None:
        standing = timeline.path(session, instance.id).active
        return {each.element for each in standing if each.process == outline.process}
    begun = session.scalars(items.where(WorkItem.created_at <= moment))
    return {item.element for item in begun if not _closed_by(item, outline, all_passed, instance, moment)}


def _closed_by(
    item: WorkItem, outline: Outline, all_passed: Sequence[Passage], instance: Instance, moment: datetime
) -> bool:
    if item.status == "open":
        return False
    if item.completed_at is not None:
        return item.completed_at <= moment
    # withdrawn: an event on it interrupted it, or the case ended around it
    attached = {step.id for step in outline.steps if step.facts.get("附加于") == item.element}
    ends = [each.at for each in all_passed if each.element in attached and each.at >= item.created_at]
    end = min(ends, default=instance.ended_at)
    return end is not None and end <= moment


def _callers(outline: Outline, done: Sequence[Passage], events: Sequence[Numbered]) -> set[str]:
    """Call activities and embedded processes that a token is inside of: entered, but not left."""
    left = {each.element for each in done}
    entered = {each.process for each in passages(events)}
    inside = {step.id for step in outline.steps if step.facts.get("调用流程") in entered}
    return {step for step in inside if step not in left}


def _flows(outline: Outline, done: Sequence[Passage]) -> Iterator[str]:
    """Flows that were taken: into each passed element from the one of its predecessors that was passed last."""
    seen: dict[str, int] = {}
    into: dict[str, list[tuple[str, str]]] = {}
    for flow, source, target in outline.flows:
        into.setdefault(target, []).append((flow, source))
    for order, each in enumerate(done):
        taken = [(seen[source], flow) for flow, source in into.get(each.element, ()) if source in seen]
        if taken:
            yield max(taken)[1]
        seen[each.element] = order


def _lines(outline: Outline, times: Mapping[str, datetime], now: set[str]) -> Iterator[Line]:
    for step in outline.steps:
        if not step.name:
            continue
        if step.id in now:
            state, tone = "当时所在", "now"
        elif step.id in times:
            state, tone = "已经过", "ok"
        else:
            state, tone = "未到", ""
        at = f"{clock.shanghai(times[step.id]):%m-%d %H:%M:%S}" if step.id in times else ""
        yield Line(step.label, step.kind, step.lane, state, tone, at)
