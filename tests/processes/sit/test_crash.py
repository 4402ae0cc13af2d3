"""An answer that was acknowledged is there after the database has been killed, again and again."""

import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from uuid import UUID

import psutil
import psycopg
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from engine.platform.database import work
from processes.sit import queries, service
from processes.sit.service.beat import Report
from web.entry import wiring
from web.entry.bench.ground import ground
from web.entry.bench.hall import QUESTIONS, Machine, begun

CANDIDATES, KILLS = 12, 4


def _answer_until(stopped: Event, tenant: UUID, machine: Machine) -> int:
    """Put answers down and send what is left with every report; the last number that was acknowledged."""
    acknowledged, kept = 0, []
    while not stopped.is_set():
        kept.append(machine.put_down(1 + machine.sequence % QUESTIONS, random.choice("ABCD"), 1000))
        try:
            with work(tenant) as session:
                sitting = queries.sitting(session, machine.sitting_id, lock=True)
                answer = service.beat.report(session, sitting, Report(0, lines=tuple(kept[:100])), fence=1)
        except (SQLAlchemyError, psycopg.Error):  # the database is down: the lines stay on the device
            time.sleep(0.05)
            continue
        acknowledged = answer.sequence
        kept = [line for line in kept if line.sequence > acknowledged]
    return acknowledged


def _wait_until_it_answers(tenant: UUID) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(SQLAlchemyError, psycopg.Error), work(tenant) as session:
            session.execute(text("select 1"))
            return
        time.sleep(0.1)
    raise AssertionError("the database does not come back")


def test_no_acknowledged_answer_is_lost_when_the_database_is_killed() -> None:
    wiring.wire()
    with ground() as (server, tenant):
        machines, stopped = begun(tenant, CANDIDATES), Event()
        with ThreadPoolExecutor(CANDIDATES) as pool:
            sitting = [pool.submit(_answer_until, stopped, tenant, machine) for machine in machines]
            try:
                for _ in range(KILLS):
                    time.sleep(0.5)
                    _wait_until_it_answers(tenant)
                    victims = psutil.Process(server.process.pid).children()
                    os.kill(random.choice(victims).pid, signal.SIGKILL)  # one killed makes all of them recover
                _wait_until_it_answers(tenant)
                time.sleep(1)
            finally:
                stopped.set()
            acknowledged = [each.result() for each in sitting]
        assert min(acknowledged) > 3
        with work(tenant) as session:
            for machine, last in zip(machines, acknowledged, strict=True):
                row = queries.sitting(session, machine.sitting_id)
                assert row.sequence >= last
                assert service.journal.verified(session, row)
