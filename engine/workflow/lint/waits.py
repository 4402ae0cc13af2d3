"""Every wait has an end: a timer beside the message, a due time on every user task, a lane for its people."""

from collections.abc import Iterator

from lxml import etree

from engine.workflow.lint.document import Document, known_variables
from engine.workflow.problem import Problem
from engine.workflow.registry import knows_group
from engine.workflow.spiff import vocabulary
from engine.workflow.spiff.xml import BPMN, find, local


def check(document: Document) -> list[Problem]:
    return [*_messages(document), *_gateways(document), *_people(document)]


def _messages(document: Document) -> Iterator[Problem]:
    for node in document.nodes("receiveTask"):
        timers = [event for event in _attached(node) if find(event, "./bpmn:timerEventDefinition")]
        if not timers and not _after_event_gateway(node):
            yield document.problem(node, "只等消息，没有期限。请附着一个定时边界事件。")
    for node in document.nodes("intermediateCatchEvent"):
        if find(node, "./bpmn:messageEventDefinition") and not _after_event_gateway(node):
            yield document.problem(node, "只等消息，没有期限。请用事件网关同时等待一个定时事件。")


def _gateways(document: Document) -> Iterator[Problem]:
    for node in document.nodes("eventBasedGateway"):
        timers = sum(bool(find(target, "./bpmn:timerEventDefinition")) for target in _targets(node))
        if timers == 0:
            yield document.problem(node, "事件网关只等消息，没有期限。请加一个定时事件。")
        elif timers > 1:
            yield document.problem(node, "事件网关只能有一个定时事件：多个期限会互相覆盖。")


def _people(document: Document) -> Iterator[Problem]:
    listed = vocabulary.lanes(document.root)
    for node in document.nodes("userTask"):
        lane, known = vocabulary.lane_of(node, listed), known_variables(node)
        if vocabulary.user_work(node).due is None:
            yield document.problem(node, "用户任务没有办理期限。")
        if lane is None or lane.group is None:
            yield document.problem(node, "用户任务不在有办理组的泳道里，没有人能办。")
            continue
        if not knows_group(lane.group):
            yield document.problem(node, f"泳道“{lane.name}”的办理组 {lane.group} 不存在。")
        for name in sorted(vocabulary.names_in(lane.group) - known):
            yield document.problem(node, f"泳道“{lane.name}”的办理组用到的变量 {name} 未在流程上声明。")


def _siblings(node: etree._Element, kind: str) -> list[etree._Element]:
    parent = node.getparent()
    return [] if parent is None else parent.findall(f"{{{BPMN}}}{kind}")


def _attached(node: etree._Element) -> list[etree._Element]:
    return [event for event in _siblings(node, "boundaryEvent") if event.get("attachedToRef") == node.get("id")]


def _after_event_gateway(node: etree._Element) -> bool:
    sources = {
        flow.get("sourceRef") for flow in _siblings(node, "sequenceFlow") if flow.get("targetRef") == node.get("id")
    }
    gateways = {gateway.get("id") for gateway in _siblings(node, "eventBasedGateway")}
    return bool(sources) and sources <= gateways


def _targets(node: etree._Element) -> list[etree._Element]:
    wanted = {
        flow.get("targetRef") for flow in _siblings(node, "sequenceFlow") if flow.get("sourceRef") == node.get("id")
    }
    parent = node.getparent()
    return [] if parent is None else [one for one in parent if one.get("id") in wanted and local(one) != "sequenceFlow"]
