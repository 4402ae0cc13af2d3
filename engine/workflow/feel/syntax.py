"""The syntax tree: one small node for each construct we know."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    position: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Unary(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Arithmetic and comparison; `sign` is + - * / ** = != < <= > >=."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """A whole chain of `and` or of `or`, flat, so that length is not depth."""

    word: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    value: Node
    type_name: str


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """A missing end is open without limit, as in `< 5`."""

    low: Node | None
    high: Node | None
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`not(…)` around unary tests."""

    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Path(Node):
    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    name: str
    args: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """`1..10` behind a `for`: the whole numbers or days between, upwards or downwards."""

    first: Node
    last: Node


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for`, `some` and `every`: the names run through their sources, later ones inside earlier ones."""

    word: str
    runs: tuple[tuple[str, Node], ...]
    body: Node


def children(node: Node) -> list[Node]:
    """The nodes right below, in the order they are written."""
    found: list[Node] = []
    for slot in type(node).__dataclass_fields__:
        _collect(getattr(node, slot), found)
    return found


def weight(node: Node) -> int:
    """How many nodes a tree holds."""
    return 1 + sum(weight(child) for child in children(node))


def _collect(value: Any, found: list[Node]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, found)
