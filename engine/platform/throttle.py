"""Limits on how often something may be tried, shared by all processes through Redis (in memory in tests)."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import redis
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter

from engine.platform import clock, log
from engine.platform.errors import AppError
from engine.platform.settings import settings

Answer = TypeVar("Answer")

_log = log.logger("throttle")
_memory = MemoryStorage()


class TooMany(AppError):
    code, status = "too_many", 429
    message = "操作太频繁。请 {wait}后再试。"


def hit(key: str, limit: int, seconds: int) -> None:
    """Count one try of `key`. Raises TooMany when there were already `limit` in the last `seconds`.

    A lost Redis does not lock people out: this process then counts alone. A clock moved forward past the end of a
    window ends it, as waiting would.
    """
    item, key = _window(key, limit, seconds)
    if not _ask(lambda limiter: limiter.hit(item, key)):
        raise TooMany(wait=_in_words(seconds))


def count(key: str, limit: int, seconds: int) -> int:
    """How many tries of `key` were counted in the last `seconds`, up to `limit`. Counts nothing itself."""
    item, key = _window(key, limit, seconds)
    return limit - _ask(lambda limiter: limiter.get_window_stats(item, key).remaining)


def forget(key: str, limit: int, seconds: int) -> None:
    """Forget the tries of `key`, as after a right one."""
    item, key = _window(key, limit, seconds)
    _ask(lambda limiter: limiter.clear(item, key))


def _window(key: str, limit: int, seconds: int) -> tuple[RateLimitItem, str]:
    return RateLimitItemPerSecond(limit, seconds), f"{key}:{int(clock.moved().total_seconds()) // seconds}"


def _ask(question: Callable[[MovingWindowRateLimiter], Answer]) -> Answer:
    try:
        return question(MovingWindowRateLimiter(_storage()))
    except redis.RedisError as error:
        _log.warning("counting_alone", reason=type(error).__name__)
        return question(MovingWindowRateLimiter(_memory))


def reset() -> None:
    """Forget every count of this process and the connection (tests)."""
    _memory.reset()
    _shared.cache_clear()


def _storage() -> Storage:
    return _memory if settings().mode == "test" else _shared(settings().redis_url)


@lru_cache(maxsize=1)
def _shared(url: str) -> RedisStorage:
    return RedisStorage(url, key_prefix="certflow:throttle")


def _in_words(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} 秒"
    return f"{-(-seconds // 60)} 分钟" if seconds < 7200 else f"{-(-seconds // 3600)} 小时"
