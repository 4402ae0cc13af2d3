"""The whole application in this process, without a network: pages opened and forms sent as one person's browser would,
with the milliseconds the server took."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

import httpx
from lxml import html

from web.entry.bench.recorder import Recording, recorded
from web.ui.guards import COOKIE

REQUESTS, WARM_UP = 200, 20
ADDRESS = "http://127.0.0.1"
FROM_HERE = {"Sec-Fetch-Site": "same-origin", "HX-Request": "true"}


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in, by the session's cookie."""

    session: str


async def opened(visitor: Visitor, paths: Sequence[str]) -> tuple[list[float], list[Recording]]:
    """Milliseconds of each request, the paths in turn, and what the last warm-up of each asked of the database."""
    async with _browser(visitor) as browser:
        recordings = []
        for path in islice(cycle(paths), max(WARM_UP, len(paths))):
            with recorded() as recording:
                await _get(browser, path)
            recordings.append(recording)
        times = [(await _get(browser, path))[0] for path in islice(cycle(paths), REQUESTS)]
        return times, recordings[-len(paths) :]


async def judged(visitor: Visitor) -> tuple[list[float], list[float]]:
    """Milliseconds of opening an applicant's workspace, and of each verdict that passes a material in it.

    Applicants are taken as they come; a verdict's answer holds the next material, as on a reviewer's screen.
    """
    openings: list[float] = []
    verdicts: list[float] = []
    async with _browser(visitor) as browser:
        while len(verdicts) < WARM_UP + REQUESTS:
            taken = await browser.post("/review/next", headers={"Sec-Fetch-Site": "same-origin"})
            took, page = await _get(browser, taken.headers["location"])
            openings.append(took)
            while (form := _verdict(page)) is not None:
                action, fields = form
                began = time.perf_counter()
                answer = await browser.post(action, data={**fields, "verdict": "pass"}, headers=FROM_HERE)
                verdicts.append((time.perf_counter() - began) * 1000)
                page = _ok(answer)
    return openings[1:], verdicts[WARM_UP:]


@asynccontextmanager
async def _browser(visitor: Visitor) -> AsyncIterator[httpx.AsyncClient]:
    from web.entry.asgi import create_app

    transport = httpx.ASGITransport(create_app())
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, cookies={COOKIE: visitor.session}) as browser:
        yield browser


async def _get(browser: httpx.AsyncClient, path: str) -> tuple[float, str]:
    began = time.perf_counter()
    answer = await browser.get(path)
    return (time.perf_counter() - began) * 1000, _ok(answer)


def _ok(answer: httpx.Response) -> str:
    if answer.status_code != 200:
        raise LookupError(f"{answer.request.url.path} answered {answer.status_code}")
    return answer.text


def _verdict(page: str) -> tuple[str, Mapping[str, str]] | None:
    """Where the form of a material that wants a verdict goes, and its hidden fields."""
    document: Any = html.fromstring(page)
    for form in document.xpath("//form[contains(@action, '/material/')]"):
        if not form.xpath(".//*[@name='supervisor_reason']"):
            hidden = form.xpath(".//input[@type='hidden']")
            return form.get("action"), {field.get("name"): field.get("value", "") for field in hidden}
    return None
