"""How numbers, dates and personal data are written for people."""

from datetime import date, datetime, timedelta

from engine.platform.clock import shanghai


def mask_id(number: str) -> str:
    """`3502**********1234`: the first and last four characters; a short one keeps its last two."""
    if len(number) < 12:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


def mask_phone(phone: str) -> str:
    """`138****0021`."""
    if len(phone) < 8:
        return "*" * max(len(phone) - 2, 0) + phone[-2:]
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]


def date_cn(day: date | datetime) -> str:
    """`2026年11月23日`; a moment is taken to its day in Shanghai."""
    day = shanghai(day) if isinstance(day, datetime) else day
    return f"{day.year}年{day.month}月{day.day}日"


def datetime_cn(moment: datetime) -> str:
    """`2026年11月23日 14:05` in Shanghai."""
    return f"{date_cn(moment)} {shanghai(moment):%H:%M}"


def deadline_cn(moment: datetime) -> str:
    """As `datetime_cn`, but midnight is the 24:00 of the day that ends: `2026年11月26日 24:00`."""
    local = shanghai(moment)
    if (local.hour, local.minute) == (0, 0):
        return f"{date_cn(local - timedelta(minutes=1))} 24:00"
    return datetime_cn(local)
