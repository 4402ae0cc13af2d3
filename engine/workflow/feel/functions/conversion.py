"""From one type to another, and contexts (10.3.4.1, 10.3.4.7)."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.workflow.feel.functions.registry import function
from engine.workflow.feel.limits import spend
from engine.workflow.feel.operators import negate
from engine.workflow.feel.temporal import duration_text, moment_text
from engine.workflow.feel.values import Range, Value, YearsMonths, number_from


@function("not")
def not_(negand: Any) -> Value:
    return negate(negand)


@function("string")
def string(from_: Any) -> Value:
    return None if from_ is None else _text(from_, quoted=False)


def _text(value: Value, *, quoted: bool = True) -> str:
    spend(1)
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return _number_text(value)
        case str():
            spend(len(value))
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if quoted else value
        case timedelta() | YearsMonths():
            return duration_text(value)
        case datetime() | time():
            return moment_text(value)
        case date():
            return value.isoformat()
        case list():
            return "[" + ", ".join(_text(item) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{key}: {_text(item)}" for key, item in value.items()) + "}"
        case Range():
            left, right = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
            return f"{left}{_text(value.low)}..{_text(value.high)}{right}"
    raise AssertionError(type(value))


def _number_text(value: Decimal) -> str:
    if not value or abs(value.adjusted()) > 40:
        return str(value) if value else "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@function("number")
def number(from_: str, grouping_separator: str | None = None, decimal_separator: str | None = None) -> Value:
    if grouping_separator not in (None, " ", ",", ".") or decimal_separator not in (None, ",", "."):
        return None
    if grouping_separator is not None and grouping_separator == decimal_separator:
        return None
    text = from_.replace(grouping_separator, "") if grouping_separator else from_
    return number_from(text.replace(decimal_separator, ".") if decimal_separator else text)


@function("get value")
def get_value(m: dict[str, Value], key: str) -> Value:
    return m.get(key)


@function("get entries")
def get_entries(m: dict[str, Value]) -> Value:
    spend(len(m))
    return [{"key": key, "value": value} for key, value in m.items()]


@function("context put")
def context_put(context: dict[str, Value], key: str, value: Any) -> Value:
    spend(len(context))
    return {**context, key: value}


@function("context merge")
def context_merge(contexts: list[Value]) -> Value:
    merged: dict[str, Value] = {}
    for each in contexts:
        if type(each) is not dict:
            return None
        spend(len(each))
        merged.update(each)
    return merged
