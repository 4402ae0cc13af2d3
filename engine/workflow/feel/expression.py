"""The two things callers hold: a compiled expression and compiled unary tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.workflow.feel import limits
from engine.workflow.feel import syntax as s
from engine.workflow.feel.compiler import build
from engine.workflow.feel.errors import FeelError
from engine.workflow.feel.iteration import Closure
from engine.workflow.feel.parser import parse, parse_unary
from engine.workflow.feel.values import Value, to_feel


@dataclass(frozen=True, slots=True)
class Expression:
    """`names` are the variables it reads; one that is absent is null."""

    text: str
    names: frozenset[str]
    closure: Closure

    def evaluate(self, variables: Mapping[str, Any]) -> Value:
        """The value as None, bool, Decimal, str, date, time, datetime, timedelta, YearsMonths, list, dict or Range.

        Type errors answer None, by the standard. Raises FeelError when it costs too much or a variable is of an
        unknown type.
        """
        return _run(self.closure, self.names, variables)


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """One cell of a decision table; `-` and an empty cell let everything pass."""

    text: str
    names: frozenset[str]
    closure: Closure | None

    def matches(self, value: Any, variables: Mapping[str, Any]) -> bool:
        """Whether the input passes; an unknown answer is no. Raises FeelError as `evaluate` does."""
        if self.closure is None:
            return True
        return _run(self.closure, self.names, variables, value) is True


def _run(closure: Closure, names: frozenset[str], variables: Mapping[str, Any], tested: Any = None) -> Value:
    limits.refill()
    try:
        scope = {name: to_feel(variables[name]) for name in names if name in variables}
        scope["?"] = to_feel(tested)
        return closure(scope)
    except RecursionError:
        raise FeelError("数据嵌套过深，无法计算。") from None


@lru_cache(maxsize=4096)
def compile(text: str) -> Expression:  # noqa: A001  # the word of the trade
    """Compile an expression. Raises FeelError with the place of the fault."""
    node = parse(text)
    return Expression(text, _free_names(node), build(node))


@lru_cache(maxsize=4096)
def compile_unary(text: str) -> UnaryTests:
    """Compile a cell of unary tests. Raises FeelError with the place of the fault."""
    node = parse_unary(text) if text.strip() else None
    if node is None:
        return UnaryTests(text, frozenset(), None)
    return UnaryTests(text, _free_names(node) - {"?"}, build(node))


def _free_names(node: s.Node, bound: frozenset[str] = frozenset()) -> frozenset[str]:
    match node:
        case s.Name():
            return frozenset() if node.name in bound else frozenset({node.name})
        case s.For():
            found: frozenset[str] = frozenset()
            inner = bound | {"partial"} if node.word == "for" else bound
            for name, source in node.runs:
                found |= _free_names(source, inner)
                inner |= {name}
            return found | _free_names(node.body, inner)
        case s.ContextOf():
            found = frozenset()
            for key, value in node.entries:
                found |= _free_names(value, bound)
                bound |= {key}
            return found
        case s.Filter():
            return _free_names(node.source, bound) | _free_names(node.condition, bound | {"item"})
    parts = (_free_names(child, bound) for child in s.children(node))
    return frozenset().union(*parts)
