"""The library as it comes, with its own JSON: only to measure ourselves against."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
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

    def ready(self, workflow: BpmnWorkflow) -> list[UUID]:
        return [task.id for task in workflow.get_tasks(state=TaskState.READY, manual=True)]

    def timers(self, workflow: BpmnWorkflow) -> list[UUID]:
        return [task.id for task in workflow.event_manager.tasks.values()]
