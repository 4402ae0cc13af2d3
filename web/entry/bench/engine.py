"""The engine: durable completions a second on one connection, against plain SQL and against the stock library;
and how fast the next applicant comes."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from engine.platform import clock
from engine.platform.database import work
from engine.platform.embedded import places
from engine.platform.embedded.postgres import Server
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.workflow import commands, worklist
from engine.workflow.models import Instance, WorkItem, WorklistEntry
from web.entry.bench.ground import ground, reviewer
from web.entry.bench.stock import StockDesk

Line = dict[str, Any]
SQL = Path(__file__).parent / "complete.sql"
VARIABLES = {"grade": "3", "person_id": "01a208c4-a1eb-78c4-9137-0e0109a777e9"}
CASES, STEPS, ROUNDS, SECONDS = 25, 12, 3, 4
OPEN_ENTRIES, ASKED = 20_000, 400


def measure(tell: Callable[[str], None] = lambda _: None) -> Iterator[Line]:
    """`engine.complete`, `engine.complete_vs_stock` and `engine.next_applicant`, each as the fields of one line."""
    with ground() as (server, tenant_id):
        tell("完成任务：引擎、原样的库、SQL 轮流测量")
        ours, stock, plain = [], [], []
        for _ in range(ROUNDS):  # in turns, so that a busy machine is as unfair to all
            ours.append(_completions(tenant_id, complete_with_engine))
            stock.append(_completions(tenant_id, complete_with_stock))
            plain.append(_pgbench(server, tenant_id))
        load = (
            f"{CASES} cases × {STEPS} completions, each closes an item and a timer and opens the next; one connection; "
            "the engine and stock send reads and writes in one packet each, pgbench statement by statement"
        )
        yield _line("engine.complete", median(ours), "the same statements by pgbench", median(plain), load)
        yield _line("engine.complete_vs_stock", median(ours), "stock SpiffWorkflow and its JSON", median(stock), load)
        tell("下一位申请人")
        yield _next_applicant(tenant_id)


def _line(name: str, value: float, reference: str, reference_value: float, load: str) -> Line:
    return {
        "name": name,
        "value": round(value, 1),
        "unit": "durable completions/s",
        "reference": reference,
        "reference_value": round(reference_value, 1),
        "ratio": round(value / reference_value, 2),
        "load": load,
    }


Complete = Callable[[UUID, Actor, list[UUID]], float]


def _completions(tenant_id: UUID, complete: Complete) -> float:
    """Completions a second over fresh cases, each walked to its end."""
    institution = new_id()
    actor, variables = reviewer(tenant_id, institution), VARIABLES | {"institution_id": str(institution)}
    with work(tenant_id) as session:
        started = [
            commands.start(session, actor, "bench", str(number), variables | {"application_id": str(number)}).id
            for number in range(CASES)
        ]
    return CASES * STEPS / complete(tenant_id, actor, started)


def complete_with_engine(tenant_id: UUID, actor: Actor, cases: list[UUID]) -> float:
    """Seconds that the house takes."""
    with work(tenant_id) as session:
        rows = select(WorkItem.instance_id, WorkItem.id).where(WorkItem.instance_id.in_(cases))
        items = {row.instance_id: row.id for row in session.execute(rows)}
    began = time.perf_counter()
    for step in range(STEPS):
        for case in cases:
            with work(tenant_id) as session:
                values = {"conclusion": "pass" if step == STEPS - 1 else "again"}
                done = commands.complete(session, actor, items[case], values)
            if done.next_items:
                items[case] = done.next_items[0].id
    return time.perf_counter() - began


def complete_with_stock(tenant_id: UUID, actor: Actor, cases: list[UUID]) -> float:
    """Seconds that the stock library takes, its JSON in the same tables."""
    desk = StockDesk(tenant_id, actor, VARIABLES)
    items = desk.begin(cases)
    began = time.perf_counter()
    for step in range(STEPS):
        for case in cases:
            items[case] = desk.complete(case, items[case], {"conclusion": "pass" if step == STEPS - 1 else "again"})
    return time.perf_counter() - began


def _pgbench(server: Server, tenant_id: UUID) -> float:
    """Transactions a second of `complete.sql`."""
    institution = new_id()
    actor = reviewer(tenant_id, institution)
    with work(tenant_id) as session:
        variables = VARIABLES | {"application_id": "sql", "institution_id": str(institution)}
        case = commands.start(session, actor, "bench", "sql", variables).id
        item = session.scalars(select(WorkItem).where(WorkItem.instance_id == case)).one()
        given = {
            "tenant": tenant_id,
            "instance": case,
            "entry": item.entry_id,
            "person": actor.person_id,
            "item": item.id,
        }
    program = places.postgres_programs() / "pgbench"
    defined = [part for name, value in given.items() for part in ("-D", f"{name}={value}")]
    command = [str(program), "-n", "-M", "prepared", "-c", "1", "-T", str(SECONDS), "-f", str(SQL), *defined]
    answer = subprocess.run([*command, server.app_url], capture_output=True, text=True, check=False, timeout=120)
    found = re.search(r"tps = ([\d.]+)", answer.stdout)
    if found is None or "processed: 0" in answer.stdout:
        raise RuntimeError(f"pgbench: {answer.stderr[-500:]}")
    return float(found[1])


def _next_applicant(tenant_id: UUID) -> Line:
    """p95 of taking the next entry out of a full inbox."""
    institution = new_id()
    group = f"institution:{institution}:first_review"
    actor, now = reviewer(tenant_id, institution), clock.now()
    with work(tenant_id) as session:
        rows = [_entry(session_case, group, now, number) for number, session_case in enumerate(_cases(tenant_id))]
        session.execute(insert(WorklistEntry), rows)
    times = []
    for _ in range(ASKED):
        began = time.perf_counter()
        with work(tenant_id) as session:
            entry = worklist.next_applicant(session, actor)
        times.append((time.perf_counter() - began) * 1000)
        assert entry is not None
    return {
        "name": "engine.next_applicant",
        "value": round(quantiles(times, n=20)[-1], 2),
        "unit": "ms p95",
        "reference": "median of the same, ms",
        "reference_value": round(median(times), 2),
        "ratio": round(quantiles(times, n=20)[-1] / median(times), 2),
        "load": f"{OPEN_ENTRIES} open entries in the reviewer's group, {ASKED} taken one after the other",
    }


def _cases(tenant_id: UUID) -> list[UUID]:
    now, ids = clock.now(), [new_id() for _ in range(OPEN_ENTRIES)]
    row = {"process": "bench", "deployment_hash": "", "business_key": "n", "state": b"", "started_at": now}
    with work(tenant_id) as session:
        session.execute(insert(Instance), [row | {"id": one} for one in ids])
    return ids


def _entry(case: UUID, group: str, now: Any, number: int) -> dict[str, Any]:
    return {
        "instance_id": case,
        "group_name": group,
        "business_key": "n",
        "process": "bench",
        "title": "核对材料",
        "open": True,
        "open_items": 6,
        "opened_at": now,
        "due_at": now + timedelta(minutes=number * 7919 % 10_000),
        "priority": number % 3,
        "excluded": [],
        "fence": 0,
        "skips": 0,
    }
