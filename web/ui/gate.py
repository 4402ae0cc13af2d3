"""How many requests are worked on at once: fewer than there are database connections. The others wait in line.

A request at work holds its connection until the commit and asks for a thread at each step between. Without a gate,
requests that wait for a connection take every thread, those that hold one get none, and nothing moves until the pool
gives up: seen with 300 candidates who began at the same second.
"""

import asyncio
from tempfile import SpooledTemporaryFile

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.platform.errors import AppError
from web.ui.failures import TooMuch, answer
from web.ui.shell import NOWHERE

AT_ONCE = 16
"""Below the connections of the pool (20) and the threads (40), which files and live pages use besides."""
PATIENCE = 30.0
"""Seconds in line."""
IN_MEMORY, PIECE = 256 * 1024, 64 * 1024


class Busy(AppError):
    code, status = "busy", 503
    message = "现在办理的人很多，这次没有办成，也没有改动任何内容。请过一分钟再试一次。"


class Gate:
    """ASGI middleware. A place is taken when the whole request is here, and given back when the answer begins: neither
    a slow upload nor a slow download nor a live page keeps one."""

    def __init__(self, app: ASGIApp, *, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self.app, self.patience = app, patience
        self._places = asyncio.Semaphore(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                arrived = await _received(receive, body)
            except HTTPException as refusal:  # the limit of the application, met on the way
                if refusal.status_code != TooMuch.status:
                    raise
                await _refuse(TooMuch(), scope, receive, send)
                return
            if arrived:
                await self._work(scope, _again(body, receive), send)

    async def _work(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(self.patience):
                await self._places.acquire()
        except TimeoutError:
            await _refuse(Busy(), scope, receive, send, wait="60")
            return
        at_work = True

        def leave() -> None:
            nonlocal at_work
            if at_work:
                at_work = False
                self._places.release()

        async def send_and_leave(message: Message) -> None:
            if message["type"] == "http.response.start":
                leave()
            await send(message)

        try:
            await self.app(scope, receive, send_and_leave)
        finally:
            leave()


async def _refuse(error: AppError, scope: Scope, receive: Receive, send: Send, *, wait: str = "") -> None:
    request = Request(scope, receive)
    request.state.place = NOWHERE  # the page of the refusal must not ask the database
    response = answer(request, error)
    if wait:
        response.headers["Retry-After"] = wait
    await response(scope, receive, send)


async def _received(receive: Receive, body: SpooledTemporaryFile[bytes]) -> bool:
    """Take in the whole request; False when the sender has gone before its end."""
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return False
        body.write(message.get("body", b""))
        more = message.get("more_body", False)
    body.seek(0)
    return True


def _again(body: SpooledTemporaryFile[bytes], receive: Receive) -> Receive:
    """The request from its beginning; after its end, whatever comes from the sender."""
    ended = False

    async def given() -> Message:
        nonlocal ended
        if ended:
            return await receive()
        piece = body.read(PIECE)
        ended = len(piece) < PIECE
        return {"type": "http.request", "body": piece, "more_body": not ended}

    return given
