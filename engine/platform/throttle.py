"""Limits on how often something may be tried, shared by all processes through Redis (in memory in tests)."""

from functools import lru_cache

import redis
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter

from engine.platform import clock, log
from engine.platform.errors import AppError
from engine.platform.settings import settings

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
    key = f"{key}:{int(clock.moved().total_seconds()) // seconds}"
    item = RateLimitItemPerSecond(limit, seconds)
    try:
        allowed = MovingWindowRateLimiter(_storage()).hit(item, key)
    except redis.RedisError as error:
        _log.warning("counting_alone", reason=type(error).__name__)
        allowed = MovingWindowRateLimiter(_memory).hit(item, key)
    if not allowed:
        raise TooMany(wait=_in_words(seconds))


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
