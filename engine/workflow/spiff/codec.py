"""The saved state of a case: its tasks and nothing of its specs.

One format byte, then zstd (level 1) of JSON. A task is a row
`[id, parent's row, state, spec, changed, triggered, data, internal data]`; finished tasks keep data only where a
child or a join may still ask for it. An older payload passes the numbered upgraders, one after the other.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import orjson
import zstandard
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.bpmn.util.event import BpmnEvent

from engine.workflow.spiff.effects import Effects
from engine.workflow.spiff.nodes import Process
from engine.workflow.spiff.prune import prune
from engine.workflow.spiff.runtime import Case, SubCase
from engine.workflow.spiff.task import CANCELLED, UNFINISHED, WAITING, FlatTask

FORMAT = b"\x01"
VERSION = 2
MAX_BYTES = 8 * 1024 * 1024

UPGRADERS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    # 1 held predicted tasks. They do no harm here, but a program that expects them must not read 2.
    1: lambda payload: payload | {"v": 2},
}
"""Version n → a function that makes a payload of version n + 1 of it."""


class UnknownState(ValueError):
    """A saved state this program can't read."""


class _Local(threading.local):
    def __init__(self) -> None:
        self.press = zstandard.ZstdCompressor(level=1)
        self.unpress = zstandard.ZstdDecompressor()


_local = _Local()


def encode(case: Case) -> bytes:
    """Prune the case and save it. Variables hold JSON values only; anything else is a bug and raises TypeError."""
    prune(case)
    payload = {
        "v": VERSION,
        "process": case.spec.name,
        "end": case.end_name,
        "tasks": _rows(case),
        "inner": [
            [task_id.hex, _rows(inner)]
            for task_id, inner in sorted(case.subprocesses.items(), key=lambda item: item[1].depth)
        ],
    }
    return FORMAT + _local.press.compress(orjson.dumps(payload))


def payload_of(state: bytes) -> dict[str, Any]:
    """The payload of a saved state, brought to the present version. Raises UnknownState."""
    if state[:1] != FORMAT:
        raise UnknownState(f"format {state[:1]!r}")
    payload: dict[str, Any] = orjson.loads(_local.unpress.decompress(state[1:], max_output_size=MAX_BYTES))
    while payload["v"] != VERSION:
        if payload["v"] not in UPGRADERS:
            raise UnknownState(f"version {payload['v']}")
        payload = UPGRADERS[payload["v"]](payload)
    return payload


def decode(state: bytes, specs: Mapping[str, Process], effects: Effects | None = None) -> Case:
    """The case behind a saved state, on the specs of its own deployment."""
    payload = payload_of(state)
    case = Case(specs, payload["process"], effects)
    case.end_name = payload["end"]
    _plant(case, payload["tasks"])
    for task_id, rows in payload["inner"]:
        outer = case.find(UUID(task_id))
        if outer is None:
            raise UnknownState("a sub-process without its task")
        inner = SubCase(specs[outer.task_spec.spec], outer.id, case)
        case.subprocesses[outer.id] = inner
        _plant(inner, rows)
        inner.completed_event.connect(outer.task_spec._on_subworkflow_completed, outer)
    return case


def _rows(workflow: Any) -> list[list[Any]]:
    tasks: dict[UUID, FlatTask] = workflow.tasks
    place = {task_id: number for number, task_id in enumerate(tasks)}
    return [
        [
            task.id.hex,
            place[task._parent] if task._parent is not None else -1,
            task._state,
            task.task_spec.name,
            task.last_state_change,
            int(task.triggered),
            task.data if task.data and _keeps_data(task, tasks) else 0,
            _internal(task) if task._state & UNFINISHED and task.internal_data else 0,
        ]
        for task in tasks.values()
    ]


def _keeps_data(task: FlatTask, tasks: Mapping[UUID, FlatTask]) -> bool:
    if task._state & UNFINISHED:
        return True
    children = [tasks[child] for child in task._children]
    return len(children) > 1 or any(
        child._state & UNFINISHED or (child._state == CANCELLED and isinstance(child.task_spec, UnstructuredJoin))
        for child in children
    )


def _internal(task: FlatTask) -> dict[str, Any]:
    """Internal data as JSON: an event that a gateway has seen becomes its place among the gateway's and its payload."""
    seen = task.internal_data.get("seen_events")
    if seen is None:
        return task.internal_data
    kinds = task.task_spec.event_definition.event_definitions
    rest = {name: value for name, value in task.internal_data.items() if name != "seen_events"}
    if seen:
        rest["seen_events"] = [[kinds.index(event.event_definition), event.payload] for event in seen]
    return rest


def _plant(workflow: Any, rows: list[list[Any]]) -> None:
    specs, listening = workflow.spec.task_specs, workflow.top_workflow.event_manager.tasks
    planted: list[FlatTask] = []
    for hexed, parent, state, spec, changed, triggered, data, internal in rows:
        task = FlatTask.__new__(FlatTask)
        task.id, task.workflow, task._children, task.thread_id = UUID(hexed), workflow, [], 0
        task._state, task.task_spec, task.last_state_change = state, specs[spec], changed
        task.triggered, task.data, task.internal_data = bool(triggered), data or {}, internal or {}
        if parent < 0:
            task._parent = None
        else:
            task._parent = planted[parent].id
            planted[parent]._children.append(task.id)
        if seen := task.internal_data.get("seen_events"):
            kinds = task.task_spec.event_definition.event_definitions
            task.internal_data["seen_events"] = [BpmnEvent(kinds[place], payload) for place, payload in seen]
        if state == WAITING and isinstance(task.task_spec, CatchingEvent):
            listening[task.id] = task
        planted.append(task)
    workflow.tasks = {task.id: task for task in planted}
    workflow.task_tree = next(task for task in planted if task._parent is None)
    workflow.completed = not any(task._state & UNFINISHED for task in planted)
