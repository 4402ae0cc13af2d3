"""Everything a diagram names must exist: handlers, decisions, forms, processes, messages, variables, expressions."""

from collections.abc import Iterator
from datetime import timedelta

from lxml import etree

from engine.platform import clock
from engine.workflow import feel, registry
from engine.workflow.lint.document import Document, Documents, known_variables
from engine.workflow.problem import Problem
from engine.workflow.spiff import timers, vocabulary
from engine.workflow.spiff.expressions import compiled
from engine.workflow.spiff.xml import find


def check(documents: Documents) -> list[Problem]:
    problems = list(_processes(documents))
    for document in documents.diagrams:
        problems += _handlers(document)
        problems += _decisions(document, documents.decisions)
        problems += _forms(document, documents)
        problems += _messages(document)
        problems += _expressions(document)
        problems += _timers(document)
    return problems


def _processes(documents: Documents) -> Iterator[Problem]:
    where: dict[str, str] = {}
    for document in documents.diagrams:
        for process in document.processes():
            name = process.get("id") or ""
            if name in where:
                yield document.problem(process, f"流程编号 {name} 与 {where[name]} 里的重复。")
            where[name] = document.file
    for document in documents.diagrams:
        for node in document.nodes("callActivity"):
            called = node.get("calledElement")
            if called and called not in where and "$" not in called and "=" not in called:
                yield document.problem(node, f"被调用的流程 {called} 不存在。")


def _handlers(document: Document) -> Iterator[Problem]:
    for node in document.nodes("serviceTask"):
        name = (vocabulary.attributes(node, "handler") or {}).get("name")
        if not name:
            yield document.problem(node, "服务任务没有写明处理程序。")
        elif name not in registry.handlers:
            yield document.problem(node, f"处理程序 {name} 不存在。")
        else:
            for missing in sorted(registry.handlers[name].variables() - known_variables(node)):
                yield document.problem(node, f"处理程序 {name} 需要变量 {missing}，流程上没有声明。")


def _decisions(document: Document, known: set[str]) -> Iterator[Problem]:
    for node in document.nodes("businessRuleTask"):
        ref = (vocabulary.attributes(node, "decision") or {}).get("ref")
        if not ref:
            yield document.problem(node, "决策任务没有写明决策表。")
        elif ref not in known:
            yield document.problem(node, f"决策表 {ref} 不存在。")


def _forms(document: Document, documents: Documents) -> Iterator[Problem]:
    for node in document.nodes("userTask"):
        form = vocabulary.user_work(node).form
        if not form:
            yield document.problem(node, "用户任务没有写明表单。")
        elif form not in documents.forms:
            yield document.problem(node, f"表单 forms/{form}.json 不存在。")


def _messages(document: Document) -> Iterator[Problem]:
    names = {node.get("id"): node.get("name") for node in find(document.root, "./bpmn:message")}
    for event in [*document.nodes("messageEventDefinition"), *document.nodes("receiveTask")]:
        if not names.get(event.get("messageRef")):
            yield document.problem(event, "没有写明等待哪个消息，或消息没有名称。")
    for node in document.nodes("intermediateCatchEvent", "boundaryEvent", "receiveTask"):
        key = (vocabulary.attributes(node, "message") or {}).get("key")
        if key is not None:
            yield from _expression(document, node, key, "消息关键字")


def _expressions(document: Document) -> Iterator[Problem]:
    for kind, what in (("conditionExpression", "条件"), ("completionCondition", "完成条件")):
        for node in document.nodes(kind):
            if (node.text or "").strip():
                yield from _expression(document, node, node.text or "", what)


def _timers(document: Document) -> Iterator[Problem]:
    places = [(node, node.text or "", kind) for kind in ("timeDate", "timeDuration", "timeCycle")
              for node in document.nodes(kind)]  # fmt: skip
    places += [
        (node, due, "due") for node in document.nodes("userTask") if (due := vocabulary.user_work(node).due) is not None
    ]
    for node in document.nodes("timerEventDefinition"):
        if not find(node, "./bpmn:timeDate | ./bpmn:timeDuration | ./bpmn:timeCycle"):
            yield document.problem(node, "定时事件没有写明时间。")
    for node, text, kind in places:
        if text.lstrip().startswith("="):
            yield from _expression(document, node, text, "时间")
        elif not _is_time(text.strip(), kind):
            yield document.problem(node, f"时间 {text.strip() or '（空）'} 不是有效的 ISO 8601 写法。")


def _is_time(text: str, kind: str) -> bool:
    now = clock.now()
    try:
        if kind == "timeCycle":
            timers.cycle(text, now)
        elif kind == "timeDate":
            return not text.upper().startswith("P") and timers.moment(text, now) is not None
        else:
            return timers.iso_duration(text, now) >= timedelta()
    except timers.BadTimer:
        return False
    return True


def _expression(document: Document, node: etree._Element, text: str, what: str) -> Iterator[Problem]:
    try:
        expression = compiled(text)
    except feel.FeelError as error:
        yield document.problem(node, f"{what}写错了：{error.sentence}")
        return
    for name in sorted(expression.names - known_variables(node)):
        yield document.problem(node, f"{what}用到的变量 {name} 未在流程上声明。")
