"""Multi-instance tasks: the wrapper keeps lane and work, each child's changes are gathered until all are done."""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ParallelMultiInstanceTask, SequentialMultiInstanceTask

from engine.workflow.spiff.expressions import evaluate
from engine.workflow.spiff.task import WAITING


class NotAList(ValueError):
    """The list a multi-instance task should run over is missing or no list."""


def variable(item: Any) -> str:
    """The variable of an input or output item: its name, or its id where it has none."""
    return str(item.bpmn_name or item.bpmn_id)


class _Each:
    """What parallel and sequential have in common. `changes` waits in internal data for the wrapper's end."""

    data_input: Any
    data_output: Any
    input_item: Any
    output_item: Any
    condition: str | None
    task_spec: str
    name: str

    def _items(self, wrapper: Any) -> list[Any]:
        items = wrapper.data.get(self.data_input.bpmn_id)
        if not isinstance(items, list):
            raise NotAList(f"{self.name}: variable {self.data_input.bpmn_id} is no list")
        return items

    def _begin(self, wrapper: Any) -> list[Any]:
        wrapper._inherit_data()
        for item in (self.input_item, self.output_item):
            if item is not None:
                wrapper.data.pop(variable(item), None)
        if self.data_output is not None:
            wrapper.data[self.data_output.bpmn_id] = []
        items = self._items(wrapper)
        wrapper.internal_data.update(merged=[], changes={})
        return items

    def create_child(self, wrapper: Any, item: Any, index: int | None = None) -> None:
        spec = wrapper.workflow.spec.task_specs[self.task_spec]
        child = wrapper._add_child(spec, WAITING)
        child.triggered = True
        if self.input_item is not None:
            child.data[variable(self.input_item)] = item
        child.internal_data.update(key_or_index=index, item=item)
        spec._update(child)

    def _keep(self, wrapper: Any, child: Any) -> None:
        """Gather what the child changed: its output into the output list, else every changed variable."""
        wrapper.internal_data["merged"].append(str(child.id))
        if self.data_output is not None and self.output_item is not None:
            name = self.data_output.bpmn_id
            wrapper.data[name] = [*wrapper.data[name], child.data.get(variable(self.output_item))]
            return
        own = variable(self.input_item) if self.input_item is not None else None
        wrapper.internal_data["changes"].update({
            name: value for name, value in child.data.items()
            if name != own and (name not in wrapper.data or wrapper.data[name] != value)
        })  # fmt: skip

    def _enough(self, child: Any) -> bool:
        return self.condition is not None and evaluate(self.condition, child.data) is True

    def _run_hook(self, wrapper: Any) -> bool:
        wrapper.data.update(wrapper.internal_data.pop("changes", {}))
        return bool(super()._run_hook(wrapper))  # type: ignore[misc]


class ParallelEach(_Each, ParallelMultiInstanceTask):
    """All items at once. A verdict belongs in a business table: only flat changes come back."""

    def _update_hook(self, wrapper: Any) -> bool | None:
        items = self._begin(wrapper)
        for index, item in enumerate(items):
            self.create_child(wrapper, item, index)
        if not items:
            return True
        wrapper._set_state(32)
        return None

    def merge_child(self, workflow: Any, child: Any) -> None:
        wrapper = child.parent
        self._keep(wrapper, child)
        if self._enough(child):
            for other in self._instances(wrapper):
                other.cancel()
            wrapper._set_state(16)
        elif self.children_complete(wrapper):
            wrapper._set_state(16)


class SequentialEach(_Each, SequentialMultiInstanceTask):
    """One item after the other; a later one sees what the earlier ones changed."""

    def _update_hook(self, wrapper: Any) -> bool | None:
        items = self._begin(wrapper)
        wrapper.internal_data["remaining"] = list(range(len(items)))
        if not items:
            return True
        self._next(wrapper)
        wrapper._set_state(32)
        return None

    def _next(self, wrapper: Any) -> None:
        index, *rest = wrapper.internal_data["remaining"]
        wrapper.internal_data["remaining"] = rest
        self.create_child(wrapper, self._items(wrapper)[index], index)

    def merge_child(self, workflow: Any, child: Any) -> None:
        wrapper = child.parent
        self._keep(wrapper, child)
        wrapper.data.update(wrapper.internal_data["changes"])
        wrapper.internal_data["changes"] = {}
        if self._enough(child) or not wrapper.internal_data["remaining"]:
            wrapper._set_state(16)
        else:
            self._next(wrapper)
