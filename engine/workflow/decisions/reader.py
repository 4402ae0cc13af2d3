"""DMN XML → decision tables. Elements are found by their local names, so that every edition from 1.1 to 1.5 reads."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from lxml import etree

from engine.workflow import feel
from engine.workflow.decisions.errors import BadDecision, Fault
from engine.workflow.decisions.table import AGGREGATIONS, POLICIES, Column, DecisionTable, Output, Rule
from engine.workflow.spiff import xml

MOST_RULES, MOST_COLUMNS = 1_000, 60
_T = TypeVar("_T", feel.Expression, feel.UnaryTests)


def read(data: bytes) -> dict[str, DecisionTable]:
    """The decision tables of a file by their ids. Raises RefusedXml, or BadDecision with every fault found."""
    root = xml.read(data)
    version = hashlib.sha256(data).hexdigest()
    faults: list[Fault] = []
    if xml.local(root) != "definitions" or "/DMN/" not in str(root.tag):
        raise BadDecision([Fault("", "这不是 DMN 文件。")])
    decisions = _all(root, "decision")
    if not decisions:
        raise BadDecision([Fault("", "文件里没有决策。")])
    tables = {}
    for decision in decisions:
        table = _Reader(decision, faults).table(version)
        if table and table.id in tables:
            faults.append(Fault(table.id, f"决策“{table.id}”重复。"))
        if table:
            tables[table.id] = table
    if faults:
        raise BadDecision(faults)
    return tables


class _Reader:
    """Reads one decision, collecting faults instead of stopping at the first."""

    def __init__(self, decision: etree._Element, faults: list[Fault]) -> None:
        self.decision, self.faults = decision, faults
        self.id = decision.get("id") or ""
        self.name = decision.get("name") or self.id

    def fault(self, element: etree._Element, message: str) -> None:
        self.faults.append(Fault(element.get("id") or self.id, f"“{self.name}”：{message}"))

    def table(self, version: str) -> DecisionTable | None:
        node = _one(self.decision, "decisionTable")
        if node is None or not self.id:
            self.fault(self.decision, "只支持有标识的决策表。")
            return None
        if _all(self.decision, "informationRequirement") and any(
            _one(need, "requiredDecision") is not None for need in _all(self.decision, "informationRequirement")
        ):
            self.fault(self.decision, "不支持依赖其他决策。")
        policy, aggregation = node.get("hitPolicy", "UNIQUE"), node.get("aggregation", "")
        if policy not in POLICIES:
            self.fault(node, f"不认识的命中策略“{policy}”。")
        if aggregation and (policy != "COLLECT" or aggregation not in AGGREGATIONS):
            self.fault(node, f"汇总方式“{aggregation}”不能用在这里。")
        columns = tuple(self.column(each) for each in _all(node, "input"))
        outputs = tuple(self.output(each) for each in _all(node, "output"))
        rows = _all(node, "rule")
        if not outputs:
            self.fault(node, "决策表至少要有一列输出。")
        if aggregation and aggregation != "COUNT" and len(outputs) > 1:
            self.fault(node, "有多列输出时不能汇总。")
        if len(rows) > MOST_RULES or len(columns) + len(outputs) > MOST_COLUMNS:
            self.fault(node, f"决策表太大：最多 {MOST_RULES} 条规则、{MOST_COLUMNS} 列。")
            return None
        names = [output.name for output in outputs]
        if len(set(names)) < len(names):
            self.fault(node, "输出列的名称重复。")
        if policy in ("PRIORITY", "OUTPUT ORDER") and not any(output.order for output in outputs):
            self.fault(node, f"命中策略 {policy} 需要在输出列写明取值的先后。")
        rules = tuple(self.rule(row, len(columns), len(outputs)) for row in rows)
        ids = [rule.id for rule in rules]
        for repeated in sorted({each for each in ids if ids.count(each) > 1}):
            self.fault(node, f"规则标识“{repeated}”重复。")
        return DecisionTable(self.id, self.name, version, policy, aggregation, columns, outputs, rules)

    def column(self, node: etree._Element) -> Column:
        expression = _one(node, "inputExpression")
        label = node.get("label") or (_text(expression) if expression is not None else "")
        if expression is None or not _text(expression):
            self.fault(node, f"输入列“{label}”没有表达式。")
        compiled = self.compiled(expression, feel.compile) if expression is not None else None
        allowed = _one(node, "inputValues")
        tests = self.compiled(allowed, feel.compile_unary) if allowed is not None and _text(allowed) else None
        return Column(label, compiled or feel.compile("null"), tests)

    def output(self, node: etree._Element) -> Output:
        name = node.get("name") or node.get("label") or ""
        allowed, default = _one(node, "outputValues"), _one(node, "defaultOutputEntry")
        order: tuple[object, ...] = ()
        if allowed is not None and _text(allowed):
            listed = self.compiled(allowed, feel.compile, f"[{_text(allowed)}]")
            order = tuple(listed.evaluate({})) if listed else ()
        fallback = self.compiled(default, feel.compile) if default is not None and _text(default) else None
        return Output(name, node.get("label") or name, order, fallback)

    def rule(self, node: etree._Element, columns: int, outputs: int) -> Rule:
        cells, results = _all(node, "inputEntry"), _all(node, "outputEntry")
        if len(cells) != columns or len(results) != outputs:
            self.fault(node, "这一行的格数与列数不符。")
        tests = [self.compiled(cell, feel.compile_unary) for cell in cells]
        values = [self.compiled(cell, feel.compile, _text(cell) or "null") for cell in results]
        note = _one(node, "description")
        return Rule(
            node.get("id") or "",
            tuple(test for test in tests if test),
            tuple(value for value in values if value),
            _text(note, direct=True) if note is not None else "",
        )

    def compiled(self, cell: etree._Element, work: Callable[[str], _T], text: str | None = None) -> _T | None:
        language = cell.get("expressionLanguage") or ""
        if language and "feel" not in language.lower():
            self.fault(cell, f"不支持表达式语言“{language}”，请用 FEEL。")
            return None
        try:
            return work(_text(cell) if text is None else text)
        except feel.FeelError as refusal:
            self.fault(cell, f"“{_text(cell)}”有误：{refusal.sentence}")
            return None


def _all(node: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in node if isinstance(child.tag, str) and xml.local(child) == name]


def _one(node: etree._Element, name: str) -> etree._Element | None:
    return next(iter(_all(node, name)), None)


def _text(node: etree._Element, *, direct: bool = False) -> str:
    """The expression in a cell's `text` child, or the element's own text."""
    inner = None if direct else _one(node, "text")
    return ((node if inner is None else inner).text or "").strip()
