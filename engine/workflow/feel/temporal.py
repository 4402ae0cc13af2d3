"""Dates, times and durations: from text and to text (OMG DMN 1.5, 10.3.2.3.4–8; ISO 8601).

A date and time without an offset is Shanghai's, as everywhere in the house.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from engine.platform import clock
from engine.workflow.feel.values import YearsMonths

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2}|@[A-Za-z_/+-]{1,40})?")
_YEARS = re.compile(r"(-)?P(?=\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?")
_DAYS = re.compile(
    r"(-)?P(?=\d|T\d)(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,6})?)S)?)?"
)


def parse_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def parse_time(text: str) -> time | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, fraction, zone = match.groups()
    try:
        return time(int(hour), int(minute), int(second), int((fraction or "0").ljust(6, "0")[:6]), _zone(zone))
    except ValueError:
        return None


def parse_date_time(text: str) -> datetime | None:
    """`2026-11-23T10:00:00`, with Z, an offset or `@Asia/Shanghai` behind it; a bare date is its midnight."""
    day_text, mark, time_text = text.partition("T" if "T" in text else " ")
    day = parse_date(day_text)
    moment = parse_time(time_text) if mark else time()
    return None if day is None or moment is None else datetime.combine(day, moment)


def parse_duration(text: str) -> timedelta | YearsMonths | None:
    if match := _YEARS.fullmatch(text):
        sign, years, months = match.groups()
        return YearsMonths((int(years or 0) * 12 + int(months or 0)) * (-1 if sign else 1))
    if match := _DAYS.fullmatch(text):
        sign, days, hours, minutes, seconds = match.groups()
        found = timedelta(int(days or 0), float(seconds or 0), 0, 0, int(minutes or 0), int(hours or 0))
        return -found if sign else found
    return None


def parse_literal(text: str) -> Any:
    """What `@"…"` means; None when nothing."""
    return parse_date(text) or (parse_date_time(text) if "T" in text[1:] else parse_time(text)) or parse_duration(text)


def aligned(moment: datetime | time) -> Any:
    """With an offset, so that two of them can be compared."""
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.SHANGHAI)


def seconds_of(moment: time) -> float:
    """A time of day as seconds since midnight UTC, for comparing."""
    full = datetime.combine(date(2000, 1, 1), aligned(moment))
    return (full - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds()


def duration_text(value: timedelta | YearsMonths) -> str:
    if isinstance(value, YearsMonths):
        years, months = divmod(abs(value.months), 12)
        body = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-" if value.months < 0 else "") + "P" + body
    total = abs(value)
    hours, rest = divmod(total.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{total.microseconds:06}".rstrip("0") if total.microseconds else ""
    clock_part = (
        (f"{hours}H" if hours else "")
        + (f"{minutes}M" if minutes else "")
        + (f"{seconds}{fraction}S" if seconds or fraction else "")
    )
    body = (f"{total.days}D" if total.days else "") + (f"T{clock_part}" if clock_part else "")
    return ("-" if value < timedelta() else "") + "P" + (body or "T0S")


def moment_text(value: datetime | time) -> str:
    zone = value.tzinfo
    bare = value.replace(tzinfo=None).isoformat()
    if zone is None:
        return bare
    if isinstance(zone, ZoneInfo):
        return f"{bare}@{zone.key}"
    return bare + ("Z" if zone.utcoffset(None) == timedelta() else str(value.isoformat()[-6:]))


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    if text[0] == "@":
        if text[1:] not in _zones():
            raise ValueError(text)
        return ZoneInfo(text[1:])
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-offset if text[0] == "-" else offset)


def add_months(day: Any, months: int) -> Any:
    """A date or date-time some months on; the day is cut to the length of the month."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return day.replace(year=year, month=month0 + 1, day=min(day.day, last))
        except ValueError:
            if not 1 <= year <= 9999:
                raise
    raise AssertionError(day)


def months_between(start: date, end: date) -> int:
    """Whole months from `start` to `end`, negative when it lies before."""
    if end < start:
        return -months_between(end, start)
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
