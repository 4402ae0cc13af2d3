"""A running case: the library's workflow, stepped over flat tables instead of walks through the task tree."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.mixins.events.end_event import EndEvent
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.event import BpmnEvent, EventManager
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.platform.errors import AppError
from engine.workflow.feel import FeelError
from engine.workflow.spiff.effects import Effects, Failure, NoEffects, Passed
from engine.workflow.spiff.nodes import Message, Process
from engine.workflow.spiff.task import COMPLETED, FUTURE, READY, STARTED, UNFINISHED, WAITING, FlatTask
from engine.workflow.spiff.timers import Cycle, Moment, names_in

MAX_STEPS = 10_000


class RunsInCircles(RuntimeError):
    """A diagram that goes round without ever waiting."""


class _Events(EventManager):
    """Errors and escalations within a case; tasks that were dropped from it no longer listen."""

    def catch(self, event: BpmnEvent, internal: bool = True) -> int:
        self.tasks: dict[UUID, FlatTask] = {
            task_id: task for task_id, task in self.tasks.items()
            if task_id in task.workflow.tasks and not task.workflow.completed
        }  # fmt: skip
        return int(super().catch(event, internal) or 0)

    def update_collaboration(self, event: BpmnEvent) -> None:
        """Event sub-processes are refused: starting one changes the spec that all cases share."""


class _Flat:
    """What a case and a sub-process within it have in common."""

    tasks: dict[UUID, FlatTask]
    completed: bool
    success: bool
    spec: Any
    task_tree: Any

    def is_completed(self) -> bool:
        if not self.completed:
            tasks = self.tasks.values()
            self.completed = not any(task._state & UNFINISHED for task in tasks)
        return self.completed

    def update_waiting_tasks(self) -> None:
        """Joins look again; events are woken by what they wait for, not by every step."""
        waiting = [task for task in self.tasks.values() if task._state == WAITING]
        for task in waiting:
            if task._state == WAITING and not isinstance(task.task_spec, CatchingEvent):
                task.task_spec._update(task)

    def collect_log_extras(self, dct: dict[str, Any] | None = None) -> dict[str, Any]:
        return {}

    def plant(self) -> None:
        """The root of a fresh task table."""
        spec = self.spec
        self.task_tree = FlatTask(self, spec.start, state=FUTURE)
        self.task_tree._ready()

    def cancel_all(self) -> list[FlatTask]:
        self.success, self.completed = False, True
        cancelled = [task for task in self.tasks.values() if task._state & UNFINISHED]
        for task in cancelled:
            if task.id in self.tasks:
                task.cancel()
        return cancelled


class SubCase(_Flat, BpmnSubWorkflow):
    """A called process or an embedded sub-process."""

    def __init__(self, spec: Process, parent_task_id: UUID, case: "Case") -> None:
        super().__init__(spec, parent_task_id, case, deserializing=True)

    def cancel(self, success: bool = False) -> list[FlatTask]:
        return self.cancel_all()


class Case(_Flat, BpmnWorkflow):
    """A case in memory. `effects` reaches handlers and decisions; `passed` and `failures` tell of the steps made."""

    subprocesses: dict[UUID, SubCase]

    def __init__(self, specs: Mapping[str, Process], process: str, effects: Effects | None = None) -> None:
        super().__init__(specs[process], specs, script_engine=None, deserializing=True)
        self.event_manager = _Events(self)
        self.effects: Effects = effects or NoEffects()
        self.passed: list[Passed] = []
        self.failures: list[Failure] = []
        self.finished: set[UUID] = set()
        self.end_name: str | None = None
        self.steps = 0

    @classmethod
    def start(
        cls, specs: Mapping[str, Process], process: str, variables: Mapping[str, Any], effects: Effects | None = None
    ) -> "Case":
        """A fresh case, stepped until it waits for somebody or something."""
        case = cls(specs, process, effects)
        case.plant()
        case.task_tree.data = dict(variables)
        case.step()
        return case

    def create_subprocess(self, my_task: FlatTask, spec_name: str) -> SubCase:
        inner = SubCase(self.subprocess_specs[spec_name], my_task.id, self)
        self.subprocesses[my_task.id] = inner
        inner.plant()
        return inner

    def open_workflows(self) -> Iterator[Any]:
        yield self
        yield from (inner for inner in self.subprocesses.values() if not inner.completed)

    def open_tasks(self) -> Iterator[FlatTask]:
        """Every task a token stands on."""
        for workflow in self.open_workflows():
            yield from (task for task in list(workflow.tasks.values()) if task._state & (READY | WAITING | STARTED))

    def find(self, task_id: UUID) -> FlatTask | None:
        for workflow in (self, *self.subprocesses.values()):
            task = workflow.tasks.get(task_id)
            if task is not None:
                return task
        return None

    def complete(self, task: FlatTask, variables: Mapping[str, Any]) -> None:
        """Finish a user task that is READY, then step on."""
        task.data.update(variables)
        self._run(task)
        self.step()

    def resume(self, task: FlatTask, variables: Mapping[str, Any]) -> None:
        """Finish a parked task with the result of its remote call, then step on."""
        task.data.update(variables)
        task.complete()
        self._note(task)
        self.step()

    def deliver(self, task: FlatTask, name: str, payload: Mapping[str, Any]) -> None:
        """Give a message to a task that waits for it, then step on."""
        event = BpmnEvent(Message(name), payload=dict(payload))
        task.task_spec.catch(task, event)
        task.task_spec._update(task)
        self.step()

    def fire(self, task: FlatTask) -> None:
        """Let a timer look at the clock, then step on. A cycle that is over is done, and its open branches stay."""
        task.task_spec._update(task)
        if task._state == WAITING and task.internal_data.get("event_fired"):
            task.task_spec._update(task)
        self.step()

    def release(self) -> None:
        """Try held tasks again."""
        for task in self.open_tasks():
            task.internal_data.pop("held", None)
        self.step()

    def step(self) -> None:
        """Run every task that needs nobody, until all wait. A task that fails is held; refusals are raised."""
        while True:
            ran, active = False, [inner for inner in self.subprocesses.values() if not inner.completed]
            for inner in sorted(active, key=lambda inner: inner.depth, reverse=True):
                while self._pass(inner):
                    ran = True
                outer = self.find(inner.parent_task_id)
                if outer is None:  # its task was dropped, as when an event interrupts a multi-instance
                    inner.cancel_all()
                elif inner.completed:
                    outer.task_spec._update(outer)
            ran = self._pass(self) or ran
            if not ran and len([1 for inner in self.subprocesses.values() if not inner.completed]) <= len(active):
                return

    def _pass(self, workflow: Any) -> bool:
        ready = [
            task for task in workflow.tasks.values()
            if task._state == READY and not task.task_spec.manual and "held" not in task.internal_data
        ]  # fmt: skip
        for task in ready:
            if task._state == READY:
                self._run(task)
        return bool(ready)

    def _run(self, task: FlatTask) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise RunsInCircles(task.task_spec.name)
        try:
            task.run()
        except Exception as error:
            if task._state != TaskState.ERROR or (isinstance(error, AppError) and not isinstance(error, FeelError)):
                raise
            task._set_state(READY)
            task.internal_data["held"] = True
            self.failures.append(Failure(task, error))
            return
        if task._state == COMPLETED:
            self._note(task)

    def _note(self, task: FlatTask) -> None:
        spec = task.task_spec
        if spec.bpmn_id is None or spec.name.endswith(" [child]"):
            return
        self.passed.append(Passed(task.workflow.spec.diagram, spec.bpmn_id))
        if task.workflow is self and isinstance(spec, EndEvent):
            self.end_name = spec.bpmn_name or spec.bpmn_id

    def people(self) -> Iterator[FlatTask]:
        """Open user tasks."""
        return (task for task in self.open_tasks() if task._state == READY and task.task_spec.manual)

    def timers(self) -> Iterator[tuple[FlatTask, datetime]]:
        """Waiting timers and when they go off; an event gateway keeps its timer itself."""
        for task in self.open_tasks():
            for definition in definitions(task):
                if isinstance(definition, Moment | Cycle):
                    due = definition.due(task)
                    if due is not None:
                        yield task, due

    def messages(self) -> Iterator[tuple[FlatTask, Message]]:
        """Waits for a message."""
        for task in self.open_tasks():
            for definition in definitions(task):
                if isinstance(definition, Message):
                    yield task, definition

    def change(self, variables: Mapping[str, Any]) -> None:
        """Set variables wherever a token or what it may still inherit holds them, and recompute timers on them."""
        changed = frozenset(variables)
        for workflow in self.open_workflows():
            for task in workflow.tasks.values():
                if task.data:
                    task.data.update(variables)
        for task in self.open_tasks():
            for definition in definitions(task):
                if isinstance(definition, Moment | Cycle) and timer_names(definition) & changed:
                    definition.reschedule(task)


def definitions(task: FlatTask) -> tuple[Any, ...]:
    """The event definitions a waiting task waits for."""
    if task._state != WAITING or not isinstance(task.task_spec, CatchingEvent):
        return ()
    definition = task.task_spec.event_definition
    return tuple(getattr(definition, "event_definitions", (definition,)))


def timer_names(definition: Any) -> frozenset[str]:
    return names_in(definition.expression)
