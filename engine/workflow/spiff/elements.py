"""One parser for each kind of element: the library's, with our extensions, lanes, FEEL and clock."""

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.event_parsers import (
    BoundaryEventParser,
    EndEventParser,
    EventBasedGatewayParser,
    IntermediateCatchEventParser,
    IntermediateThrowEventParser,
    ReceiveTaskParser,
    StartEventParser,
)
from SpiffWorkflow.bpmn.parser.task_parsers import (
    CallActivityParser,
    ConditionalGatewayParser,
    GatewayParser,
    SubWorkflowParser,
)
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from engine.workflow.spiff import timers, vocabulary
from engine.workflow.spiff.loops import ParallelEach, SequentialEach
from engine.workflow.spiff.nodes import Message
from engine.workflow.spiff.xml import find


class Element(TaskParser):
    """Order of ways out is the order of the file: moving a shape never changes what a gateway decides."""

    PARALLEL_MI_CLASS = ParallelEach
    SEQUENTIAL_MI_CLASS = SequentialEach

    def get_position(self, node: Any = None) -> dict[str, float]:
        return {"x": 0.0, "y": 0.0}

    def parse_extensions(self, node: Any = None) -> dict[str, Any]:
        return {}

    def parse_condition(self, flow: etree._Element) -> str | None:
        found = find(flow, "./bpmn:conditionExpression")
        text = (found[0].text or "").strip() if found else ""
        return text or None

    def _copy_task_attrs(self, original: Any, loop_characteristics: Any = None) -> None:
        super()._copy_task_attrs(original, loop_characteristics)
        self.task.lane, self.task.bpmn_name = original.lane, original.bpmn_name
        self.task.documentation = original.documentation
        for name in ("lane_group", "work"):
            if hasattr(original, name):
                setattr(self.task, name, getattr(original, name))
        # the library connects at run time, into the shared spec; here once, before anyone runs
        original.completed_event.connect(self.task.merge_child)


class PersonElement(Element):
    def create_task(self) -> Any:
        task = super().create_task()
        task.work = vocabulary.user_work(self.node)
        task.lane_group = vocabulary.lane_of(self.node, self.process_parser.lane_index)
        task.lane = task.lane_group.name if task.lane_group else None
        return task


class HandlerElement(Element):
    def create_task(self) -> Any:
        task = super().create_task()
        task.handler = (vocabulary.attributes(self.node, "handler") or {}).get("name", "")
        return task


class DecisionElement(Element):
    def create_task(self) -> Any:
        task = super().create_task()
        said = vocabulary.attributes(self.node, "decision") or {}
        task.ref, task.result = said.get("ref", ""), said.get("result")
        return task


class _Events:
    """Reading of event definitions: messages with keys, timers on the clock."""

    node: etree._Element
    process_parser: Any

    def parse_message_event(self, event: etree._Element) -> Message:
        name = self.process_parser.parser.messages.get(event.get("messageRef"))
        message = Message(name or "")
        message.key = (vocabulary.attributes(self.node, "message") or {}).get("key")
        return message

    def parse_timer_event(self, event: etree._Element) -> Any:
        name = self.node.get("id")
        for word, kind in (("timeDate", timers.Moment), ("timeDuration", timers.Moment), ("timeCycle", timers.Cycle)):
            found = find(event, f"./bpmn:{word}")
            if found:
                return kind(name, (found[0].text or "").strip())
        raise ValueError("timer without a time")


class StartElement(_Events, Element, StartEventParser):
    """A start event."""


class EndElement(_Events, Element, EndEventParser):
    """An end event."""


class CatchElement(_Events, Element, IntermediateCatchEventParser):
    """An intermediate event that waits."""


class ThrowElement(_Events, Element, IntermediateThrowEventParser):
    """An intermediate event that says something: an escalation, or only that the case has come this far."""


class BoundaryElement(_Events, Element, BoundaryEventParser):
    """A boundary event."""


class ReceiveElement(_Events, Element, ReceiveTaskParser):
    """A receive task."""


class EventGatewayElement(_Events, Element, EventBasedGatewayParser):
    """An event gateway."""


class BranchingElement(Element, ConditionalGatewayParser):
    """An exclusive or inclusive gateway."""


class ForkElement(Element, GatewayParser):
    """A parallel gateway."""


class _Around:
    """Whoever has no lane inside stands in the lane outside."""

    node: etree._Element
    process_parser: Any

    def create_task(self) -> Any:
        task = super().create_task()  # type: ignore[misc]
        task.lane_group = vocabulary.lane_of(self.node, self.process_parser.lane_index)
        return task


class CallElement(_Around, Element, CallActivityParser):
    """A call activity."""


class EmbeddedElement(_Around, Element, SubWorkflowParser):
    """An embedded sub-process."""
