"""A task of the tree, without the library's logging and deep merging."""

import time
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

WAITING, READY, STARTED = TaskState.WAITING, TaskState.READY, TaskState.STARTED
COMPLETED, CANCELLED, FUTURE = TaskState.COMPLETED, TaskState.CANCELLED, TaskState.FUTURE
UNFINISHED = TaskState.NOT_FINISHED_MASK


class FlatTask(Task):
    """Variables are flat and their values are never changed in place, so a shallow copy is a copy."""

    id: UUID
    data: dict[str, Any]
    internal_data: dict[str, Any]

    _state: int

    def _set_state(self, value: int) -> None:
        if value != self._state:
            self.last_state_change = time.time()
            self._state = value

    def _inherit_data(self) -> None:
        self.data.update(self.workflow.tasks[self._parent].data)

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> "FlatTask":
        child = FlatTask(self.workflow, task_spec, self, state=state)
        child.thread_id = self.thread_id
        if state == READY:
            child._ready()
        return child

    def _sync_children(self, task_specs: list[Any], state: int = TaskState.MAYBE) -> None:
        """Nothing is predicted: a task gets its children when it runs."""
        if self._state == READY:
            super()._sync_children(task_specs, state)

    def run(self) -> bool | None:
        self.task_spec._predict_hook(self)
        done: bool | None = super().run()
        return done

    @property
    def is_unfinished(self) -> bool:
        return bool(self._state & UNFINISHED)
