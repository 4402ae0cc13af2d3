"""Which elements and connections a diagram uses: the table of constructs, gateways, loose ends."""

from collections.abc import Iterator

from lxml import etree

from engine.workflow.constructs import CONSTRUCTS, KNOWN, REFUSED
from engine.workflow.lint.document import Document, known_variables
from engine.workflow.problem import Problem
from engine.workflow.spiff.xml import BPMN, find, local

_BRANCHING = ("exclusiveGateway", "inclusiveGateway")
_ONE_WAY = (
    "startEvent", "endEvent", "userTask", "serviceTask", "businessRuleTask", "callActivity", "subProcess",
    "receiveTask", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
)  # fmt: skip
_NODES = (*_ONE_WAY, "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway")


def check(document: Document) -> list[Problem]:
    if not document.processes():
        return [document.problem(None, "文件里没有流程。")]
    return [*_constructs(document), *_unknown(document), *_gateways(document), *_ends(document), *_lists(document)]


def _constructs(document: Document) -> Iterator[Problem]:
    for construct in CONSTRUCTS:
        if construct.refusal is None:
            continue
        seen: set[etree._Element] = set()
        for process in document.processes():
            for node in find(process, construct.path):
                if node not in seen:
                    seen.add(node)
                    yield document.problem(node, construct.refusal)


def _unknown(document: Document) -> Iterator[Problem]:
    for process in document.processes():
        for node in find(process, ".//bpmn:*[not(ancestor::bpmn:extensionElements)]"):
            name = local(node)
            inside = any(local(up) in REFUSED for up in node.iterancestors())
            if name not in KNOWN and name not in REFUSED and not inside:
                yield document.problem(node, f"不支持 {name}。")


def _gateways(document: Document) -> Iterator[Problem]:
    for node in document.nodes(*_BRANCHING):
        out = _outgoing(node)
        default = node.get("default")
        if len(out) < 2:
            continue
        if default is None:
            yield document.problem(node, "网关没有默认连线。请指定条件都不成立时走哪一条。")
        for flow in out:
            if flow.get("id") != default and not find(flow, "./bpmn:conditionExpression[normalize-space()]"):
                yield document.problem(node, f"连线 {flow.get('name') or flow.get('id')} 没有条件。")
    for node in document.nodes("eventBasedGateway"):
        kinds = {"intermediateCatchEvent", "receiveTask"}
        if any(target is None or local(target) not in kinds for target in map(_target, _outgoing(node))):
            yield document.problem(node, "事件网关后面只能接消息或定时的中间事件。")


def _ends(document: Document) -> Iterator[Problem]:
    for node in document.nodes(*_NODES):
        kind, out = local(node), len(_outgoing(node))
        if kind != "endEvent" and out == 0:
            yield document.problem(node, "没有后续连线，流程会停在这里。")
        if kind in _ONE_WAY and out > 1:
            yield document.problem(node, "有多条后续连线。请用网关分开。")
        if kind not in ("startEvent", "boundaryEvent") and not _incoming(node):
            yield document.problem(node, "没有连线通到这里，永远不会执行。")
        if kind == "endEvent" and not node.get("name"):
            yield document.problem(node, "结束事件没有名称。名称就是人们读到的结果。")
        if kind == "boundaryEvent" and _by_id(node, node.get("attachedToRef")) is None:
            yield document.problem(node, "边界事件没有附着在活动上。")
    for flow in document.nodes("sequenceFlow"):
        if _by_id(flow, flow.get("sourceRef")) is None or _target(flow) is None:
            yield document.problem(flow, "连线的一端不存在，或跨出了子流程。")


def _lists(document: Document) -> Iterator[Problem]:
    for node in document.nodes("multiInstanceLoopCharacteristics"):
        source = find(node, "./bpmn:loopDataInputRef")
        name = (source[0].text or "").strip() if source else ""
        if not name and not find(node, "./bpmn:loopCardinality"):
            yield document.problem(node, "多实例没有写明对哪个列表逐项办理。")
        elif name and name not in known_variables(node):
            yield document.problem(node, f"列表变量 {name} 未在流程上声明。")
        if not find(node, "./bpmn:inputDataItem[@id or @name]"):
            yield document.problem(node, "多实例没有写明每一项的变量名。")


def _outgoing(node: etree._Element) -> list[etree._Element]:
    return [flow for flow in _flows(node) if flow.get("sourceRef") == node.get("id")]


def _incoming(node: etree._Element) -> list[etree._Element]:
    return [flow for flow in _flows(node) if flow.get("targetRef") == node.get("id")]


def _flows(node: etree._Element) -> list[etree._Element]:
    parent = node.getparent()
    return [] if parent is None else parent.findall(f"{{{BPMN}}}sequenceFlow")


def _target(flow: etree._Element) -> etree._Element | None:
    return _by_id(flow, flow.get("targetRef"))


def _by_id(node: etree._Element, wanted: str | None) -> etree._Element | None:
    """A sibling by id: flows never cross the border of a sub-process."""
    parent = node.getparent()
    if parent is None or not wanted:
        return None
    return next((one for one in parent if one.get("id") == wanted), None)
