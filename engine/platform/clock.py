"""The only clock of the house. In demo and test mode it can be moved forward, for every process at once.

The offset lives in the database (table `clock`); each unit of work adopts it at its beginning, so a process
follows a move with its next transaction.
"""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import text

from engine.platform.errors import AppError
from engine.platform.settings import settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SHANGHAI = ZoneInfo("Asia/Shanghai")

_offset = timedelta()


class ClockIsFixed(AppError):
    code, status = "clock_is_fixed", 403
    message = "正式环境不能调整时钟。"


class ClockMovesForward(AppError):
    code, status = "clock_moves_forward", 422
    message = "时钟只能向前调整。"


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _offset


def today() -> date:
    """The present day in Shanghai."""
    return now().astimezone(SHANGHAI).date()


def shanghai(naive_or_aware: datetime) -> datetime:
    """A moment in Shanghai time; a naive one is taken as Shanghai's."""
    if naive_or_aware.tzinfo is None:
        return naive_or_aware.replace(tzinfo=SHANGHAI)
    return naive_or_aware.astimezone(SHANGHAI)


def moved() -> timedelta:
    """How far the clock has been moved forward; nothing in production."""
    return _offset


def adopt(offset_seconds: float) -> None:
    """Follow the offset that a transaction has read."""
    global _offset
    _offset = timedelta(seconds=offset_seconds)


def move(session: "Session", by: timedelta) -> datetime:
    """Move the clock of the whole installation forward and return the new time.

    Takes a session of the system role. Raises ClockIsFixed in production, ClockMovesForward when `by` is negative.
    """
    if not settings().simulated:
        raise ClockIsFixed
    if by < timedelta():
        raise ClockMovesForward
    statement = text("update clock set offset_seconds = offset_seconds + :by returning offset_seconds")
    adopt(session.execute(statement, {"by": by.total_seconds()}).scalar_one())
    return now()
