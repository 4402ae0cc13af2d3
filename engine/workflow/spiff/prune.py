"""Forgetting history that no unfinished task can ever need.

What stays: every unfinished task with the way up to where all of them met, and finished branches that a join
still waits to merge. So the saved state is as small as the case is busy, however long it has lived.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin

from engine.workflow.spiff.joins import EndJoin, ancestors
from engine.workflow.spiff.runtime import Case
from engine.workflow.spiff.task import CANCELLED, COMPLETED, UNFINISHED, WAITING


def prune(case: Case) -> None:
    """Drop what is not needed, in the case and in every open sub-process."""
    for workflow in list(case.open_workflows()):
        moved = workflow.last_task is not None  # since it was loaded; where nothing moved, nothing is to be forgotten
        if moved and any(task._state & UNFINISHED for task in workflow.tasks.values()):
            _forget_idle_ends(workflow)
            _keep_only(workflow, _needed(workflow))
    for task_id, inner in list(case.subprocesses.items()):
        outer = case.find(task_id)
        if inner.completed and (outer is None or not outer.is_unfinished):
            del case.subprocesses[task_id]


def _forget_idle_ends(workflow: Any) -> None:
    """A side branch that reached its end with nothing new to say need not wait for the main one."""
    tasks = workflow.tasks
    idle = [task for task in tasks.values() if task._state == WAITING and isinstance(task.task_spec, EndJoin)]
    live = {up.id for task in tasks.values() if _is_token(task) for up in ancestors(task)} if idle else set()
    if not live:
        return
    for task in idle:
        way = [task]
        for up in ancestors(task):
            if up.id in live:
                break
            way.append(up)
        else:
            continue
        data = tasks[task._parent].data
        if any(name not in up.data or up.data[name] != value for name, value in data.items()):
            continue
        up._children.remove(way[-1].id)
        for gone in _below(way[-1]):
            tasks.pop(gone.id, None)


def _is_token(task: Any) -> bool:
    return bool(task._state & UNFINISHED) and not isinstance(task.task_spec, EndJoin) and task.task_spec.name != "End"


def _below(task: Any) -> Iterator[Any]:
    stack = [task]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(child for child in one.children if child is not None)


def _needed(workflow: Any) -> tuple[Any, set[UUID]]:
    """The task everything kept hangs below, and the ids to keep."""
    tasks = workflow.tasks
    heads = [
        task for task in tasks.values()
        if task._state & UNFINISHED and (task._parent is None or not tasks[task._parent]._state & UNFINISHED)
    ]  # fmt: skip
    common = _way(heads[0])
    for head in heads[1:]:
        way = _way(head)
        same = 0
        while same < min(len(way), len(common)) and way[same] is common[same]:
            same += 1
        del common[same:]
    keep = {task.id for task in tasks.values() if task._state & UNFINISHED}
    for task in heads:
        _keep_way(task, keep)
    at = len(common) - 1
    for task in _open_arrivals(workflow, keep):
        for up in ancestors(task):
            if up.id in keep:
                at = min(at, common.index(up)) if up in common else at
                break
        _keep_way(task, keep)
        keep.add(task.id)
    return common[max(at, 0)] if common else workflow.task_tree, keep


def _way(head: Any) -> list[Any]:
    """Finished ancestors from the root down."""
    return [task for task in reversed(list(ancestors(head))) if not task._state & UNFINISHED]


def _keep_way(task: Any, keep: set[UUID]) -> None:
    for up in ancestors(task):
        if up.id in keep and up._state & UNFINISHED:
            continue
        keep.add(up.id)


def _open_arrivals(workflow: Any, live: set[UUID]) -> list[Any]:
    """Arrivals at a join that has not gone on yet: cancelled in favour of a later one, their changes still wanted."""
    joins = [task for task in workflow.tasks.values() if isinstance(task.task_spec, UnstructuredJoin)]
    done = [(task.task_spec, {up.id for up in ancestors(task)}) for task in joins if task._state == COMPLETED]
    arrivals = []
    for task in joins:
        if task._state != CANCELLED:
            continue
        fork = next((up.id for up in ancestors(task) if up.id in live), None)
        if fork is not None and not any(spec is task.task_spec and fork in above for spec, above in done):
            arrivals.append(task)
    return arrivals


def _keep_only(workflow: Any, needed: tuple[Any, set[UUID]]) -> None:
    top, keep = needed
    root = workflow.task_tree
    above = {task.id for task in ancestors(top)} - {root.id}
    kept = {task_id: task for task_id, task in workflow.tasks.items() if task_id in keep - above or task is root}
    for task in kept.values():
        task._children = [child for child in task._children if child in kept]
    if top is not root and top.id in kept:
        root._children, top._parent, root.data = [top.id], root.id, {}
    workflow.tasks = kept
    if workflow.last_task is not None and workflow.last_task.id not in kept:
        workflow.last_task = top
