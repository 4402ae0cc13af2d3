"""A decision table and its evaluation (OMG DMN 1.5, 8.2)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.workflow.decisions.errors import DecisionFailed
from engine.workflow.feel import Expression, UnaryTests, plain
from engine.workflow.feel.functions import lists

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """An input. `allowed` are the values it may have; None allows all."""

    label: str
    expression: Expression
    allowed: UnaryTests | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """An output. `order` lists its values by priority, highest first; `default` holds when no rule matches."""

    name: str
    label: str
    order: tuple[Any, ...] = ()
    default: Expression | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. `note` is its annotation."""

    id: str
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Expression, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided, and on what grounds. Values are FEEL's (numbers are Decimal).

    `value` follows the hit policy: one value or row, a list of them, or None. `results` is a row for each of `rules`,
    in the same order. `inputs` are the input columns by label. `version` is the SHA-256 of the file.
    """

    table: str
    version: str
    rules: tuple[str, ...]
    results: tuple[Row, ...]
    value: Any
    inputs: Mapping[str, Any]

    @property
    def flat(self) -> Any:
        """The value as a process variable can hold it: scalars or a list of them, of several outputs the first one."""
        if isinstance(self.value, list):
            return [plain(_first(item)) for item in self.value]
        return plain(_first(self.value))

    def as_json(self) -> dict[str, Any]:
        """Everything, for the row that keeps the decision."""
        return {
            "table": self.table,
            "version": self.version,
            "rules": list(self.rules),
            "value": plain(self.value),
            "inputs": plain(dict(self.inputs)),
        }


def _first(value: Any) -> Any:
    return next(iter(value.values()), None) if isinstance(value, dict) else value


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """`policy` is the hit policy's full name; `aggregation` is SUM, MIN, MAX, COUNT or empty, for COLLECT alone."""

    id: str
    name: str
    version: str
    policy: str
    aggregation: str
    columns: tuple[Column, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]

    @property
    def names(self) -> frozenset[str]:
        """The variables it reads."""
        cells = [test for rule in self.rules for test in rule.tests] + [cell for r in self.rules for cell in r.outputs]
        found = [column.expression.names for column in self.columns] + [cell.names for cell in cells]
        return frozenset().union(*found)

    def inputs(self, variables: Mapping[str, Any]) -> list[Any]:
        """The value of each column. Raises DecisionFailed for one that isn't allowed."""
        found = []
        for column in self.columns:
            value = column.expression.evaluate(variables)
            if value is not None and column.allowed and not column.allowed.matches(value, variables):
                raise DecisionFailed(table=self.name, reason=f"“{column.label}”的值不在允许的范围内")
            found.append(value)
        return found

    def failing(self, rule: Rule, inputs: Sequence[Any], variables: Mapping[str, Any]) -> list[int]:
        """The columns whose cell in this rule the inputs don't pass; empty when the rule matches."""
        return [
            at
            for at, (test, value) in enumerate(zip(rule.tests, inputs, strict=True))
            if not test.matches(value, variables)
        ]

    def decide(self, variables: Mapping[str, Any]) -> Outcome:
        """Evaluate. Raises DecisionFailed when the hit policy is broken or a value isn't allowed, FeelError on cost."""
        inputs = self.inputs(variables)
        matched = []
        for rule in self.rules:
            if not any(not t.matches(v, variables) for t, v in zip(rule.tests, inputs, strict=True)):
                matched.append(rule)
                if self.policy == "FIRST":
                    break
        hits = [(rule.id, self._row(rule.outputs, variables)) for rule in matched]
        kept, value = POLICIES[self.policy](self, hits)
        if not hits:
            value = self._default(variables)
        seen = {column.label: given for column, given in zip(self.columns, inputs, strict=True)}
        return Outcome(self.id, self.version, tuple(i for i, _ in kept), tuple(r for _, r in kept), value, seen)

    def _row(self, cells: Sequence[Expression], variables: Mapping[str, Any]) -> Row:
        return {out.name: cell.evaluate(variables) for out, cell in zip(self.outputs, cells, strict=True)}

    def _default(self, variables: Mapping[str, Any]) -> Any:
        if any(output.default for output in self.outputs):
            row = {out.name: out.default.evaluate(variables) if out.default else None for out in self.outputs}
            return self.shape(row)
        if self.policy == "COLLECT" and self.aggregation:
            return Decimal(0) if self.aggregation == "COUNT" else None
        return [] if self.policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER") else None

    def shape(self, row: Row) -> Any:
        """A row as a value: alone when there is one output, a context otherwise."""
        return row if len(self.outputs) > 1 else _first(row)

    def rank(self, row: Row) -> tuple[int, ...]:
        """Place of a row by the orders of its outputs; values outside come last."""
        return tuple(
            output.order.index(row[output.name]) if row[output.name] in output.order else len(output.order)
            for output in self.outputs
        )


Hits = list[tuple[str, Row]]


def _unique(table: DecisionTable, hits: Hits) -> tuple[Hits, Any]:
    if len(hits) > 1:
        rules = "、".join(rule for rule, _ in hits)
        raise DecisionFailed(table=table.name, reason=f"规则 {rules} 同时命中，而每次只应命中一条")
    return _first_hit(table, hits)


def _any(table: DecisionTable, hits: Hits) -> tuple[Hits, Any]:
    if any(row != hits[0][1] for _, row in hits):
        rules = "、".join(rule for rule, _ in hits)
        raise DecisionFailed(table=table.name, reason=f"规则 {rules} 同时命中，但结果不同")
    return hits, table.shape(hits[0][1]) if hits else None


def _first_hit(table: DecisionTable, hits: Hits) -> tuple[Hits, Any]:
    return hits[:1], table.shape(hits[0][1]) if hits else None


def _priority(table: DecisionTable, hits: Hits) -> tuple[Hits, Any]:
    return _first_hit(table, sorted(hits, key=lambda hit: table.rank(hit[1])))


def _rule_order(table: DecisionTable, hits: Hits) -> tuple[Hits, Any]:
    return hits, [table.shape(row) for _, row in hits]


def _output_order(table: DecisionTable, hits: Hits) -> tuple[Hits, Any]:
    return _rule_order(table, sorted(hits, key=lambda hit: table.rank(hit[1])))


def _collect(table: DecisionTable, hits: Hits) -> tuple[Hits, Any]:
    values = [table.shape(row) for _, row in hits]
    if not table.aggregation or not hits:
        return hits, values
    return hits, AGGREGATIONS[table.aggregation](values)


AGGREGATIONS: dict[str, Callable[[list[Any]], Any]] = {
    "SUM": lists.total,
    "MIN": lists.least,
    "MAX": lists.greatest,
    "COUNT": lambda values: Decimal(len(values)),
}
POLICIES: dict[str, Callable[[DecisionTable, Hits], tuple[Hits, Any]]] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "PRIORITY": _priority,
    "FIRST": _first_hit,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _collect,
}
