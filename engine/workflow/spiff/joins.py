"""Gateways and joins over the flat task table.

Where branches meet, each branch's own changes are kept: what a branch changed since the fork wins over what
another merely carried along (the library lets the last one overwrite everything, and mixes lists up).
"""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway, InclusiveGateway, ParallelGateway
from SpiffWorkflow.specs.MultiChoice import MultiChoice

from engine.workflow.spiff.expressions import Condition
from engine.workflow.spiff.task import CANCELLED, COMPLETED, FUTURE, READY, STARTED, UNFINISHED, WAITING


def ancestors(task: Any) -> Iterator[Any]:
    tasks, task = task.workflow.tasks, task.workflow.tasks.get(task._parent)
    while task is not None:
        yield task
        task = tasks.get(task._parent)


def fork_of(mine: Any, other: Any) -> Any | None:
    """Where two instances of a join parted; None when `other` belongs to an earlier round or is an ancestor."""
    theirs = {task.id for task in ancestors(other)} | {other.id}
    for task in ancestors(mine):
        if task.id in theirs:
            return None if task is other else task
        if task.task_spec is mine.task_spec and task._state == COMPLETED:
            return None
    return None


def merge(mine: Any) -> None:
    """Bring the changes of the other branches into the join that goes on."""
    tasks = mine.workflow.tasks
    data = dict(tasks[mine._parent].data)
    others = [
        task for task in tasks.values()
        if task.task_spec is mine.task_spec and task._state == CANCELLED
    ]  # fmt: skip
    for other in sorted(others, key=lambda task: task.last_state_change):
        fork = fork_of(mine, other)
        if fork is None:
            continue
        base, theirs = fork.data, tasks[other._parent].data
        own = tasks[mine._parent].data
        for name, value in theirs.items():
            changed = name not in base or base[name] != value
            untouched = name not in own or (name in base and own[name] == base[name])
            if changed and untouched:
                data[name] = value
    mine.data = data


def _holds_token(task: Any) -> bool:
    """Whether a token is here, or about to come in from a task that just completed."""
    if task._state & (READY | WAITING | STARTED):
        return True
    parent = task.workflow.tasks.get(task._parent)
    return bool(task._state == FUTURE and parent is not None and parent._state == COMPLETED)


def leads_from(join: Any, places: set[str], way_in: str) -> bool:
    """Whether a way leads from one of the places to the join by this way in, without passing the join before."""
    specs, stack, seen = join._wf_spec.task_specs, [way_in], {join.name}
    while stack:
        spec = stack.pop()
        if spec in seen:
            continue
        seen.add(spec)
        if spec in places:
            return True
        stack.extend(specs[spec]._inputs)
    return False


class _Branching:
    def connect_outgoing_if(self, condition: str | None, target: Any) -> None:
        if condition is None:
            self.connect(target)  # type: ignore[attr-defined]
        else:
            self.connect_if(Condition(condition), target)  # type: ignore[attr-defined]

    def _predict_hook(self, task: Any) -> None:
        """Its children are what it chooses."""


class _Merging:
    def _run_hook(self, task: Any) -> bool:
        merge(task)
        return True


class Exclusive(_Branching, ExclusiveGateway):
    """One way on: the first condition that is true, in the order of the file, else the default."""


class Parallel(_Merging, ParallelGateway):
    """Waits for a token on each way in. Ways that lead back from here are a round of their own."""

    def _check_threshold_unstructured(self, mine: Any) -> bool:
        above = {task.id for task in ancestors(mine)}
        tasks = mine.workflow.tasks
        waiting = self._awaited(tasks[mine._parent].task_spec.name)
        for task in [task for task in tasks.values() if task.task_spec is self]:
            if task.id in above:
                continue  # an earlier round
            parent = tasks[task._parent]
            if parent._state == COMPLETED and parent.task_spec.name in waiting and self._is_of_this_round(mine, task):
                waiting.discard(parent.task_spec.name)
        return not waiting

    def _awaited(self, came_by: str) -> set[str]:
        back = {name for name in self._inputs if not leads_from(self, {self._wf_spec.start.name}, name)}
        return back if came_by in back else set(self._inputs) - back

    @staticmethod
    def _is_of_this_round(mine: Any, other: Any) -> bool:
        return other is mine or fork_of(mine, other) is not None


class Inclusive(_Branching, InclusiveGateway):
    """One or more ways on; as a join it waits for whatever can still arrive."""

    def _check_threshold_unstructured(self, mine: Any) -> bool:
        tasks = mine.workflow.tasks
        here = [task for task in tasks.values() if task.task_spec is self]
        arrived = {
            tasks[task._parent].task_spec.name for task in here
            if tasks[task._parent]._state == COMPLETED and (task is mine or fork_of(mine, task) is not None)
        }  # fmt: skip
        busy = {task.task_spec.name for task in tasks.values() if task.task_spec is not self and _holds_token(task)}
        return not any(leads_from(self, busy, name) for name in self._inputs if name not in arrived)

    def _run_hook(self, task: Any) -> bool:
        merge(task)
        return bool(self._choose(task))

    def _choose(self, task: Any) -> bool:
        matches, defaults = self._get_matching_outputs(task)
        if not matches + defaults:
            raise LookupError(f"no way on from gateway {self.name}")
        task._sync_children(matches or defaults, 4)
        for child in task.children:
            child.task_spec._predict(child, mask=4 | 3)
        return True

    test = MultiChoice.test


class EndJoin(_Merging, _EndJoin):
    """The end of a process: reached when nothing else is open."""

    def _check_threshold_unstructured(self, mine: Any) -> bool:
        return not any(
            task._state & UNFINISHED and task is not mine and task.task_spec.name != "End"
            for task in mine.workflow.tasks.values()
        )

    def _run_hook(self, task: Any) -> bool:
        merge(task)
        task.workflow.data.update(task.data)
        return True
