"""What stands behind the elements of a diagram: user, service and decision tasks, calls, messages, ends."""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask, SimpleBpmnTask
from SpiffWorkflow.bpmn.specs.defaults import CallActivity, SubWorkflowTask, UserTask
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from engine.workflow.spiff.expressions import evaluate
from engine.workflow.spiff.joins import EndJoin
from engine.workflow.spiff.task import STARTED
from engine.workflow.spiff.vocabulary import Lane, UserWork


class Process(BpmnProcessSpec):
    """A process or an embedded sub-process. `diagram` is the process in whose drawing it stands."""

    def __init__(self, name: str, description: str, filename: str | None) -> None:
        WorkflowSpec.__init__(self, name=name, filename=filename)
        self.description = description
        self.diagram = name
        self.title = description
        self.variables: dict[str, str] = {}
        self.svg = self.io_specification = None
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}
        self.bpmn_start_events: list[Any] = []
        self.start = BpmnStartTask(self, "Start")
        self.end = EndJoin(self, f"{name}.EndJoin")
        self.end.connect(SimpleBpmnTask(self, "End"))


class Person(UserTask):
    """A user task: who may do it (lane), with which form, until when."""

    lane_group: Lane | None = None
    work: UserWork = UserWork()


class Handler(BpmnSpecMixin):
    """A service task: calls a handler by name. A remote one is parked: the task stays STARTED until resumed."""

    handler: str = ""

    def _run_hook(self, task: Any) -> bool | None:
        result = task.workflow.top_workflow.effects.service(task, self.handler)
        if result is None:
            return None
        task.data.update(result)
        return True


class Decision(BpmnSpecMixin):
    """A business-rule task: a decision table of the same deployment."""

    ref: str = ""
    result: str | None = None

    def _run_hook(self, task: Any) -> bool:
        answer = task.workflow.top_workflow.effects.decide(task, self.ref)
        if self.result:
            task.data[self.result] = answer
        elif isinstance(answer, dict):
            task.data.update(answer)
        return True


class _Inside:
    """Starting what is inside: variables go in and come out whole; they are flat, so a shallow copy does."""

    spec: str

    def start_workflow(self, task: Any) -> None:
        inner = task.workflow.top_workflow.create_subprocess(task, self.spec)
        inner.completed_event.connect(self._on_subworkflow_completed, task)  # type: ignore[attr-defined]
        inner.task_tree.data = dict(task.data)
        inner.task_tree.run()

    def update_data(self, task: Any, inner: Any) -> None:
        task.data = dict(inner.last_task.data)

    def _update_hook(self, task: Any) -> bool | None:
        inner = task.workflow.top_workflow.subprocesses.get(task.id)
        if inner is not None:
            return bool(inner.completed)
        task._inherit_data()
        self.start_workflow(task)
        task._set_state(STARTED)
        return None


class Embedded(_Inside, SubWorkflowTask):
    """A sub-process drawn in place."""


class Call(_Inside, CallActivity):
    """A call activity: another process of the same deployment."""


class Message(MessageEventDefinition):
    """A message to wait for, by name and key; without a key, the business key. Its payload becomes variables."""

    key: str | None = None

    def key_of(self, task: Any, business_key: str) -> str | None:
        """The key of this wait as text; None when the expression finds none."""
        if self.key is None:
            return business_key
        value = evaluate(self.key, task.data)
        return None if value is None else str(value)

    def catches(self, task: Any, event: Any) -> bool:
        return bool(self == event.event_definition)

    def catch(self, task: Any, event: Any = None) -> None:
        task.internal_data[self.name] = event.payload
        task.internal_data["event_fired"] = True

    def update_task_data(self, task: Any) -> None:
        task.data.update(task.internal_data.pop(self.name, None) or {})
