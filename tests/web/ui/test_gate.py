"""Many people at the same second: all are served, in turn, and nobody who is slow keeps the others out."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from engine.platform.database.engines import CONNECTIONS
from tests.support.database import Database
from web.entry.asgi import LARGEST_REQUEST, create_app
from web.ui import failures
from web.ui.edge import Edge
from web.ui.gate import AT_ONCE, IN_MEMORY, Gate
from web.ui.guards import DbSession, Public

router = APIRouter()


@router.get("/work")
def something_with_the_database(session: DbSession, actor: Public) -> Response:
    session.execute(text("select pg_sleep(0.01)"))
    return PlainTextResponse("done")


@router.post("/length")
async def length(request: Request, actor: Public) -> Response:
    return PlainTextResponse(str(len(await request.body())))


@router.get("/live")
def live(actor: Public) -> Response:
    async def words() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.sleep(0.5)
        yield b"last"

    return StreamingResponse(words())


def behind_the_gate(**options: Any) -> FastAPI:
    app = FastAPI()
    app.add_middleware(Gate, **options)
    app.add_middleware(Edge)
    failures.install(app)
    app.include_router(router)
    return app


def meet(app: FastAPI, visit: Callable[[httpx.AsyncClient], Awaitable[list[httpx.Response]]]) -> list[httpx.Response]:
    async def all_of_it() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", timeout=60) as client:
            return await visit(client)

    return asyncio.run(all_of_it())


def test_three_hundred_requests_at_the_same_second_are_all_answered(committed_database: Database) -> None:
    async def crowd(client: httpx.AsyncClient) -> list[httpx.Response]:
        return await asyncio.gather(*(client.get("/work") for _ in range(300)))

    answers = meet(behind_the_gate(patience=60), crowd)
    assert {answer.text for answer in answers} == {"done"}


def test_there_is_a_connection_for_everybody_at_work() -> None:
    assert AT_ONCE < CONNECTIONS


def test_the_application_stands_behind_the_gate(committed_database: Database) -> None:
    around: list[object] = [middleware.cls for middleware in create_app().user_middleware]
    assert Gate in around


def test_a_request_that_grows_past_the_limit_is_refused_with_a_sentence(committed_database: Database) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_REQUEST // 2**20 + 1):
            yield b"x" * 2**20

    async def one(client: httpx.AsyncClient) -> list[httpx.Response]:
        return [await client.post("/signin", content=endless())]

    refused = meet(create_app(), one)[0]
    assert refused.status_code == 413
    assert "一次提交的内容太大" in refused.text


def test_whoever_waits_too_long_is_told_so_and_the_next_is_served(committed_database: Database) -> None:
    app, free = behind_the_gate(at_once=1, patience=0.2), threading.Event()

    @app.get("/held")
    def held(actor: Public) -> Response:
        free.wait(20)
        return PlainTextResponse("done")

    async def three(client: httpx.AsyncClient) -> list[httpx.Response]:
        first = asyncio.create_task(client.get("/held"))
        await asyncio.sleep(0.1)
        second = await client.get("/work")
        free.set()
        return [await first, second, await client.get("/work")]

    first, second, third = meet(app, three)
    assert (first.text, third.text) == ("done", "done")
    assert second.status_code == 503
    assert "现在办理的人很多，这次没有办成" in second.text
    assert second.headers["Retry-After"] == "60"


def test_a_slow_upload_takes_no_place_until_it_is_here(committed_database: Database) -> None:
    whole = b"x" * (IN_MEMORY * 2)

    async def two(client: httpx.AsyncClient) -> list[httpx.Response]:
        arrive = asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            yield whole[:1000]
            await arrive.wait()
            yield whole[1000:]

        upload = asyncio.create_task(client.post("/length", content=slowly()))
        quick = await client.get("/work")
        arrive.set()
        return [quick, await upload]

    quick, upload = meet(behind_the_gate(at_once=1, patience=5), two)
    assert (quick.text, upload.text) == ("done", str(len(whole)))


@pytest.mark.parametrize("size", [0, 1, 64 * 1024, 64 * 1024 + 1])
def test_a_request_arrives_whole(committed_database: Database, size: int) -> None:
    async def one(client: httpx.AsyncClient) -> list[httpx.Response]:
        return [await client.post("/length", content=b"x" * size)]

    assert meet(behind_the_gate(), one)[0].text == str(size)


def test_a_live_page_keeps_no_place(committed_database: Database) -> None:
    async def two(client: httpx.AsyncClient) -> list[httpx.Response]:
        first = asyncio.create_task(client.get("/live"))
        await asyncio.sleep(0.2)
        return [await client.get("/work"), await first]

    answers = meet(behind_the_gate(at_once=1, patience=0.2), two)
    assert [answer.text for answer in answers] == ["done", "firstlast"]
