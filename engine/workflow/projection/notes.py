"""What a user task remembers of its work item, inside the saved state: so nothing need be read back from tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.workflow.models import WorkItem
from engine.workflow.rows import detached
from engine.workflow.spiff.task import FlatTask
from engine.workflow.spiff.timers import iso, moment, value_of
from engine.workflow.spiff.vocabulary import Lane, resolve

KEY = "work"
NOBODY = "operator"
"""The group that gets work whose own group can't be worked out; an incident tells why."""


@dataclass(frozen=True, slots=True)
class Note:
    """`fault` is a Chinese sentence when group or due time could not be worked out."""

    entry: UUID
    group: str
    due: datetime
    at: datetime
    excluded: tuple[UUID, ...] = ()
    fault: str | None = None

    def save(self, task: FlatTask) -> None:
        task.internal_data[KEY] = [
            self.entry.hex, self.group, iso(self.due), iso(self.at), [str(person) for person in self.excluded]
        ]  # fmt: skip


def read(task: FlatTask) -> Note | None:
    """The note of a task whose item exists; None for a task that is new."""
    saved = task.internal_data.get(KEY)
    if saved is None:
        return None
    entry, group, due, at, excluded = saved
    people = tuple(UUID(person) for person in excluded)
    return Note(UUID(entry), group, datetime.fromisoformat(due), datetime.fromisoformat(at), people)


def lane_of(task: FlatTask) -> Lane:
    """The task's lane, or that of the call around it."""
    current: FlatTask | None = task
    while current is not None:
        lane: Lane | None = getattr(current.task_spec, "lane_group", None)
        if lane is not None and lane.group is not None:
            return lane
        outer = current.workflow.parent_task_id
        current = current.workflow.top_workflow.find(outer) if outer is not None else None
    return Lane("", None)


def fresh(task: FlatTask, entry: UUID, now: datetime, participants: Mapping[str, list[UUID]]) -> Note:
    """The note of a task that just opened."""
    work, lane = task.task_spec.work, lane_of(task)
    group, fault = resolve(lane.group, task.data) if lane.group else None, None
    if group is None:
        group, fault = NOBODY, f"办理组 {lane.group or lane.name or '（未指定）'} 缺少变量，不知道由谁办理。"
    try:
        due = moment(value_of(work.due or "P1D", task.data), now)
    except Exception:
        due, fault = now + timedelta(days=1), fault or f"办理期限 {work.due} 算不出来，暂按一天计。"
    excluded = {person for part in work.excludes for person in participants.get(part, ())}
    return Note(entry, group, due, now, tuple(sorted(excluded)), fault)


def item_row(task: FlatTask, note: Note, instance_id: UUID) -> dict[str, Any]:
    """The columns of the task's work item."""
    spec = task.task_spec
    key = task.internal_data.get("item")
    return {
        "id": task.id,
        "instance_id": instance_id,
        "entry_id": note.entry,
        "process": task.workflow.spec.diagram,
        "element": spec.bpmn_id,
        "title": spec.bpmn_name or spec.bpmn_id,
        "form_key": spec.work.form or "",
        "group_name": note.group,
        "lane": lane_of(task).name,
        "item_key": None if key is None else str(key),
        "part": spec.work.part,
        "excluded": list(note.excluded),
        "priority": spec.work.priority,
        "created_at": note.at,
        "due_at": note.due,
    }


def item(task: FlatTask, note: Note, instance_id: UUID) -> WorkItem:
    """The open item as an object that belongs to no session."""
    return detached(WorkItem, item_row(task, note, instance_id) | {"status": "open"})
