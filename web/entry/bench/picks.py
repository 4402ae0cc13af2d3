"""Next applicant in a busy city: how long it takes while reviewers come and go, and how many a second it can give out
at most, against the same pick by pgbench."""

import hashlib
import os
import re
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any
from uuid import UUID

from sqlalchemy import update

from engine.platform import clock
from engine.platform.database import work
from engine.platform.embedded import places
from engine.platform.people import Actor
from engine.platform.settings import settings
from engine.workflow import worklist
from engine.workflow.models import WorklistEntry
from web.entry.bench.crowd import GROUPS, group_of, tidy

SQL = Path(__file__).parent / "pick.sql"
REVIEWERS, A_SECOND, SECONDS = 50, 25, 40
PROCESSES, CLIENTS, TURN, ROUNDS = 2, 8, 4, 5
Line = dict[str, Any]


def measure(tenant_id: UUID, group_name: str, load: str) -> Iterator[Line]:
    """`engine.next_applicant` and `engine.next_applicant_most`, each as the fields of one line.

    `group_name` is the group of the real case that the crowd was copied from.
    """
    times = _arrivals(tenant_id, group_name)
    centiles = quantiles(times, n=100)
    yield {
        "name": "engine.next_applicant",
        "value": round(centiles[-1], 2),
        "unit": "ms p99",
        "reference": "median of the same, ms",
        "reference_value": round(median(times), 2),
        "ratio": round(centiles[-1] / median(times), 2),
        "load": f"{load}; {REVIEWERS} reviewers arriving at {A_SECOND} picks a second for {SECONDS} s, each commits",
    }
    rounds = []
    for _ in range(ROUNDS):
        plain = _pgbench(tenant_id, group_name)
        _give_back(tenant_id)
        rounds.append((_saturated(tenant_id, group_name), plain))
        _give_back(tenant_id)
    yield {
        "name": "engine.next_applicant_most",
        "value": round(median(mine for mine, _ in rounds), 1),
        "unit": "durable picks/s",
        "reference": "the same pick by pgbench",
        "reference_value": round(median(plain for _, plain in rounds), 1),
        "ratio": round(median(mine / plain for mine, plain in rounds), 2),
        "load": f"{load}; {CLIENTS} connections that never pause, ours in {PROCESSES} processes",
    }


def _reviewers(tenant_id: UUID, group_name: str) -> list[Actor]:
    """One group each, as reviewers have."""
    return [
        Actor(
            UUID(hashlib.md5(f"reviewer{number}".encode(), usedforsecurity=False).hexdigest()),
            tenant_id,
            "审核员",
            frozenset({group_of(group_name, 1 + number % (GROUPS - 1))}),
        )
        for number in range(1, REVIEWERS + 1)
    ]


def _arrivals(tenant_id: UUID, group_name: str) -> list[float]:
    """Milliseconds from a reviewer's arrival to the committed lease. Arrivals don't wait for one another; what was
    taken is finished afterwards, so the inbox moves on."""
    reviewers, chance = _reviewers(tenant_id, group_name), Random(1)
    gaps = [chance.expovariate(A_SECOND) for _ in range(A_SECOND * SECONDS)]
    began, at = time.perf_counter(), 0.0
    with ThreadPoolExecutor(REVIEWERS) as pool:
        waiting = []
        for number, gap in enumerate(gaps):
            at += gap
            time.sleep(max(0.0, began + at - time.perf_counter()))
            waiting.append(pool.submit(_come, reviewers[number % REVIEWERS], began + at))
        return [one.result() for one in waiting]


def _come(actor: Actor, arrived: float) -> float:
    with work(actor.tenant_id) as session:
        entry = worklist.next_applicant(session, actor)
    took = (time.perf_counter() - arrived) * 1000
    if entry is None:
        raise LookupError("the inbox ran empty")
    with work(actor.tenant_id) as session:
        done = {"open": False, "open_items": 0, "closed_at": clock.now(), "holder_id": None, "lease_expires_at": None}
        session.execute(update(WorklistEntry).where(WorklistEntry.id == entry.id).values(done))
    return took


def _saturated(tenant_id: UUID, group_name: str) -> float:
    """Picks a second of several processes, as web processes are several."""
    threads = CLIENTS // PROCESSES
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        list(pool.map(_pick, [(tenant_id, group_name, threads, 0.5)] * PROCESSES))  # imports, connections, plans
        return sum(pool.map(_pick, [(tenant_id, group_name, threads, TURN)] * PROCESSES))


def _pick(given: tuple[UUID, str, int, float]) -> float:
    tenant_id, group_name, threads, seconds = given
    reviewers = _reviewers(tenant_id, group_name)

    def run(number: int) -> int:
        chance, count, until = Random(f"{number}{os.getpid()}"), 0, time.perf_counter() + seconds
        while time.perf_counter() < until:
            with work(tenant_id) as session:
                entry = worklist.next_applicant(session, chance.choice(reviewers))
            if entry is None:
                raise LookupError("the inbox ran empty")
            count += 1
        return count

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(run, range(threads))) / seconds


def _pgbench(tenant_id: UUID, group_name: str) -> float:
    """Transactions a second of `pick.sql`."""
    program = places.postgres_programs() / "pgbench"
    given = ["-D", f"tenant={tenant_id}", "-D", f"scope={group_name.split(':')[1]}"]
    command = [str(program), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(TURN), "-f", str(SQL)]
    answer = subprocess.run(
        [*command, *given, settings().database_url], capture_output=True, text=True, check=False, timeout=120
    )
    found = re.search(r"tps = ([\d.]+)", answer.stdout)
    if found is None or "processed: 0" in answer.stdout:
        raise RuntimeError(f"pgbench: {answer.stderr[-500:]}")
    return float(found[1])


def _give_back(tenant_id: UUID) -> None:
    """Nobody holds anything, and nothing dead is left behind, before the next turn."""
    with work(tenant_id) as session:
        free = {"holder_id": None, "lease_expires_at": None}
        session.execute(update(WorklistEntry).where(WorklistEntry.holder_id.is_not(None)).values(free))
    tidy()
