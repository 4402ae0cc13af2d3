"""The library as it comes, with its own JSON: only to measure ourselves against."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.util.task import TaskState

from engine.workflow.spiff.expressions import evaluate
from engine.workflow.spiff.xml import read


class Engine(PythonScriptEngine):
    """FEEL for conditions, so that both sides evaluate the same."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        return expression if expression.startswith("P") else evaluate(expression, task.data)


class Stock:
    """Start, save, load and complete with nothing of ours."""

    def __init__(self, xml: bytes, process: str) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(read(xml).getroottree())
        self.spec, self.inner = parser.get_spec(process), parser.get_subprocess_specs(process)
        self.serializer, self.engine = BpmnWorkflowSerializer(), Engine()

    def start(self, variables: Mapping[str, Any]) -> BpmnWorkflow:
        workflow = BpmnWorkflow(self.spec, self.inner, script_engine=self.engine)
        workflow.get_next_task(state=TaskState.READY).data.update(variables)
        workflow.do_engine_steps()
        return workflow

    def save(self, workflow: BpmnWorkflow) -> bytes:
        return str(self.serializer.serialize_json(workflow)).encode()

    def load(self, state: bytes) -> BpmnWorkflow:
        workflow = self.serializer.deserialize_json(state.decode())
        workflow.script_engine = self.engine
        return workflow

    def complete(self, workflow: BpmnWorkflow, task_id: UUID, variables: Mapping[str, Any]) -> None:
        task = workflow.get_task_from_id(task_id)
        task.data.update(variables)
        task.run()
        workflow.do_engine_steps()

    def look(self, workflow: BpmnWorkflow) -> "Open":
        """What the case waits for now."""
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        listening = list(workflow.event_manager.tasks.values())
        return Open(
            {task.id: (task.task_spec.bpmn_id, _item(task)) for task in ready},
            {
                task.id: (task.task_spec.bpmn_id, TimerEventDefinition.get_datetime(task.internal_data["event_value"]))
                for task in listening
                if isinstance(task.task_spec.event_definition, TimerEventDefinition)
            },
            {
                task.id: (task.task_spec.bpmn_id, task.task_spec.event_definition.name)
                for task in listening
                if isinstance(task.task_spec.event_definition, MessageEventDefinition)
            },
        )


def _item(task: Any) -> str | None:
    """The item of a list that the task is for."""
    listed = getattr(task.parent.task_spec, "input_item", None)
    return listed.get(task) if listed is not None and task.triggered else None


@dataclass(frozen=True, slots=True)
class Open:
    """User tasks (element, item), timers (element, due) and messages (element, name), by the ids of their tasks."""

    items: dict[UUID, tuple[str, str | None]]
    timers: dict[UUID, tuple[str, datetime]]
    waits: dict[UUID, tuple[str, str]]
