"""One scheduler leads, and no failing loop stops the others."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from engine.platform.database import owner_engine
from tests.support.database import Cluster, Database, administrator
from tests.support.installation import wait_until
from web.entry.scheduler import LEADERSHIP, Leadership, Loop


def _poisoned() -> int:
    raise ZeroDivisionError


def test_a_failing_loop_waits_ever_longer_and_recovers() -> None:
    outcomes: Iterator[int | None] = iter([None, None, 0])

    def once() -> int:
        found = next(outcomes)
        if found is None:
            raise ZeroDivisionError
        return found

    loop = Loop("lamp", once, every=1)
    loop.turn(100)
    assert (loop.failures, loop.due) == (1, 102)
    loop.turn(101)
    assert loop.failures == 1
    loop.turn(102)
    assert (loop.failures, loop.due) == (2, 106)
    loop.turn(106)
    assert (loop.failures, loop.due) == (0, 107)


def test_a_poisoned_loop_does_not_keep_another_from_its_turn() -> None:
    done: list[int] = []

    def healthy() -> int:
        done.append(1)
        return 0

    loops = [Loop("poisoned", _poisoned, every=1), Loop("healthy", healthy, every=1)]
    for moment in (10, 20, 30):
        for loop in loops:
            loop.turn(moment)
    assert len(done) == 3


def test_a_loop_that_found_work_goes_on_at_once() -> None:
    loop = Loop("busy", lambda: 5, every=60)
    loop.turn(10)
    assert loop.due == 10


@pytest.mark.usefixtures("committed_database")
def test_only_one_leads_until_it_gives_up() -> None:
    first, second = Leadership(), Leadership()
    try:
        assert first.held()
        assert first.held()
        assert not second.held()
        first.give_up()
        wait_until(second.held, seconds=10)  # the server lets go when it sees that the connection is closed
        assert not first.held()
    finally:
        first.give_up()
        second.give_up()


def test_a_broken_connection_hands_leadership_on(committed_database: Database, cluster: Cluster) -> None:
    first, second = Leadership(), Leadership()
    assert first.held()
    with owner_engine().connect() as connection:
        holders = text("select pid from pg_locks where locktype = 'advisory' and objid = :key")
        [pid] = connection.scalars(holders, {"key": LEADERSHIP}).all()
    with administrator(cluster) as connection:
        connection.execute("select pg_terminate_backend(%s)", (pid,))
    try:
        assert not first.held()
        wait_until(second.held, seconds=10)
    finally:
        first.give_up()
        second.give_up()
