"""The kinds of values, and what comes in from Python (OMG DMN 1.5, 10.3.2).

A value is None, bool, Decimal, str, date, time, datetime, timedelta (days-time duration), YearsMonths, list, dict
or Range, and nothing else: an expression can't get hold of any other object.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from engine.workflow.feel.errors import FeelError
from engine.workflow.feel.limits import spend

# Decimal128 (IEEE 754-2008), as 10.3.2.3.1 asks; overflow and division by zero answer null.
ARITHMETIC = Context(prec=34, Emin=-6143, Emax=6144)

Value = Any


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years-months duration, in months."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an end that is None has no limit."""

    low: Value
    high: Value
    low_closed: bool
    high_closed: bool


_PLAIN = frozenset({type(None), bool, Decimal, str, date, time, datetime, timedelta, YearsMonths, Range})


def to_feel(value: Any) -> Value:
    """A Python value as a FEEL value. Raises FeelError for objects that FEEL doesn't know."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is int:
        return Decimal(value)
    if kind is float:
        return Decimal(repr(value)) if value - value == 0 else None
    if kind is UUID:
        return str(value)
    if kind in (list, tuple):
        spend(len(value))
        return [to_feel(item) for item in value]
    if kind is dict:
        spend(len(value))
        return {str(key): to_feel(item) for key, item in value.items()}
    if isinstance(value, str):
        return str.__str__(value)
    raise FeelError(f"变量的类型 {kind.__name__} 不能用在表达式里。")


def whole(number: Decimal) -> int | None:
    """A number as an integer of a sensible size; None where it isn't one."""
    if abs(number) >= 10**15 or number != number.to_integral_value():
        return None
    return int(number)


def finite(number: Decimal) -> Decimal | None:
    return number if number.is_finite() else None


def number_from(text: str) -> Decimal | None:
    try:
        return finite(ARITHMETIC.create_decimal(text))
    except InvalidOperation:
        return None


def kind_of(value: Value) -> str:
    """The standard's name of a value's type."""
    return TYPE_NAMES[type(value)]


TYPE_NAMES = {
    type(None): "Null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: "days and time duration",
    YearsMonths: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
}
