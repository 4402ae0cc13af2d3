"""A browser's patience while parts of the house are down: what was not answered is asked again.

A GET is safe to repeat. A form is sent again only when nobody knows what became of it: the connection broke, or the
house said 503 (its database went away meanwhile). It may have been taken the first time, and the house must absorb it.
"""

import time
from dataclasses import dataclass, field
from threading import Lock

import httpx

PATIENCE = 60.0
PAUSE = 0.3
UNAVAILABLE = 503


@dataclass
class Repeats:
    """How often something was sent again, for the report."""

    pages: int = 0
    forms: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def count(self, method: str) -> None:
        with self._lock:
            if method == "GET":
                self.pages += 1
            else:
                self.forms += 1


class Persistent(httpx.BaseTransport):
    """Sends a request until it is answered, for a minute at most."""

    def __init__(self, repeats: Repeats) -> None:
        self._inner = httpx.HTTPTransport(trust_env=False)
        self._repeats = repeats

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises the last TransportError when patience is at its end."""
        request.read()
        until = time.monotonic() + PATIENCE
        while True:
            last = time.monotonic() > until
            try:
                response = self._inner.handle_request(request)
                response.read()
            except httpx.TransportError as failure:
                if last:
                    raise
                sent = not isinstance(failure, httpx.ConnectError | httpx.ConnectTimeout)
            else:
                if response.status_code != UNAVAILABLE or last:
                    return response
                sent = True
            if sent:
                self._repeats.count(request.method)
            time.sleep(PAUSE)

    def close(self) -> None:
        self._inner.close()
