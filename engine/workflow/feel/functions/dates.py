"""Dates and times (10.3.4.1, 10.3.4.8)."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from engine.platform import clock
from engine.workflow.feel.functions.registry import function
from engine.workflow.feel.temporal import months_between, parse_date_time, parse_duration, parse_time
from engine.workflow.feel.values import Value, YearsMonths, whole

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _integers(*numbers: Decimal) -> list[int]:
    found = [whole(number) for number in numbers]
    if None in found:
        raise ValueError(numbers)
    return [value for value in found if value is not None]


@function("now")
def now() -> Value:
    """The house's clock, in Shanghai."""
    return clock.now().astimezone(clock.SHANGHAI)


@function("today")
def today() -> Value:
    return clock.today()


@function("date")
def date_(from_: str | date | datetime | Decimal, month: Decimal | None = None, day: Decimal | None = None) -> Value:
    match from_:
        case Decimal():
            return date(*_integers(from_, month, day)) if month is not None and day is not None else None
        case datetime():
            return from_.date()
        case str():
            found = parse_date_time(from_)
            return found.date() if found else None
    return from_


@function("date and time")
def date_and_time(date_: str | date | datetime, time_: time | None = None) -> Value:
    match date_:
        case str():
            return parse_date_time(date_) if time_ is None else None
        case datetime():
            return date_ if time_ is None else datetime.combine(date_.date(), time_)
    return datetime.combine(date_, time_ or time())


@function("time")
def time_of(
    from_: str | time | datetime | Decimal,
    minute: Decimal | None = None,
    second: Decimal | None = None,
    offset: timedelta | None = None,
) -> Value:
    match from_:
        case str():
            return parse_time(from_)
        case datetime():
            return from_.timetz()
        case Decimal():
            if minute is None or second is None:
                return None
            hours, minutes, seconds = _integers(from_, minute, second)
            return time(hours, minutes, seconds, tzinfo=None if offset is None else timezone(offset))
    return from_


@function("duration")
def duration(from_: str | timedelta | YearsMonths) -> Value:
    return parse_duration(from_) if isinstance(from_, str) else from_


@function("years and months duration")
def years_and_months_duration(from_: date | datetime, to: date | datetime) -> Value:
    return YearsMonths(months_between(_day(from_), _day(to)))


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


@function("day of week")
def day_of_week(date_: date | datetime) -> Value:
    return _DAYS[date_.weekday()]


@function("day of year")
def day_of_year(date_: date | datetime) -> Value:
    return Decimal(date_.timetuple().tm_yday)


@function("month of year")
def month_of_year(date_: date | datetime) -> Value:
    return _MONTHS[date_.month - 1]


@function("week of year")
def week_of_year(date_: date | datetime) -> Value:
    return Decimal(date_.isocalendar().week)


@function("last day of month")
def last_day_of_month(date_: date | datetime) -> Value:
    for day in (31, 30, 29):
        try:
            return Decimal(date_.replace(day=day).day)
        except ValueError:
            continue
    return Decimal(28)


@function("is")
def is_(value1: Any, value2: Any) -> Value:
    """Same type and same value, offsets included (10.3.4.8)."""
    if type(value1) is not type(value2):
        return False
    if isinstance(value1, datetime | time):
        return value1.isoformat() == value2.isoformat()
    return bool(value1 == value2)
