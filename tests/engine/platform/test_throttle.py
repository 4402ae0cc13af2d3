"""Limits on tries."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import redis
from limits.storage import MemoryStorage

from engine.platform import throttle
from tests.support.time import pass_by


class LostRedis(MemoryStorage):
    def acquire_entry(self, *_: object, **__: object) -> bool:
        raise redis.ConnectionError


@pytest.fixture(autouse=True)
def _in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "settings", lambda: SimpleNamespace(mode="test", redis_url="unused"))
    throttle.reset()


def test_the_try_over_the_limit_is_refused() -> None:
    for _ in range(3):
        throttle.hit("code:1", 3, 600)
    with pytest.raises(throttle.TooMany) as refusal:
        throttle.hit("code:1", 3, 600)
    assert refusal.value.sentence == "操作太频繁。请 10 分钟后再试。"
    assert refusal.value.status == 429


def test_a_clock_moved_past_the_window_ends_it() -> None:
    throttle.hit("d", 1, 600)
    pass_by(timedelta(seconds=600))
    throttle.hit("d", 1, 600)
    with pytest.raises(throttle.TooMany):
        throttle.hit("d", 1, 600)


def test_keys_are_counted_apart() -> None:
    throttle.hit("a", 1, 60)
    throttle.hit("b", 1, 60)


def test_a_lost_redis_counts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "_storage", LostRedis)
    throttle.hit("c", 1, 60)
    with pytest.raises(throttle.TooMany):
        throttle.hit("c", 1, 60)
