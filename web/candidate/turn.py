"""Whose turn it is in a case, and moments as the candidate's pages write them."""

from dataclasses import dataclass
from datetime import datetime

from engine.platform import clock
from web.candidate.receipt import short_day
from web.ui.views import Tag


@dataclass(frozen=True, slots=True)
class Now:
    """Whose turn it is and what to do; `href` only when it is the applicant's."""

    title: str
    text: str
    tag: Tag
    href: str | None = None
    action: str = ""


def remaining(due_at: datetime) -> Tag:
    """`剩 3 天`, in hours on the last day."""
    hours = int((due_at - clock.now()).total_seconds() // 3600)
    if hours < 0:
        return Tag("已超期", "bad")
    return Tag(f"剩 {hours // 24} 天" if hours >= 24 else f"剩 {hours} 小时", "warn")


def minute(moment: datetime) -> str:
    """`11月23日 14:05`"""
    return f"{short_day(moment)} {clock.shanghai(moment):%H:%M}"
