"""Statements in one packet: their order, their answers, and what is left after a failure."""

from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.platform.database.packet import exchange

ADD = text("select cast(:a as bigint) + cast(:b as bigint) as total, :b as other")
FAIL = text("select 1 / cast(:zero as bigint)")


def test_answers_come_in_order_with_names(session: Session) -> None:
    first, none, again = exchange(
        session.connection(),
        (ADD, {"a": 1, "b": 2}),
        (text("select id from person where id = :id"), {"id": UUID(int=0)}),
        (ADD, {"b": 40_000, "a": 2**40}),
    )
    assert (first.rows[0].total, first.rows[0].other, first.count) == (3, 2, 1)
    assert none.first() is None
    assert again.rows[0].total == 2**40 + 40_000


def test_a_failure_is_the_drivers_and_leaves_the_connection_usable(session: Session) -> None:
    connection = session.connection()
    for _ in range(2):  # the second time, what was prepared is known, or known to be gone
        savepoint = connection.begin_nested()
        with pytest.raises(psycopg.errors.DivisionByZero):
            exchange(connection, (ADD, {"a": 1, "b": 1}), (FAIL, {"zero": 0}), (ADD, {"a": 1, "b": 2}))
        savepoint.rollback()
        (answer,) = exchange(connection, (ADD, {"a": 1, "b": 1}))
        assert answer.rows[0].total == 2


def test_a_value_that_cannot_be_sent_sends_nothing(session: Session) -> None:
    connection = session.connection()
    with pytest.raises(psycopg.ProgrammingError):
        exchange(connection, (ADD, {"a": object(), "b": 1}))
    assert connection.execute(text("select 1")).scalar_one() == 1
