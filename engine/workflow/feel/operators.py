"""Equality, order and arithmetic: what doesn't fit answers null, never an exception (OMG DMN 1.5, 10.3.2)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.workflow.feel.limits import spend
from engine.workflow.feel.temporal import add_months, aligned, seconds_of
from engine.workflow.feel.values import ARITHMETIC, Range, Value, YearsMonths, finite

_MICROSECOND = timedelta(microseconds=1)


def equal(a: Value, b: Value) -> bool | None:
    """`=`: null only equals null; different types answer null."""
    kind = type(a)
    if kind is not type(b):
        return False if a is None or b is None else None
    if kind is list:
        return _equal_lists(a, b)
    if kind is dict:
        spend(len(a) + 1)
        return a.keys() == b.keys() and all(equal(a[key], b[key]) is True for key in a)
    if kind is datetime:
        return bool(aligned(a) == aligned(b))
    if kind is time:
        return seconds_of(a) == seconds_of(b)
    return bool(a == b)


def _equal_lists(a: list[Value], b: list[Value]) -> bool:
    spend(len(a) + 1)
    return len(a) == len(b) and all(equal(x, y) is True for x, y in zip(a, b, strict=True))


_ORDERED = frozenset({Decimal, str, date, timedelta, YearsMonths})


def before(a: Value, b: Value) -> bool | None:
    """`a < b`; null unless both are of one ordered type."""
    kind = type(a)
    if kind is not type(b):
        return None
    if kind in _ORDERED:
        return bool(a < b)
    if kind is datetime:
        return bool(aligned(a) < aligned(b))
    if kind is time:
        return seconds_of(a) < seconds_of(b)
    return None


def at_most(a: Value, b: Value) -> bool | None:
    """`a <= b`."""
    later = before(b, a)
    return None if later is None else not later


COMPARISONS: dict[str, Callable[[Value, Value], bool | None]] = {
    "=": equal,
    "!=": lambda a, b: negate(equal(a, b)),
    "<": before,
    "<=": at_most,
    ">": lambda a, b: before(b, a),
    ">=": lambda a, b: at_most(b, a),
}


def negate(value: Value) -> bool | None:
    return not value if type(value) is bool else None


def both(values: list[bool | None]) -> bool | None:
    """Three-valued `and`."""
    if False in values:
        return False
    return None if None in values else True


def within(value: Value, interval: Range) -> bool | None:
    """Whether a value lies in an interval."""
    answers: list[bool | None] = []
    if interval.low is not None or interval.high is None:
        answers.append((at_most if interval.low_closed else before)(interval.low, value))
    if interval.high is not None:
        answers.append((at_most if interval.high_closed else before)(value, interval.high))
    return both(answers)


def passes(value: Value, test: Value) -> bool | None:
    """Whether a value is in what a test gave: an interval, a list or an equal value (10.3.2.8)."""
    if type(test) is Range and type(value) is not Range:
        return within(value, test)
    if type(test) is list:
        spend(len(test) + 1)
        if type(value) is list and equal(value, test):
            return True
        return any((within(value, t) if type(t) is Range else equal(value, t)) is True for t in test)
    return equal(value, test)


def add(a: Value, b: Value) -> Value:
    match a, b:
        case Decimal(), Decimal():
            return finite(ARITHMETIC.add(a, b))
        case str(), str():
            spend(len(a) + len(b))
            return a + b
        case timedelta(), timedelta():
            return a + b
        case YearsMonths(), YearsMonths():
            return YearsMonths(a.months + b.months)
        case date() | time(), timedelta() | YearsMonths():
            return _later(a, b)
        case timedelta() | YearsMonths(), date() | time():
            return _later(b, a)
    return None


def subtract(a: Value, b: Value) -> Value:
    match a, b:
        case Decimal(), Decimal():
            return finite(ARITHMETIC.subtract(a, b))
        case datetime(), datetime():
            return aligned(a) - aligned(b)
        case time(), time():
            return timedelta(seconds=seconds_of(a) - seconds_of(b))
        case date(), date() if type(a) is type(b):
            return a - b
    return add(a, negative(b)) if type(b) in (timedelta, YearsMonths) else None


def multiply(a: Value, b: Value) -> Value:
    match a, b:
        case Decimal(), Decimal():
            return finite(ARITHMETIC.multiply(a, b))
        case timedelta(), Decimal():
            return timedelta(microseconds=int(ARITHMETIC.multiply(Decimal(a // _MICROSECOND), b)))
        case YearsMonths(), Decimal():
            return YearsMonths(int(ARITHMETIC.multiply(Decimal(a.months), b)))
        case Decimal(), timedelta() | YearsMonths():
            return multiply(b, a)
    return None


def divide(a: Value, b: Value) -> Value:
    match a, b:
        case Decimal(), Decimal():
            return finite(ARITHMETIC.divide(a, b))
        case timedelta(), timedelta():
            return finite(ARITHMETIC.divide(Decimal(a // _MICROSECOND), Decimal(b // _MICROSECOND)))
        case YearsMonths(), YearsMonths():
            return finite(ARITHMETIC.divide(Decimal(a.months), Decimal(b.months)))
        case timedelta() | YearsMonths(), Decimal():
            return multiply(a, ARITHMETIC.divide(Decimal(1), b)) if b else None
    return None


def power(a: Value, b: Value) -> Value:
    if type(a) is Decimal and type(b) is Decimal:
        return finite(ARITHMETIC.power(a, b))
    return None


def negative(a: Value) -> Value:
    match a:
        case Decimal():
            return ARITHMETIC.minus(a)
        case timedelta():
            return -a
        case YearsMonths():
            return YearsMonths(-a.months)
    return None


def _later(moment: Any, duration: timedelta | YearsMonths) -> Value:
    if isinstance(duration, YearsMonths):
        return None if type(moment) is time else add_months(moment, duration.months)
    if type(moment) is time:
        full = datetime.combine(date(2000, 1, 1), moment) + timedelta(seconds=duration.total_seconds() % 86400)
        return full.timetz()
    return moment + duration


def null_for_failure(work: Callable[[Value, Value], Value]) -> Callable[[Value, Value], Value]:
    """The same operation, answering null where a result would be out of range."""

    def guarded(a: Value, b: Value) -> Value:
        try:
            return work(a, b)
        except (ArithmeticError, ValueError):
            return None

    return guarded


ARITHMETICS: dict[str, Callable[[Value, Value], Value]] = {
    "+": null_for_failure(add),
    "-": null_for_failure(subtract),
    "*": null_for_failure(multiply),
    "/": null_for_failure(divide),
    "**": null_for_failure(power),
}
