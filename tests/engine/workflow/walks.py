"""Random walks over one diagram: ours (pruned, saved and loaded at every step) against the stock library.

Both sides call the same handlers and decide by the same table. A move is something that the world does to a case:
`do` a user task, `fire` a timer, `tell` a message, `finish` a parked service task.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from engine.platform import clock
from engine.workflow import decisions
from engine.workflow.spiff import codec, nodes, vocabulary
from engine.workflow.spiff.expressions import evaluate
from engine.workflow.spiff.nodes import Process
from engine.workflow.spiff.runtime import Case
from tests.engine.workflow.walked import DMN

PAST, NEVER = "2020-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00"
TABLES = decisions.read(DMN)
Move = tuple[str, str, Any]


def service(task: Any, handler: str) -> Mapping[str, Any] | None:
    """What the handlers of the walks answer: from the variables that the task sees alone."""
    match handler:
        case "parked":
            return None
        case "count":
            return {"ticks": task.data.get("ticks", 0) + 1}
        case "saw":
            seen = sorted(name for name in task.data if name.startswith(("choice_", "mark_", "answer_")))
            return {f"saw_{task.task_spec.bpmn_id}": " ".join(seen)}
    raise LookupError(handler)


class Effects:
    """The world as ours asks it."""

    def service(self, task: Any, handler: str) -> Mapping[str, Any] | None:
        return service(task, handler)

    def decide(self, task: Any, ref: str) -> Any:
        return TABLES[ref].decide(task.data).flat


class StockService(BpmnSpecMixin):  # type: ignore[misc]
    """A service task on the stock library: nothing returned leaves it STARTED, as the library itself provides."""

    handler = ""

    def _run_hook(self, task: Any) -> bool | None:
        result = service(task, self.handler)
        if result is None:
            return None
        task.data.update(result)
        return True


class StockDecision(BpmnSpecMixin):  # type: ignore[misc]
    """A business-rule task on the stock library."""

    said: Mapping[str, str]

    def _run_hook(self, task: Any) -> bool:
        answer = TABLES[self.said["ref"]].decide(task.data).flat
        if "result" in self.said:
            task.data[self.said["result"]] = answer
        return True


class _ServiceParser(TaskParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        task = super().create_task()
        task.handler = (vocabulary.attributes(self.node, "handler") or {})["name"]
        return task


class _DecisionParser(TaskParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        task = super().create_task()
        task.said = vocabulary.attributes(self.node, "decision") or {}
        return task


class StockParser(BpmnParser):  # type: ignore[misc]
    """The stock parser, which knows no handlers and no decisions of ours."""

    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012
        full_tag("serviceTask"): (_ServiceParser, StockService),
        full_tag("businessRuleTask"): (_DecisionParser, StockDecision),
    }


class FeelEngine(PythonScriptEngine):  # type: ignore[misc]
    """The stock engine, reading conditions as FEEL and timers as the ISO text they are."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        if expression.startswith(("P", "R", "2")) and expression[1:2].isalnum():
            return expression
        return evaluate(expression, task.data)


def where(task: Any) -> Any:
    """Which of many a task is for: its own place in the list and that of each activity around it."""
    keys = [task.internal_data.get("key_or_index")]
    while task.workflow.parent_task_id is not None:
        task = task.workflow.top_workflow.get_task_from_id(task.workflow.parent_task_id)
        keys.append(task.internal_data.get("key_or_index"))
    return next((key for key in keys if key is not None), None)


