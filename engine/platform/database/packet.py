"""Statements that go to the server in one packet and are answered together (PostgreSQL's pipeline mode).

The driver's own pipeline sends and waits for every statement by itself, which costs more than the statements. This one
speaks to libpq (`psycopg.pq`), with the driver's way of adapting values and its book of prepared statements: the
driver deallocates all of them after a rollback, so a book of our own would be wrong then.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from typing import Any, NamedTuple

import psycopg
from psycopg import adapt, errors, generators
from psycopg._preparing import Prepare
from psycopg.abc import PQGen, Transformer
from psycopg.adapt import PyFormat
from psycopg.pq import ExecStatus, Format, TransactionStatus
from sqlalchemy import Connection, TextClause

Statement = tuple[TextClause, Mapping[str, Any]]

_NAMED = re.compile(r"(?<![:\w]):([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows by the names of their columns, or how many rows were changed."""

    rows: list[Any]
    count: int

    def first(self) -> Any | None:
        return self.rows[0] if self.rows else None


class _Call(NamedTuple):
    """A statement as the server reads it. The driver's book knows it by `query` and `types`."""

    query: bytes
    types: tuple[int, ...]
    values: Any
    formats: Any


@lru_cache(maxsize=256)
def _numbered(statement: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with $1, $2, … for its named parameters, and their names in that order."""
    names = tuple(dict.fromkeys(_NAMED.findall(statement)))
    return _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", statement).encode(), names


@lru_cache(maxsize=256)
def _row_of(names: tuple[str, ...]) -> Callable[[Iterable[Any]], Any]:
    row: Any = namedtuple("Row", names)  # type: ignore[misc]
    make: Callable[[Iterable[Any]], Any] = row._make
    return make


def exchange(connection: Connection, *statements: Statement) -> list[Answer]:
    """Carry out the statements in order, in one round trip that also begins the transaction where none has begun.

    Each is prepared once a connection. Errors are the driver's; all that is left then is to roll back.
    """
    raw: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    values = adapt.Transformer(raw)
    calls = [_call(values, statement.text, parameters) for statement, parameters in statements]
    try:
        raw.pgconn.enter_pipeline_mode()
        wanted = [*_begin(raw), *(answer for call in calls for answer in _queue(raw, call))]
        raw.pgconn.pipeline_sync()
        results = raw.wait(_answers(raw, len(wanted)))
        raw.pgconn.exit_pipeline_mode()
    except BaseException:
        raw.close()  # nobody knows any more which answer would belong to what
        raise
    for result in results:
        if result.status == ExecStatus.FATAL_ERROR:
            raise errors.error_from_result(result, encoding=raw.info.encoding)
    return [_answer(values, result) for result in compress(results, wanted)]


def _call(values: Transformer, statement: str, parameters: Mapping[str, Any]) -> _Call:
    query, names = _numbered(statement)
    dumped = values.dump_sequence([parameters[name] for name in names], [PyFormat.AUTO] * len(names))
    return _Call(query, values.types or (), dumped, values.formats)


def _begin(raw: psycopg.Connection[Any]) -> list[bool]:
    if raw.info.transaction_status != TransactionStatus.IDLE:
        return []
    raw.pgconn.send_query_params(raw._get_tx_start_command(), None)
    return [False]


def _queue(raw: psycopg.Connection[Any], call: _Call) -> list[bool]:
    """Put a call into libpq's buffer; returns of each answer to come whether it is the statement's own."""
    book: Any = raw._prepared
    known, name = book.get(call, True)
    if known is Prepare.SHOULD:
        raw.pgconn.send_prepare(name, call.query, call.types)
    raw.pgconn.send_query_prepared(name, call.values, call.formats, result_format=Format.BINARY)
    book.maybe_add_to_cache(call, known, name)
    return [False, True] if known is Prepare.SHOULD else [True]


def _answers(raw: psycopg.Connection[Any], count: int) -> PQGen[list[Any]]:
    yield from generators.send(raw.pgconn)
    results = []
    for _ in range(count):
        results += yield from generators.fetch_many(raw.pgconn)
    yield from generators.fetch_many(raw.pgconn)  # the end of the packet
    return results


def _answer(values: Transformer, result: Any) -> Answer:
    if result.status != ExecStatus.TUPLES_OK:
        return Answer([], result.command_tuples or 0)
    values.set_pgresult(result)
    names = tuple(result.fname(place).decode() for place in range(result.nfields))
    return Answer(values.load_rows(0, result.ntuples, _row_of(names)), result.ntuples)
