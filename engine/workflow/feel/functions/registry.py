"""The table of functions. A function's annotations are its FEEL signature: what doesn't fit answers null."""

import inspect
import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.workflow.feel.values import Value

_F = TypeVar("_F", bound=Callable[..., Value])
Kinds = frozenset[type] | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """`kinds` are the value types it takes; None takes everything."""

    name: str
    kinds: Kinds
    required: bool


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    work: Callable[..., Value]
    parameters: tuple[Parameter, ...]
    rest: Parameter | None

    @property
    def least(self) -> int:
        return sum(parameter.required for parameter in self.parameters)

    def takes(self, count: int) -> bool:
        return self.least <= count and (self.rest is not None or count <= len(self.parameters))

    def __call__(self, args: Sequence[Value]) -> Value:
        """Call with values; wrong types, and results out of range, answer null."""
        fitted = []
        for index, value in enumerate(args):
            parameter = self.parameters[index] if index < len(self.parameters) else self.rest
            kinds = parameter.kinds if parameter else None
            if kinds is not None and type(value) not in kinds:
                value = _converted(value, kinds)
                if value is None:
                    return None
            fitted.append(value)
        try:
            return self.work(*fitted)
        except (ArithmeticError, ValueError):
            return None


_table: dict[str, Function] = {}


def find(name: str) -> Function | None:
    return _table.get(name)


def function(name: str) -> Callable[[_F], _F]:
    """Put a Python function into the table under its FEEL name."""

    def register(work: _F) -> _F:
        hints = typing.get_type_hints(work)
        parameters, rest = [], None
        for parameter in inspect.signature(work).parameters.values():
            found = Parameter(
                parameter.name.rstrip("_").replace("_", " "),
                _kinds(hints[parameter.name]),
                parameter.default is parameter.empty,
            )
            if parameter.kind is parameter.VAR_POSITIONAL:
                rest = found
            else:
                parameters.append(found)
        _table[name] = Function(name, work, tuple(parameters), rest)
        return work

    return register


def _kinds(hint: Any) -> Kinds:
    if hint is Any:
        return None
    members = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    return frozenset(typing.get_origin(member) or member for member in members)


def _converted(value: Value, kinds: frozenset[type]) -> Value:
    """Implicit conversion (10.3.2.9.4): a list of one is its item, a value is a list of one."""
    if type(value) is list and len(value) == 1 and type(value[0]) in kinds:
        return value[0]
    return [value] if list in kinds and value is not None else None