class Stock:
    """The stock library, in memory."""

    def __init__(self, xml: bytes, process: str, variables: Mapping[str, Any]) -> None:
        parser = StockParser()
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
                found.append(("do", name, where(task)))
            if task.state == TaskState.STARTED and isinstance(task.task_spec, StockService):
                found.append(("finish", name, where(task)))
            if task.state == TaskState.WAITING and hasattr(task.task_spec, "event_definition"):
                definition = task.task_spec.event_definition
                for one in getattr(definition, "event_definitions", [definition]):
                    if isinstance(one, TimerEventDefinition) and self._open(task):
                        found.append(("fire", name, where(task)))
                    if isinstance(one, MessageEventDefinition):
                        found.append(("tell", name, one.name))
        return sorted(found, key=str)

    def make(self, move: Move, values: Mapping[str, Any]) -> None:
        kind, name, detail = move
        for task in self._tasks():
            if task.task_spec.bpmn_id != name or (kind != "tell" and where(task) != detail):
                continue
            if kind == "do" and task.state == TaskState.READY:
                task.data.update(values)
                task.run()
                break
            if kind == "finish" and task.state == TaskState.STARTED:
                task.data.update(values)
                task.complete()
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
        for _ in range(2):  # a cycle that is over sees it only when looked at again, as a program around would
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
    """The house's runtime, through its codec at every step. `passed` are the elements that tokens left."""

    def __init__(self, specs: Mapping[str, Process], process: str, variables: Mapping[str, Any]) -> None:
        self.specs, self.sizes, self.passed = specs, [0], set[str]()
        self._save(Case.start(specs, process, variables, Effects()))

    def _save(self, case: Case) -> None:
        assert not case.failures, case.failures
        self.passed |= {one.element for one in case.passed}
        self.final = dict(case.data)
        self.state = codec.encode(case)
        self.sizes.append(len(self.state))

    def _load(self) -> Case:
        return codec.decode(self.state, self.specs, Effects())

    @staticmethod
    def _moves(case: Case) -> Iterator[tuple[Move, Any]]:
        for task in case.people():
            yield ("do", task.task_spec.bpmn_id, where(task)), task
        for task in case.open_tasks():
            if task._state == TaskState.STARTED and isinstance(task.task_spec, nodes.Handler):
                yield ("finish", task.task_spec.bpmn_id, where(task)), task
        for task, _ in case.timers():
            yield ("fire", task.task_spec.bpmn_id, where(task)), task
        for task, message in case.messages():
            yield ("tell", task.task_spec.bpmn_id, message.name), task

    def moves(self) -> list[Move]:
        return sorted((move for move, _ in self._moves(self._load())), key=str)

    def make(self, move: Move, values: Mapping[str, Any]) -> None:
        case = self._load()
        task = next(task for one, task in self._moves(case) if one == move)
        match move:
            case "do", _, _:
                case.complete(task, values)
            case "finish", _, _:
                case.resume(task, values)
            case "fire", _, _:
                value = task.internal_data["event_value"]
                if isinstance(value, dict):
                    past = clock.now() - timedelta(seconds=1)
                    task.internal_data["event_value"] = {**value, "next": past.isoformat()}
                else:
                    task.internal_data["event_value"] = PAST
                case.fire(task)
            case "tell", _, name:
                case.deliver(task, name, values)
        self._save(case)

    def done(self) -> bool:
        return bool(self._load().is_completed())

    def data(self) -> dict[str, Any]:
        return self.final


def values_for(move: Move, rng: random.Random, step: int) -> dict[str, Any]:
    """What somebody enters: a choice that gateways ask for, and a mark of its own."""
    kind, name, detail = move
    choice = rng.choice(["a", "b", "c"])
    if kind == "fire" or name == "nag":  # two reminders open at once are alike: which is which says nothing
        return {}
    if kind == "finish":
        return {f"answer_{name}": choice, f"mark_{name}_{step}": step}
    if detail is not None and kind == "do":
        outcome = "bad" if choice == "a" else "ok"
        return {f"{outs}_item": outcome for outs in OUTS.get(name, ("outs",))} | {f"choice_{name}": choice}
    return {f"choice_{name}": choice, f"mark_{name}_{step}": step}


OUTS = {"one_act": ("outs1",), "two_act": ("outs2",), "answer": ("outs3", "outs4")}
"""The output item of each multi-instance that runs over more than one task."""
