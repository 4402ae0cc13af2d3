"""The engine: durable completions a second on one connection, against plain SQL and against the stock library."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from engine.platform.database import work
from engine.platform.embedded import places
from engine.platform.embedded.postgres import Server
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.models import WorkItem
from web.entry.bench.ground import ground, somebody, variables
from web.entry.bench.stock import StockDesk
from web.entry.bench.walks import CASE, SMALL, WALKS, Values, Walk

Line = dict[str, Any]
SQL = Path(__file__).parent / "complete.sql"
TRANSACTIONS, ROUNDS = 240, 8


class Speed(NamedTuple):
    """Completions a second of the clock, and a second of this process's own CPU."""

    wall: float
    cpu: float


def measure(tell: Callable[[str], None] = lambda _: None) -> Iterator[Line]:
    """`engine.complete`, `engine.complete_vs_stock` and `engine.complete_vs_stock_small`,
    each as the fields of one line. All take short turns: what the machine was busy with then, neighbours felt alike."""
    with ground() as (server, tenant_id):
        tell("完成任务：引擎、原样的库、SQL 轮流测量")
        ours: dict[str, list[Speed]] = {walk.process: [] for walk in WALKS}
        stock: dict[str, list[Speed]] = {walk.process: [] for walk in WALKS}
        plain: list[Speed] = []
        for _ in range(ROUNDS):
            plain.append(_pgbench(server, tenant_id))
            for walk in WALKS:
                ours[walk.process].append(_completions(tenant_id, walk, complete_with_engine))
                stock[walk.process].append(_completions(tenant_id, walk, complete_with_stock))
        yield _line(
            "engine.complete",
            ours[SMALL.process],
            "the same statements by pgbench",
            plain,
            f"{_load(SMALL)}; the engine sends reads and writes in one packet each, pgbench statement by statement",
        )
        for name, walk in (("engine.complete_vs_stock", CASE), ("engine.complete_vs_stock_small", SMALL)):
            load = f"{_load(walk)}; the same diagram, decisions and statements in the same packets for both"
            theirs = stock[walk.process]
            yield _line(name, ours[walk.process], "stock SpiffWorkflow and its JSON", theirs, load) | {
                "ratio_cpu": _ratio(ours[walk.process], theirs, lambda speed: speed.cpu)
            }


def _load(walk: Walk) -> str:
    return f"{walk.cases} cases × {len(walk.entered)} completions over {walk.wording}; one connection"


def _line(name: str, mine: list[Speed], reference: str, theirs: list[Speed], load: str) -> Line:
    return {
        "name": name,
        "value": round(median(speed.wall for speed in mine), 1),
        "unit": "durable completions/s",
        "reference": reference,
        "reference_value": round(median(speed.wall for speed in theirs), 1),
        "ratio": _ratio(mine, theirs, lambda speed: speed.wall),
        "load": load,
    }


def _ratio(mine: list[Speed], theirs: list[Speed], of: Callable[[Speed], float]) -> float:
    """The median over the rounds of what one turn made of the turn beside it."""
    return round(median(of(one) / of(other) for one, other in zip(mine, theirs, strict=True)), 2)


Cases = dict[UUID, dict[str, str]]
"""Cases with the variables they began with."""
Complete = Callable[[UUID, Actor, Walk, Cases], Speed]


def _completions(tenant_id: UUID, walk: Walk, complete: Complete) -> Speed:
    """Completions over fresh cases, each walked to its end."""
    actor = somebody(tenant_id, institution := new_id())
    return complete(tenant_id, actor, walk, begin(tenant_id, actor, walk, institution, walk.cases))


def begin(tenant_id: UUID, actor: Actor, walk: Walk, institution: UUID, count: int) -> Cases:
    """Fresh cases of a walk."""
    with work(tenant_id) as session:
        return {
            commands.start(session, actor, walk.process, str(number), entered).id: entered
            for number, entered in ((number, variables(actor, institution, str(number))) for number in range(count))
        }


def complete_with_engine(tenant_id: UUID, actor: Actor, walk: Walk, cases: Cases) -> Speed:
    """The house."""
    with work(tenant_id) as session:
        rows = select(WorkItem.instance_id, WorkItem.id).where(WorkItem.instance_id.in_(cases))
        items = {row.instance_id: row.id for row in session.execute(rows)}

    def complete(case: UUID, values: Values) -> None:
        with work(tenant_id) as session:
            done = commands.complete(session, actor, items[case], values)
        if done.next_items:
            items[case] = done.next_items[0].id

    return _timed(walk, cases, complete)


def complete_with_stock(tenant_id: UUID, actor: Actor, walk: Walk, cases: Cases) -> Speed:
    """The stock library, its JSON in the same tables."""
    desk = StockDesk(tenant_id, actor, walk)
    items = desk.begin(cases)

    def complete(case: UUID, values: Values) -> None:
        items[case] = desk.complete(case, items[case], values)

    return _timed(walk, cases, complete)


def _timed(walk: Walk, cases: Cases, complete: Callable[[UUID, Values], None]) -> Speed:
    began, busy = time.perf_counter(), time.process_time()
    for values in walk.entered:
        for case in cases:
            complete(case, values)
    count = len(cases) * len(walk.entered)
    return Speed(count / (time.perf_counter() - began), count / (time.process_time() - busy))


def _pgbench(server: Server, tenant_id: UUID) -> Speed:
    """Transactions a second of `complete.sql`; its CPU is not ours."""
    actor = somebody(tenant_id, institution := new_id())
    (case,) = begin(tenant_id, actor, SMALL, institution, 1)
    with work(tenant_id) as session:
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
    command = [str(program), "-n", "-M", "prepared", "-c", "1", "-t", str(TRANSACTIONS), "-f", str(SQL), *defined]
    answer = subprocess.run([*command, server.app_url], capture_output=True, text=True, check=False, timeout=120)
    found = re.search(r"tps = ([\d.]+)", answer.stdout)
    if found is None or "processed: 0" in answer.stdout:
        raise RuntimeError(f"pgbench: {answer.stderr[-500:]}")
    return Speed(float(found[1]), 0)
