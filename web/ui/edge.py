"""What every request passes first: a trace id, the check against other sites, security headers, one log line.

The log line holds method, route, status and time, never an address, a query, a name or what was typed.
"""

import secrets
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.platform import log
from engine.platform.database import lost_connection
from engine.platform.errors import NotFound
from web.ui.failures import Broken, CrossSite, Unavailable, answer

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        # bpmn-js and the theme set style attributes; style elements stay forbidden
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self'",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

_log = log.logger("web")


def comes_from_another_site(method: str, headers: Headers) -> bool:
    """Whether an unsafe request was started by a page of another origin.

    Browsers say so in Sec-Fetch-Site, older ones in Origin; callers that are no browsers send neither.
    """
    if method in SAFE:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    try:
        return origin is not None and urlsplit(origin).netloc != headers.get("host", "")
    except ValueError:  # no address at all
        return True


def holds_nul(scope: Scope) -> bool:
    """Whether the address holds the one character that no text in the database can hold."""
    return "\0" in scope["path"] or b"%00" in scope["query_string"]


class Edge:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trace, began, status = secrets.token_hex(4), time.perf_counter(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
                headers["X-Trace-Id"] = trace
            await send(message)

        request = Request(scope, receive)
        try:
            if comes_from_another_site(request.method, request.headers):
                await answer(request, CrossSite())(scope, receive, send_with_headers)
            elif holds_nul(scope):
                await answer(request, NotFound())(scope, receive, send_with_headers)
            else:
                await self.app(scope, receive, send_with_headers)
        except Exception as failure:
            gone = lost_connection(failure)
            if gone:
                _log.warning("database unavailable", trace=trace, route=_route(scope), error=type(failure).__name__)
            else:
                _log.exception("unexpected", trace=trace, route=_route(scope))
            if status:
                raise
            refusal = Unavailable() if gone else Broken(trace=trace)
            await answer(request, refusal)(scope, receive, send_with_headers)
        finally:
            took = round((time.perf_counter() - began) * 1000, 1)
            if not request.url.path.startswith("/static/"):
                _log.info("request", trace=trace, method=request.method, route=_route(scope), status=status, ms=took)


def _route(scope: Scope) -> str:
    """The pattern that matched, such as `/my/cases/{no}`: the address itself may name a person."""
    return getattr(scope.get("route"), "path", None) or "-"
