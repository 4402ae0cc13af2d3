"""Random walks over one diagram: ours (pruned, saved and loaded at every step) against the stock library."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from engine.platform import clock
from engine.workflow.spiff import codec
from engine.workflow.spiff.expressions import evaluate
from engine.workflow.spiff.nodes import Process
from engine.workflow.spiff.runtime import Case

PAST, NEVER = "2020-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00"
Move = tuple[str, str, Any]


class FeelEngine(PythonScriptEngine):  # type: ignore[misc]
    """The stock engine, reading conditions as FEEL and timers as the ISO text they are."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        if expression.startswith(("P", "R")) and expression[1:2].isalnum():
            return expression
        return evaluate(expression, task.data)


class Stock:
    """The stock library, in memory."""

    def __init__(self, xml: bytes, process: str, variables: Mapping[str, Any]) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(xml).getroottree())
        specs = parser.get_subprocess_specs(process)
        self.workflow = BpmnWorkflow(parser.get_spec(process), specs, script_engine=FeelEngine())
        self.workflow.get_next_task(state=TaskState.READY).data.update(variables)
        self.workflow.do_engine_steps()

    def moves(self) -> list[Move]:
        found: list[Move] = []
        for task in self._tasks():
            name = task.task_spec.bpmn_id
            if task.state == TaskState.READY and task.task_spec.manual:
                found.append(("do", name, task.internal_data.get("key_or_index")))
            if task.state == TaskState.WAITING and hasattr(task.task_spec, "event_definition"):
                definition = task.task_spec.event_definition
                for one in getattr(definition, "event_definitions", [definition]):
                    if isinstance(one, TimerEventDefinition) and self._open(task):
                        found.append(("fire", name, None))
                    if isinstance(one, MessageEventDefinition):
                        found.append(("tell", name, one.name))
        return sorted(found, key=str)

    def make(self, move: Move, values: Mapping[str, Any]) -> None:
        kind, name, detail = move
        for task in self._tasks():
            if task.task_spec.bpmn_id != name:
                continue
            if kind == "do" and task.state == TaskState.READY and task.internal_data.get("key_or_index") == detail:
                task.data.update(values)
                task.run()
                break
            if kind == "fire" and task.state == TaskState.WAITING:
                value = task.internal_data["event_value"]
                if isinstance(value, dict):
                    value["next"] = PAST
                else:
                    task.internal_data["event_value"] = PAST
                task.task_spec._update(task)
                if isinstance(value, dict):
                    value["next"] = NEVER  # by the machine's date: stock knows no other clock
                break
            if kind == "tell" and task.state == TaskState.WAITING:
                self.workflow.send_event(BpmnEvent(MessageEventDefinition(detail), payload=dict(values)))
                break
        self.workflow.do_engine_steps()

    def _open(self, task: Any) -> bool:
        value = task.internal_data.get("event_value")
        return not isinstance(value, dict) or value["cycles"] != 0

    def _tasks(self) -> list[Any]:
        return [
            task for workflow in (self.workflow, *self.workflow.subprocesses.values())
            if not (workflow is not self.workflow and workflow.completed) for task in list(workflow.tasks.values())
        ]  # fmt: skip

    def done(self) -> bool:
        return bool(self.workflow.is_completed())

    def data(self) -> dict[str, Any]:
        return dict(self.workflow.data)


class Ours:
    """The house's runtime, through its codec at every step."""

    def __init__(self, specs: Mapping[str, Process], process: str, variables: Mapping[str, Any]) -> None:
        self.specs, self.sizes = specs, [0]
        self._save(Case.start(specs, process, variables))

    def _save(self, case: Case) -> None:
        assert not case.failures, case.failures
        self.final = dict(case.data)
        self.state = codec.encode(case)
        self.sizes.append(len(self.state))

    def _load(self) -> Case:
        return codec.decode(self.state, self.specs)

    def moves(self) -> list[Move]:
        case = self._load()
        found: list[Move] = [
            ("do", task.task_spec.bpmn_id, task.internal_data.get("key_or_index")) for task in case.people()
        ]
        found += [("fire", task.task_spec.bpmn_id, None) for task, _ in case.timers()]
        found += [("tell", task.task_spec.bpmn_id, message.name) for task, message in case.messages()]
        return sorted(found, key=str)

    def make(self, move: Move, values: Mapping[str, Any]) -> None:
        case, (kind, name, detail) = self._load(), move
        if kind == "do":
            task = next(
                task for task in case.people()
                if task.task_spec.bpmn_id == name and task.internal_data.get("key_or_index") == detail
            )  # fmt: skip
            case.complete(task, values)
        elif kind == "fire":
            task = next(task for task, _ in case.timers() if task.task_spec.bpmn_id == name)
            value = task.internal_data["event_value"]
            if isinstance(value, dict):
                past = clock.now() - timedelta(seconds=1)
                task.internal_data["event_value"] = {**value, "next": past.isoformat()}
            else:
                task.internal_data["event_value"] = PAST
            case.fire(task)
        else:
            task = next(task for task, one in case.messages() if task.task_spec.bpmn_id == name and one.name == detail)
            case.deliver(task, detail, values)
        self._save(case)

    def done(self) -> bool:
        return bool(self._load().is_completed())

    def data(self) -> dict[str, Any]:
        return self.final


def values_for(move: Move, rng: random.Random, step: int) -> dict[str, Any]:
    """What somebody enters: a choice that gateways ask for, and a mark of its own."""
    kind, name, detail = move
    if kind == "fire" or name == "nag":  # two reminders open at once are alike: which is which says nothing
        return {}
    if detail is not None and kind == "do":
        return {"outs_item": rng.choice(["ok", "bad"])}
    return {f"choice_{name}": rng.choice(["a", "b", "c"]), f"mark_{name}": step}
