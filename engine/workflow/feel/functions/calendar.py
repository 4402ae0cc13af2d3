"""Our own named functions over the working calendar."""

from datetime import date, datetime, time
from decimal import Decimal

from engine.platform import calendar, clock
from engine.workflow.feel.functions.registry import function
from engine.workflow.feel.values import Value, whole

_FARTHEST = 2_000  # working days, about eight years


@function("add working days")
def add_working_days(date_and_time: datetime | date, n: Decimal) -> Value:
    """The end (24:00 in Shanghai) of the n-th working day after the given day."""
    days = whole(n)
    if days is None or not 0 <= days <= _FARTHEST:
        return None
    start = date_and_time
    if not isinstance(start, datetime):
        start = datetime.combine(start, time())
    return calendar.add_working_days(start, days).astimezone(clock.SHANGHAI)


@function("working days from now")
def working_days_from_now(n: Decimal) -> Value:
    return add_working_days(clock.now(), n)
