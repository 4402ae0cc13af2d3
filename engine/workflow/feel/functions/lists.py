"""Lists (10.3.4.4). Positions count from 1, from the end when negative."""

import statistics
from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.workflow.feel.functions.registry import function
from engine.workflow.feel.limits import spend
from engine.workflow.feel.operators import before, equal
from engine.workflow.feel.values import ARITHMETIC, Value, finite, whole


def _items(first: Value, rest: tuple[Value, ...]) -> list[Value]:
    """`sum([1, 2])` and `sum(1, 2)` are the same."""
    found = first if type(first) is list and not rest else [first, *rest]
    spend(len(found))
    return found


def _numbers(first: Value, rest: tuple[Value, ...]) -> list[Decimal] | None:
    """The numbers of a list; None when it is empty or holds anything else."""
    found = _items(first, rest)
    return found if found and all(type(item) is Decimal for item in found) else None


def _index(list_: list[Value], position: Decimal, *, end: int = 0) -> int | None:
    place = whole(position)
    if not place or not -len(list_) <= place <= len(list_) + end:
        return None
    return place - 1 if place > 0 else len(list_) + place


def holds(list_: list[Value], element: Value) -> bool:
    spend(len(list_))
    return any(equal(item, element) is True for item in list_)


@function("count")
def count(list_: list[Value]) -> Value:
    return Decimal(len(list_))


@function("list contains")
def list_contains(list_: list[Value], element: Any) -> Value:
    return holds(list_, element)


def _extreme(found: list[Value], better: Callable[[Value, Value], bool | None]) -> Value:
    best = found[0] if found else None
    for item in found:
        if better(item, best) is None:
            return None
        best = item if better(item, best) else best
    return best


@function("min")
def least(list_: Any, *rest: Any) -> Value:
    return _extreme(_items(list_, rest), before)


@function("max")
def greatest(list_: Any, *rest: Any) -> Value:
    return _extreme(_items(list_, rest), lambda a, b: before(b, a))


@function("sum")
def total(list_: Any, *rest: Any) -> Value:
    found = _numbers(list_, rest)
    if found is None:
        return None
    result = Decimal(0)
    for item in found:
        result = ARITHMETIC.add(result, item)
    return finite(result)


@function("product")
def product(list_: Any, *rest: Any) -> Value:
    found = _numbers(list_, rest)
    if found is None:
        return None
    result = Decimal(1)
    for item in found:
        result = ARITHMETIC.multiply(result, item)
    return finite(result)


@function("mean")
def mean(list_: Any, *rest: Any) -> Value:
    found = _numbers(list_, rest)
    return None if found is None else ARITHMETIC.divide(total(found), Decimal(len(found)))


@function("median")
def median(list_: Any, *rest: Any) -> Value:
    found = _numbers(list_, rest)
    return None if found is None else statistics.median(found)


@function("mode")
def mode(list_: Any, *rest: Any) -> Value:
    found = _items(list_, rest)
    return sorted(statistics.multimode(found)) if all(type(item) is Decimal for item in found) else None


@function("stddev")
def stddev(list_: Any, *rest: Any) -> Value:
    found = _numbers(list_, rest)
    return None if found is None or len(found) < 2 else statistics.stdev(found)


@function("all")
def every_one(list_: Any, *rest: Any) -> Value:
    found = _items(list_, rest)
    if any(item is False for item in found):
        return False
    return True if all(item is True for item in found) else None


@function("any")
def any_one(list_: Any, *rest: Any) -> Value:
    found = _items(list_, rest)
    if any(item is True for item in found):
        return True
    return False if all(item is False for item in found) else None


@function("sublist")
def sublist(list_: list[Value], start_position: Decimal, length: Decimal | None = None) -> Value:
    begin = _index(list_, start_position)
    size = len(list_) if length is None else whole(length)
    if begin is None or size is None or size < 0:
        return None
    spend(len(list_))
    return list_[begin : begin + size]


@function("append")
def append(list_: list[Value], *items: Any) -> Value:
    spend(len(list_) + len(items))
    return [*list_, *items]


@function("concatenate")
def concatenate(*lists: list[Value]) -> Value:
    spend(sum(map(len, lists)))
    return [item for each in lists for item in each]


@function("union")
def union(*lists: list[Value]) -> Value:
    return distinct_values(concatenate(*lists))


@function("distinct values")
def distinct_values(list_: list[Value]) -> Value:
    found: list[Value] = []
    for item in list_:
        if not holds(found, item):
            found.append(item)
    return found


@function("flatten")
def flatten(list_: list[Value]) -> Value:
    found: list[Value] = []
    for item in list_:
        spend(1)
        found.extend(flatten(item) if type(item) is list else [item])
    return found


@function("insert before")
def insert_before(list_: list[Value], position: Decimal, new_item: Any) -> Value:
    at = _index(list_, position, end=1)
    if at is None:
        return None
    spend(len(list_))
    return [*list_[:at], new_item, *list_[at:]]


@function("remove")
def remove(list_: list[Value], position: Decimal) -> Value:
    at = _index(list_, position)
    if at is None:
        return None
    spend(len(list_))
    return list_[:at] + list_[at + 1 :]


@function("list replace")
def list_replace(list_: list[Value], position: Decimal, new_item: Any) -> Value:
    at = _index(list_, position)
    return None if at is None else insert_before(remove(list_, position), Decimal(at + 1), new_item)


@function("reverse")
def reverse(list_: list[Value]) -> Value:
    spend(len(list_))
    return list_[::-1]


@function("index of")
def index_of(list_: list[Value], match: Any) -> Value:
    spend(len(list_))
    return [Decimal(at) for at, item in enumerate(list_, 1) if equal(item, match) is True]


@function("sort")
def sort(list_: list[Value]) -> Value:
    """Upwards; null when two items have no order. (The standard's own order function is not supported.)"""
    spend(len(list_) * 4)

    def compare(a: Value, b: Value) -> int:
        less = before(a, b)
        if less is None:
            raise ValueError
        return -1 if less else int(before(b, a) or 0)

    return sorted(list_, key=cmp_to_key(compare))
