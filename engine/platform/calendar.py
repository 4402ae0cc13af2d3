"""Working days in Shanghai: weekends, public holidays and the days worked in exchange for them.

The days come from `chinesecalendar`, whose data ends with the last published holiday plan. A year outside
it falls back to weekends alone, with one warning a year in the log.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import chinese_calendar

from engine.platform import log
from engine.platform.clock import SHANGHAI, shanghai

_log = log.logger("calendar")
_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def _warn(year: int) -> None:
    _log.warning("no_holiday_plan", year=year, used="weekends")


def is_working_day(day: date) -> bool:
    """Whether offices work on this day in Shanghai."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        _warn(day.year)
        return day.weekday() < 5


def add_working_days(start: datetime, n: int) -> datetime:
    """The end (24:00 in Shanghai) of the n-th working day after the day of `start`, which is not counted.

    n = 0 is the end of the start's own day, or of the next working day when that is a day off.
    A naive start is Shanghai time. Raises ValueError when n is negative.
    """
    if n < 0:
        raise ValueError("working days can only be added")
    day = shanghai(start).date()
    if n == 0:
        while not is_working_day(day):
            day += _DAY
    for _ in range(n):
        day += _DAY
        while not is_working_day(day):
            day += _DAY
    return _end_of(day)


def working_days_between(start: datetime, end: datetime) -> int:
    """Whole working days that pass after the day of `start` and by `end`; 0 when `end` is earlier.

    The reverse of `add_working_days`: between(start, add(start, n)) is n.
    """
    day, count = shanghai(start).date() + _DAY, 0
    while _end_of(day) <= end:
        count += is_working_day(day)
        day += _DAY
    return count


def _end_of(day: date) -> datetime:
    return datetime.combine(day + _DAY, time(), SHANGHAI)
