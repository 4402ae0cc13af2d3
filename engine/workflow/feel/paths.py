"""`a.b`: entries of contexts, parts of dates, durations, intervals. A closed table: nothing else is reached."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.workflow.feel.limits import spend
from engine.workflow.feel.values import Range, Value, YearsMonths

_Parts = dict[str, Callable[[Any], Value]]

_DATE: _Parts = {
    "year": lambda v: Decimal(v.year),
    "month": lambda v: Decimal(v.month),
    "day": lambda v: Decimal(v.day),
    "weekday": lambda v: Decimal(v.isoweekday()),
}
_TIME: _Parts = {
    "hour": lambda v: Decimal(v.hour),
    "minute": lambda v: Decimal(v.minute),
    "second": lambda v: Decimal(v.second),
    "time offset": lambda v: v.utcoffset(),
    "timezone": lambda v: getattr(v.tzinfo, "key", None),
}
_PARTS: dict[type, _Parts] = {
    date: _DATE,
    time: _TIME,
    datetime: _DATE | _TIME,
    timedelta: {
        "days": lambda v: _whole_part(v, 86_400, None),
        "hours": lambda v: _whole_part(v, 3_600, 24),
        "minutes": lambda v: _whole_part(v, 60, 60),
        "seconds": lambda v: _whole_part(v, 1, 60),
    },
    YearsMonths: {
        "years": lambda v: Decimal(int(v.months / 12)),
        "months": lambda v: Decimal(abs(v.months) % 12 * (-1 if v.months < 0 else 1)),
    },
    Range: {
        "start": lambda v: v.low,
        "end": lambda v: v.high,
        "start included": lambda v: v.low_closed,
        "end included": lambda v: v.high_closed,
    },
}


def _whole_part(value: timedelta, unit: int, wrap: int | None) -> Decimal:
    count = int(abs(value).total_seconds()) // unit
    return Decimal((count % wrap if wrap else count) * (-1 if value < timedelta() else 1))


def step(source: Value, name: str) -> Value:
    """`source.name`; over a list, of each item. Null where there is nothing of that name."""
    kind = type(source)
    if kind is dict:
        return source.get(name)
    if kind is list:
        spend(len(source))
        return [step(item, name) for item in source]
    part = _PARTS.get(kind, {}).get(name)
    return part(source) if part else None
