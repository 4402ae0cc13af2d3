"""How long the server takes for a page in a busy city: p95 of the whole application in one process, against the same
page's SQL statements replayed on the same connection pool. Before them, how the next applicant is given out there."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import quantiles
from threading import Event
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.platform import clock, database
from engine.platform.database import work
from engine.platform.people.models import Authority
from engine.workflow.models import WorklistEntry
from processes.apply.models import Application
from web.entry.bench import picks
from web.entry.bench.copies import copy_case
from web.entry.bench.crowd import crowd
from web.entry.bench.visits import REQUESTS, WARM_UP, Visitor, judged, opened
from web.entry.demo import accounts
from web.entry.demo.authority import SLUG, seed_plan
from web.entry.demo.people import synthetic
from web.entry.installation import Installation
from web.entry.start import start
from web.entry.story.candidates import Candidate
from web.entry.story.client import Browser
from web.entry.story.people import Staff, wait_for
from web.ui.guards import COOKIE

JUDGED = 80
"""Cases that can be opened and judged; the crowd around them fills the lists."""
PROGRAMS = ("web", "worker", "scheduler")
Line = dict[str, Any]
Tell = Callable[[str], None]


def measure(tell: Tell = lambda _: None) -> Iterator[Line]:
    """`engine.next_applicant…` and `page.…`, each as the fields of one line."""
    with tempfile.TemporaryDirectory(prefix="certflow-bench-", ignore_cleanup_errors=True) as folder:
        installation = Installation(Path(folder))
        installation.take()
        supervisor = start(installation, port=None, bare=True, stopping=Event(), tell=tell)
        try:
            tenant_id = _tenant()
            seed_plan(tenant_id)
            reviewer, candidate, check, application_id = _people_at_work(installation.address, tenant_id)
            for part in supervisor.parts:
                if part.name in PROGRAMS:
                    part.down()
            with work(tenant_id) as session:
                copy_case(session, application_id, JUDGED)
            load = crowd(tenant_id, application_id, tell)
            tell("下一位申请人")
            yield from picks.measure(tenant_id, _group(tenant_id, application_id), load)
            tell("页面")
            yield _line("page.inbox", reviewer, ["/review"], f"{load}; the reviewer's inbox")
            searches = _searches(tenant_id, application_id)
            yield _line("page.search", reviewer, searches, f"{load}; one or two letters of a name, a number")
            yield _line("page.wizard", candidate, [check], f"{load}; the last step of an applicant's wizard")
            yield _verdict(reviewer, load)
        finally:
            supervisor.stop()
            database.dispose()
            installation.let_go()


def _people_at_work(address: str, tenant_id: UUID) -> tuple[Visitor, Visitor, str, UUID]:
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
    return _visitor(reviewer.browser), _visitor(second.browser), second.check.path, application_id


def _plan(candidate: Candidate) -> str:
    return next(link for link in candidate.open("/").links("/open/"))


def _visitor(browser: Browser) -> Visitor:
    return Visitor(str(browser.cookie(COOKIE)))


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


def _group(tenant_id: UUID, application_id: UUID) -> str:
    """The group that the real case waits in."""
    with work(tenant_id) as session:
        case = session.get_one(Application, application_id).instance_id
        rows = select(WorklistEntry.group_name).where(WorklistEntry.instance_id == case, WorklistEntry.open)
        return session.scalars(rows).one()


def _searches(tenant_id: UUID, application_id: UUID) -> list[str]:
    """What reviewers look for."""
    with work(tenant_id) as session:
        no = session.get_one(Application, application_id).no
    return [f"/review/search?q={word}" for word in ("陈", "林伟", "黄芳敏", no, f"{no}-C20")]


def _line(name: str, visitor: Visitor, paths: Sequence[str], load: str) -> Line:
    served, recordings = asyncio.run(opened(visitor, paths))
    replayed = [recordings[turn % len(recordings)].replay() for turn in range(WARM_UP + REQUESTS)][WARM_UP:]
    if not any(recording.rows for recording in recordings):
        raise LookupError(f"{name}: the statements found nothing when they were replayed")
    most = max(len(recording.statements) for recording in recordings)
    reference = f"the page's own SQL replayed (at most {most} statements), ms p95"
    return _times(name, served, reference, replayed, load)


def _verdict(visitor: Visitor, load: str) -> Line:
    openings, verdicts = asyncio.run(judged(visitor))
    reference = "opening an applicant's workspace, ms p95"
    return _times("page.verdict", verdicts, reference, openings, f"{load}; a verdict, answered by the next material")


def _times(name: str, mine: Sequence[float], reference: str, theirs: Sequence[float], load: str) -> Line:
    value, other = _p95(mine), _p95(theirs)
    return {
        "name": name,
        "value": round(value, 2),
        "unit": "ms p95",
        "reference": reference,
        "reference_value": round(other, 2),
        "ratio": round(value / other, 2),
        "load": f"{load}; one process, no network",
    }


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]
