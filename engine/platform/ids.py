"""Identifiers: UUID version 7 (RFC 9562), so that rows sort by their creation."""

import os
import threading
import time
from datetime import timedelta
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A UUIDv7 that is larger than every one this process made before."""
    global _last
    with _lock:
        # 48 bits of milliseconds and 12 of a millisecond's fraction (RFC 9562, 6.2 method 3)
        tick = time.time_ns() * 4096 // 1_000_000
        _last = max(tick, _last + 1)
        tick = _last
    random = int.from_bytes(os.urandom(8)) >> 2
    return UUID(int=(tick >> 12) << 80 | 7 << 76 | (tick & 0xFFF) << 64 | 2 << 62 | random)


def made_before(known: UUID, by: timedelta) -> UUID:
    """The smallest id that could have been made `by` before a known one: a lower bound for range scans."""
    milliseconds = (known.int >> 80) - by // timedelta(milliseconds=1)
    return UUID(int=max(milliseconds, 0) << 80)
