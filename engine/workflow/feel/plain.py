"""FEEL values as JSON has them."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from engine.workflow.feel.temporal import duration_text
from engine.workflow.feel.values import Range, Value, YearsMonths


def plain(value: Value) -> Any:
    """Whole numbers as int, others as float; dates, times and durations as ISO 8601 text; an interval as a dict."""
    match value:
        case Decimal():
            return int(value) if abs(value) < 10**18 and value == value.to_integral_value() else float(value)
        case list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case date() | time():
            return value.isoformat()
        case timedelta() | YearsMonths():
            return duration_text(value)
        case Range():
            return {"start": plain(value.low), "end": plain(value.high)}
    return value
