"""A diagram as a list: the same steps in words, for people who cannot use the picture and for comparing versions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.workflow.spiff.xml import find, local, read

KINDS = {
    "startEvent": "开始",
    "endEvent": "结束",
    "userTask": "人工任务",
    "manualTask": "人工任务",
    "serviceTask": "系统任务",
    "businessRuleTask": "规则判断",
    "callActivity": "子流程",
    "subProcess": "内嵌流程",
    "transaction": "内嵌流程",
    "exclusiveGateway": "分支",
    "parallelGateway": "并行",
    "inclusiveGateway": "多选分支",
    "eventBasedGateway": "等待其一",
    "intermediateCatchEvent": "等待",
    "intermediateThrowEvent": "发出",
    "receiveTask": "等待",
    "sendTask": "发出",
    "boundaryEvent": "附加事件",
    "task": "任务",
}
_TRIGGERS = ("timerEventDefinition", "messageEventDefinition", "signalEventDefinition", "errorEventDefinition",
             "escalationEventDefinition", "terminateEventDefinition")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A node. `facts` are its settings by the name people read; `next` holds (condition or name, id of the next)."""

    id: str
    kind: str
    name: str
    lane: str
    facts: Mapping[str, str]
    next: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        return self.name or f"（{self.kind}）"

    @property
    def joins(self) -> bool:
        """Whether it is a nameless gateway with one way on."""
        return not self.name and self.kind in ("分支", "并行", "多选分支") and len(self.next) == 1


@dataclass(frozen=True, slots=True)
class Outline:
    """One process of a file; steps in the order in which a case meets them, flows as (id, from, to)."""

    process: str
    name: str
    steps: tuple[Step, ...]
    flows: tuple[tuple[str, str, str], ...] = ()
    variables: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)

    @property
    def telling(self) -> list[Step]:
        """The steps without those that only join flows."""
        return [step for step in self.steps if not step.joins]

    def destination(self, step_id: str) -> str:
        """What people call the next step, beyond mere joins."""
        seen: set[str] = set()
        step = self.step(step_id)
        while step is not None and step.joins and step.id not in seen:
            seen.add(step.id)
            step = self.step(step.next[0][1])
        return step.label if step is not None else step_id


def outlines(xml: bytes) -> list[Outline]:
    """The processes of a BPMN file. Raises RefusedXml."""
    root = read(xml)
    messages = {node.get("id", ""): node.get("name", "") for node in find(root, "./bpmn:message")}
    titles = {node.get("processRef"): node.get("name") for node in find(root, ".//bpmn:participant")}
    return [
        _outline(process, titles.get(process.get("id")) or "", messages) for process in find(root, "./bpmn:process")
    ]


def _outline(process: etree._Element, pool: str, messages: Mapping[str, str]) -> Outline:
    lanes = {
        ref.text or "": lane.get("name", "")
        for lane in find(process, ".//bpmn:lane")
        for ref in find(lane, "./bpmn:flowNodeRef")
    }
    flows = {flow.get("id", ""): flow for flow in find(process, ".//bpmn:sequenceFlow")}
    steps = {
        node.get("id", ""): _step(node, lanes, flows, messages) for node in process.iter() if _kind(node) is not None
    }
    return Outline(
        process=process.get("id", ""),
        name=str(process.get("name") or pool or process.get("id")),
        steps=tuple(steps[each] for each in _order(process, steps)),
        flows=tuple((key, flow.get("sourceRef", ""), flow.get("targetRef", "")) for key, flow in flows.items()),
        variables=tuple(node.get("name", "") for node in find(process, "./bpmn:extensionElements/certflow:variable")),
        names={key: step.label for key, step in steps.items()},
    )


def _kind(node: etree._Element) -> str | None:
    return KINDS.get(local(node)) if isinstance(node.tag, str) else None


def _step(
    node: etree._Element, lanes: Mapping[str, str], flows: Mapping[str, etree._Element], messages: Mapping[str, str]
) -> Step:
    outgoing = (flows[ref.text or ""] for ref in find(node, "./bpmn:outgoing") if ref.text in flows)
    return Step(
        id=node.get("id", ""),
        kind=KINDS[local(node)],
        name=node.get("name", "").replace("\n", ""),
        lane=next((lanes[up.get("id", "")] for up in (node, *node.iterancestors()) if up.get("id", "") in lanes), ""),
        facts=dict(_facts(node, messages)),
        next=tuple((_condition(flow), flow.get("targetRef", "")) for flow in outgoing),
    )


def _facts(node: etree._Element, messages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for own in find(node, "./bpmn:extensionElements/*"):
        names = {"task": {"form": "表单", "due": "时限", "priority": "优先级", "part": "办理身份", "excludes": "回避"},
                 "handler": {"name": "系统处理"}, "decision": {"ref": "规则表", "result": "结果变量"},
                 "message": {"key": "消息键"}}.get(local(own), {})  # fmt: skip
        yield from ((label, own.get(key, "")) for key, label in names.items() if own.get(key))
    if node.get("calledElement"):
        yield "调用流程", node.get("calledElement", "")
    if node.get("attachedToRef"):
        yield "附加于", node.get("attachedToRef", "")
        yield "触发后", "原任务继续" if node.get("cancelActivity") == "false" else "中断原任务"
    for trigger in (each for kind in _TRIGGERS for each in find(node, f"./bpmn:{kind}")):
        if local(trigger) == "timerEventDefinition":
            yield from (
                ("时间", (time.text or "").strip()) for time in find(trigger, "./*[starts-with(local-name(), 'time')]")
            )
        elif local(trigger) == "messageEventDefinition":
            yield "消息", messages.get(trigger.get("messageRef", ""), "")
        elif local(trigger) == "terminateEventDefinition":
            yield "结束方式", "终止整个流程"
    for loop in find(node, "./bpmn:multiInstanceLoopCharacteristics"):
        yield "逐项办理", "依次" if loop.get("isSequential") == "true" else "同时"
        yield from (("逐项变量", (item.text or "").strip()) for item in find(loop, "./bpmn:loopDataInputRef"))
        yield from (("提前结束条件", (item.text or "").strip()) for item in find(loop, "./bpmn:completionCondition"))


def _condition(flow: etree._Element) -> str:
    expressions = find(flow, "./bpmn:conditionExpression")
    return flow.get("name") or ((expressions[0].text or "").strip() if expressions else "")


def _order(process: etree._Element, steps: Mapping[str, Step]) -> list[str]:
    """From the starts along the flows; what hangs on a step or lies in it comes right after it."""
    hanging: dict[str, list[str]] = {}
    for node in process.iter():
        if _kind(node) is None:
            continue
        parent = node.getparent()
        owner = node.get("attachedToRef") or (
            parent.get("id", "") if parent is not None and parent is not process else ""
        )
        if owner and (node.get("attachedToRef") or local(node) == "startEvent"):
            hanging.setdefault(owner, []).append(node.get("id", ""))
    found: dict[str, None] = {}
    starts = [each for each in steps if steps[each].kind == "开始"]
    stack = [*reversed(starts)]
    while stack:
        each = stack.pop()
        if each in found or each not in steps:
            continue
        found[each] = None
        after = [target for _, target in steps[each].next]
        stack += [*reversed(after), *reversed(hanging.get(each, []))]
    return [*found, *(each for each in steps if each not in found)]
