"""The start of an exam: everybody presses the button at the same moment, and wants the first question."""

import asyncio
import time
from collections.abc import Callable, Iterator
from statistics import quantiles
from typing import Any
from uuid import UUID

import httpx

from web.entry.bench.ground import ground
from web.entry.bench.hall import QUESTIONS, let_in
from web.entry.bench.recorder import recorded
from web.entry.bench.visits import ADDRESS
from web.examroom.taker import COOKIE

Line = dict[str, Any]
Waiting = tuple[UUID, str]
CANDIDATES, WARM_UP, REPLAYS = 500, 10, 50


def measure(tell: Callable[[str], None] = lambda _: None) -> Iterator[Line]:
    """`sit.starts`, as the fields of one line."""
    with ground() as (_, tenant_id):
        tell("开考：所有考生同一时刻开始")
        rate, p95, plain = asyncio.run(_begin(let_in(tenant_id, CANDIDATES + WARM_UP + 1)))
    yield {
        "name": "sit.starts",
        "value": round(rate, 1),
        "unit": "candidates/s of one web process",
        "p95_ms": round(p95),
        "reference": "the queries of start and first page, without the writes, on one connection",
        "reference_value": round(plain, 1),
        "ratio": round(rate / plain, 2),
        "load": (
            f"{CANDIDATES} candidates press at the same moment; {QUESTIONS} questions; each start committed, "
            "each first page with the whole paper for its device"
        ),
    }


async def _begin(waiting: list[Waiting]) -> tuple[float, float, float]:
    """Starts a second, the 95th percentile of a candidate's milliseconds, and how often a second their queries run."""
    from web.entry.asgi import create_app

    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app()), base_url=ADDRESS) as http:
        for one in waiting[:WARM_UP]:
            await _start(http, one)
        with recorded() as recording:
            await _start(http, waiting[WARM_UP])
        began = time.perf_counter()
        took = await asyncio.gather(*(_start(http, one) for one in waiting[WARM_UP + 1 :]))
        all_took = time.perf_counter() - began
    recording.statements = [one for one in recording.statements if one[1].lstrip()[:6].lower() == "select"]
    replayed = sorted(recording.replay() for _ in range(REPLAYS))[REPLAYS // 2]
    return len(took) / all_took, quantiles(took, n=20)[-1], 1000 / replayed


async def _start(http: httpx.AsyncClient, waiting: Waiting) -> float:
    """Milliseconds from the press to the first question. Raises LookupError when there is none."""
    sitting_id, token = waiting
    keeps = {"Cookie": f"{COOKIE}={token}"}
    began = time.perf_counter()
    pressed = await http.post(f"/exam/{sitting_id}/start", headers={**keeps, "Sec-Fetch-Site": "same-origin"})
    page = await http.get(pressed.headers.get("location", ""), headers=keeps)
    if page.status_code != 200 or 'name="answer"' not in page.text:
        raise LookupError(f"no question: {pressed.status_code}, {page.status_code}")
    return (time.perf_counter() - began) * 1000
