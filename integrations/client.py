"""The one way to speak to a vendor over HTTP: bounded in time, timed, and without personal data in the log."""

import time
from typing import Any

import httpx

from engine.platform import log

TIMEOUT = httpx.Timeout(8.0, connect=3.0)
_log = log.logger("integrations")


class VendorUnavailable(Exception):
    """No usable answer: a time-out, a broken connection, a 429 or a 5xx. The same call may work later."""


class VendorClient:
    """Subclasses name their vendor and use `call`; a test or a simulator gives another transport."""

    vendor = "vendor"

    def __init__(self, base_url: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(
            base_url=base_url, timeout=TIMEOUT, transport=transport, follow_redirects=False, trust_env=False
        )

    def call(self, operation: str, request: httpx.Request) -> httpx.Response:
        """Send one request and log how long it took, in milliseconds. Raises VendorUnavailable."""
        began, outcome = time.perf_counter(), "no_answer"
        try:
            response = self._http.send(request)
            outcome = str(response.status_code)
        except httpx.HTTPError as error:
            outcome = type(error).__name__
            raise VendorUnavailable(f"{self.vendor}: {outcome}") from None
        finally:
            ms = round((time.perf_counter() - began) * 1000, 1)
            _log.info("vendor_call", vendor=self.vendor, operation=operation, outcome=outcome, ms=ms)
        if response.status_code == 429 or response.status_code >= 500:
            raise VendorUnavailable(f"{self.vendor}: {outcome}")
        return response

    def request(self, method: str, path: str, **parts: Any) -> httpx.Request:
        return self._http.build_request(method, path, **parts)

    def close(self) -> None:
        self._http.close()
