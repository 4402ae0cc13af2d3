"""The exam: answers that are acknowledged, and so durable, a second, from many candidates at once; the reference is the
same writes by pgbench."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from engine.platform import database
from engine.platform.database import work
from engine.platform.embedded import places
from engine.platform.embedded.postgres import Server
from processes.sit import queries, service
from processes.sit.service.beat import Report
from web.entry.bench.ground import ground
from web.entry.bench.hall import QUESTIONS, Machine, begun

Line = dict[str, Any]
SQL = Path(__file__).parent / "answers.sql"
CANDIDATES, CONNECTIONS, EACH, SECONDS = 100, 4, 30, 5


def measure(tell: Callable[[str], None] = lambda _: None) -> Iterator[Line]:
    """`sit.answers`, as the fields of one line."""
    with ground() as (server, tenant_id):
        tell("作答：考场服务、同样的写入由 pgbench")
        machines = begun(tenant_id, CANDIDATES)
        ours = _answers(tenant_id, machines)
        plain = _pgbench(server, tenant_id)
    yield {
        "name": "sit.answers",
        "value": round(ours, 1),
        "unit": "acknowledged durable answers/s",
        "reference": "the same writes by pgbench",
        "reference_value": round(plain, 1),
        "ratio": round(ours / plain, 2),
        "load": (
            f"{CANDIDATES} candidates × {EACH} answers, one a report, each checked (chain, HMAC, question), counted "
            f"and committed before it is acknowledged; {CONNECTIONS} threads of one process against as many connections"
        ),
    }


def _answers(tenant_id: UUID, machines: list[Machine]) -> float:
    """Answers a second; raises when one that was acknowledged is not there."""

    def sit(own: list[Machine]) -> None:
        for number in range(EACH):
            for machine in own:
                _report(tenant_id, machine, number)

    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(sit, [machines[at::CONNECTIONS] for at in range(CONNECTIONS)]))
    took = time.perf_counter() - began
    with work(tenant_id) as session:
        kept = session.execute(text("select count(*) from answer_line")).scalar_one()
    if kept != CANDIDATES * EACH:
        raise RuntimeError(f"{CANDIDATES * EACH - kept} acknowledged answers are lost")
    return CANDIDATES * EACH / took


def _report(tenant_id: UUID, machine: Machine, number: int) -> None:
    line = machine.put_down(1 + number % QUESTIONS, "ABCD"[number % 4], 1000 * number)
    with work(tenant_id) as session:
        sitting = queries.sitting(session, machine.sitting_id, lock=True)
        answer = service.beat.report(session, sitting, Report(client_ms=0, lines=(line,)), fence=1)
    if answer.sequence != machine.sequence:
        raise RuntimeError("an answer was not acknowledged")


def _pgbench(server: Server, tenant_id: UUID) -> float:
    with database.owner_engine().begin() as owner:
        owner.execute(text("select set_config('app.tenant', :tenant, true)"), {"tenant": str(tenant_id)})
        owner.execute(text("alter table sitting no force row level security"))
        owner.execute(
            text("create table bench_sitting as select id, row_number() over (order by id) as number from sitting")
        )
        owner.execute(text("alter table sitting force row level security"))
        owner.execute(text("create unique index on bench_sitting (number)"))
        owner.execute(text("grant select on bench_sitting to certflow_app"))
    program = places.postgres_programs() / "pgbench"
    variables = (("tenant", tenant_id), ("sittings", CANDIDATES))
    given = [part for name, value in variables for part in ("-D", f"{name}={value}")]
    clients = ["-c", str(CONNECTIONS), "-j", "2", "-T", str(SECONDS)]
    command = [str(program), "-n", "-M", "prepared", *clients, "-f", str(SQL), *given, server.app_url]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    found = re.search(r"tps = ([\d.]+)", answer.stdout)
    if found is None or "processed: 0" in answer.stdout:
        raise RuntimeError(f"pgbench: {answer.stderr[-500:]}")
    return float(found[1])
