"""How long the server takes for a page that has much to show: p95 of the whole application in one process,
against the same page's SQL statements replayed on the same connection pool."""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from threading import Event
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select, text

from engine.platform import clock, database
from engine.platform.database import work
from engine.platform.people.models import Authority
from engine.workflow.models import WorklistEntry
from processes.apply.models import Application
from web.entry.bench.copies import copy_case
from web.entry.bench.recorder import Recording, recorded
from web.entry.demo import accounts
from web.entry.demo.authority import SLUG, seed_plan
from web.entry.demo.people import synthetic
from web.entry.installation import Installation
from web.entry.start import start
from web.entry.story.candidates import Candidate
from web.entry.story.client import Browser
from web.entry.story.people import Staff, wait_for
from web.ui.guards import COOKIE

CASES = 500
REQUESTS, WARM_UP = 200, 20
PROGRAMS = ("web", "worker", "scheduler")
Line = dict[str, Any]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Visit:
    """A page to measure, as whoever's session it is."""

    path: str
    session: str


def measure(tell: Tell = lambda _: None) -> Iterator[Line]:
    """`page.inbox` and `page.wizard`, each as the fields of one line."""
    with tempfile.TemporaryDirectory(prefix="certflow-bench-", ignore_cleanup_errors=True) as folder:
        installation = Installation(Path(folder))
        installation.take()
        supervisor = start(installation, port=None, bare=True, stopping=Event(), tell=tell)
        try:
            tenant_id = _tenant()
            seed_plan(tenant_id)
            inbox, wizard, application_id = _people_at_work(installation.address, tenant_id)
            for part in supervisor.parts:
                if part.name in PROGRAMS:
                    part.down()
            tell(f"{CASES} 个案件")
            with work(tenant_id) as session:
                copy_case(session, application_id, CASES - 1)
            with database.owner_engine().connect() as owner:
                owner.execute(text("analyze"))
                owner.commit()
            load = f"{CASES} open cases for one first reviewer, {{}}; one process, no network"
            yield _line("page.inbox", inbox, load.format("the reviewer's inbox"))
            yield _line("page.wizard", wizard, load.format("the last step of another applicant's wizard"))
        finally:
            supervisor.stop()
            database.dispose()
            installation.let_go()


def _people_at_work(address: str, tenant_id: UUID) -> tuple[Visit, Visit, UUID]:
    """One applicant hands in, another stops at the last step; a first reviewer signs in."""
    today = clock.today()
    first, second = (Candidate(Browser(address), synthetic(index, today=today), today) for index in (451, 453))
    for candidate in (first, second):
        candidate.register()
        candidate.apply(_plan(candidate))
    if not first.hand_in() or second.check is None:
        raise LookupError("the plan of the demo has no place")
    account = next(one for one in accounts() if one.opens == "/review")
    reviewer = Staff(Browser(address), account.login, account.password)
    reviewer.sign_in()
    application_id = wait_for("the application in the inbox", lambda: _in_review(tenant_id, first.no))
    return (
        Visit("/review", _session(reviewer.browser)),
        Visit(second.check.path, _session(second.browser)),
        application_id,
    )


def _plan(candidate: Candidate) -> str:
    return next(link for link in candidate.open("/").links("/open/"))


def _session(browser: Browser) -> str:
    return str(browser.cookie(COOKIE))


def _tenant() -> UUID:
    with database.system_work() as system:
        return system.scalars(select(Authority.id).where(Authority.slug == SLUG)).one()


def _in_review(tenant_id: UUID, no: str) -> UUID | None:
    with work(tenant_id) as session:
        return session.scalar(
            select(Application.id)
            .join(WorklistEntry, WorklistEntry.instance_id == Application.instance_id)
            .where(Application.no == no, WorklistEntry.open)
        )


def _line(name: str, visit: Visit, load: str) -> Line:
    served, recording = asyncio.run(_served(visit))
    replayed = [recording.replay() for _ in range(WARM_UP + REQUESTS)][WARM_UP:]
    value, reference = _p95(served), _p95(replayed)
    return {
        "name": name,
        "value": round(value, 2),
        "unit": "ms p95",
        "reference": f"the page's {len(recording.statements)} SQL statements replayed, ms p95",
        "reference_value": round(reference, 2),
        "ratio": round(value / reference, 2),
        "load": load,
    }


async def _served(visit: Visit) -> tuple[list[float], Recording]:
    """Milliseconds of each request, and what the last of the warm-up asked of the database."""
    from web.entry.asgi import create_app

    transport = httpx.ASGITransport(create_app())
    times = []
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1", cookies={COOKIE: visit.session}
    ) as client:
        for _ in range(WARM_UP):
            with recorded() as recording:
                answer = await client.get(visit.path)
            if answer.status_code != 200:
                raise LookupError(f"{visit.path} answered {answer.status_code}")
        for _ in range(REQUESTS):
            began = time.perf_counter()
            await client.get(visit.path)
            times.append((time.perf_counter() - began) * 1000)
    return times, recording


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]
