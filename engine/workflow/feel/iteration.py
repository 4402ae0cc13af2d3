"""Running through lists: items, sequences, and what `for`, `some` and `every` make of the answers."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from engine.workflow.feel.limits import spend
from engine.workflow.feel.values import Range, Value, whole

Scope = dict[str, Value]
Closure = Callable[[Scope], Value]


def item_at(items: list[Value], place: Decimal) -> Value:
    at = whole(place)
    if not at or not -len(items) <= at <= len(items):
        return None
    return items[at - 1 if at > 0 else at]


def sequence(first: Value, last: Value) -> Value:
    if type(first) is date and type(last) is date:
        days = (last - first).days
        spend(abs(days))
        return [first + timedelta(days=at) for at in range(0, days + (1 if days >= 0 else -1), 1 if days >= 0 else -1)]
    if type(first) is not Decimal or type(last) is not Decimal:
        return None
    begin, end = whole(first), whole(last)
    if begin is None or end is None:
        return None
    spend(abs(end - begin) + 1)
    direction = 1 if end >= begin else -1
    return [Decimal(number) for number in range(begin, end + direction, direction)]


def answers(scope: Scope, runs: list[tuple[str, Closure]], body: Closure, weight: int) -> Iterable[Value]:
    """The body's value for every combination; each costs `weight` steps."""
    if not runs:
        spend(weight)
        yield body(scope)
        return
    (name, source), rest = runs[0], runs[1:]
    found = source(scope)
    if type(found) is Range:
        found = sequence(found.low, found.high)
    for item in found if type(found) is list else [] if found is None else [found]:
        spend(1)
        scope[name] = item
        yield from answers(scope, rest, body, weight)


def collected(found: Iterable[Value], made: list[Value]) -> Value:
    for answer in found:
        made.append(answer)
    return made


def some(found: Iterable[Value], _: list[Value]) -> Value:
    unknown = False
    for answer in found:
        if answer is True:
            return True
        unknown = unknown or answer is not False
    return None if unknown else False


def every(found: Iterable[Value], _: list[Value]) -> Value:
    unknown = False
    for answer in found:
        if answer is False:
            return False
        unknown = unknown or answer is not True
    return None if unknown else True
