"""Where points and intervals lie to each other (10.3.4.9)."""

from typing import Any

from engine.workflow.feel.functions.registry import function
from engine.workflow.feel.operators import before as less
from engine.workflow.feel.operators import both, equal, negate, within
from engine.workflow.feel.values import Range, Value


def _range(value: Value) -> Range:
    return value if type(value) is Range else Range(value, value, True, True)


@function("before")
def before(a: Any, b: Any) -> Value:
    first, second = _range(a), _range(b)
    answer = less(first.high, second.low)
    if answer is False and not (first.high_closed and second.low_closed):
        return equal(first.high, second.low)
    return answer


@function("after")
def after(a: Any, b: Any) -> Value:
    return before(b, a)


@function("meets")
def meets(range1: Range, range2: Range) -> Value:
    return both([range1.high_closed and range2.low_closed, equal(range1.high, range2.low)])


@function("met by")
def met_by(range1: Range, range2: Range) -> Value:
    return meets(range2, range1)


@function("overlaps")
def overlaps(range1: Range, range2: Range) -> Value:
    return both([negate(before(range1, range2)), negate(before(range2, range1))])


@function("includes")
def includes(range_: Range, point: Any) -> Value:
    if type(point) is not Range:
        return within(point, range_)
    low = both([equal(point.low, range_.low), range_.low_closed or not point.low_closed])
    high = both([equal(point.high, range_.high), range_.high_closed or not point.high_closed])
    return both([low or within(point.low, range_), high or within(point.high, range_)])


@function("during")
def during(point: Any, range_: Range) -> Value:
    return includes(range_, point)


@function("starts")
def starts(point: Any, range_: Range) -> Value:
    first = _range(point)
    return both([equal(first.low, range_.low), first.low_closed == range_.low_closed, includes(range_, point)])


@function("finishes")
def finishes(point: Any, range_: Range) -> Value:
    last = _range(point)
    return both([equal(last.high, range_.high), last.high_closed == range_.high_closed, includes(range_, point)])
