"""A table's rows as JSON Lines and CSV, read a thousand at a time.

JSON Lines is exact. In CSV a null is an empty cell, and a text that a spreadsheet would take for a formula gets an
apostrophe before it.
"""

import base64
import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, Select, Table, select

from engine.platform import crypto
from engine.platform.takeout.shape import Field, fields
from engine.platform.takeout.sinks import Sink, Writing

AT_ONCE = 1000
CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = b"\xef\xbb\xbf"  # without it a spreadsheet takes Chinese for something else


@dataclass
class Told:
    """What became of a table: how many rows, and the ids of rows that no key of ours opens."""

    rows: int = 0
    unreadable: list[str] = field(default_factory=list)


def stream(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    """Rows by a cursor that stays on the server."""
    yield from connection.execution_options(stream_results=True, yield_per=AT_ONCE).execute(query)


def write_table(connection: Connection, sink: Sink, table: Table, query: Select[Any], *, decrypt: bool) -> Told:
    """Write `tables/<name>.jsonl` and `.csv`."""
    shape, told = fields(table, decrypt=decrypt), Told()
    with sink.file(f"tables/{table.name}.jsonl") as lines, sink.file(f"tables/{table.name}.csv") as cells:
        sheet = csv_writer(cells, (one.name for one in shape))
        for row in stream(connection, query):
            values = {one.name: _value(one, row, told) for one in shape}
            lines.write(as_json(values) + b"\n")
            sheet([_cell(value) for value in values.values()])
            told.rows += 1
    return told


def rows_of(table: Table) -> Select[Any]:
    """All rows that the role may see, in the order of their making."""
    return select(table).order_by(*table.primary_key.columns)


def as_json(values: Any) -> bytes:
    """Canonical: sorted keys, UTC with a Z, no spaces. The audit chain is computed over the same bytes."""
    return orjson.dumps(values, default=_outside, option=CANONICAL)


def csv_writer(out: Writing, names: Iterable[str]) -> Callable[[list[str]], None]:
    """A sheet in UTF-8 with its head written; returns how to add a line."""
    buffer = io.StringIO(newline="")
    sheet = csv.writer(buffer)

    def add(cells: list[str]) -> None:
        sheet.writerow(cells)
        out.write(buffer.getvalue().encode())
        buffer.seek(0)
        buffer.truncate()

    out.write(BOM)
    add(list(names))
    return add


def _value(one: Field, row: Any, told: Told) -> Any:
    value = row._mapping[one.column]
    if value is None or not one.opened:
        return value
    try:
        return crypto.decrypt(bytes(value), row.id)
    except crypto.Undecipherable:
        told.unreadable.append(f"{one.column.name} {row.id}")
        return None


def _outside(value: Any) -> Any:
    match value:
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(value).decode()
        case Decimal():
            return str(value)
    raise TypeError(type(value).__name__)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(FORMULA) else value
        case UUID():
            return str(value)
        case int() | float() | Decimal() if not isinstance(value, bool):
            return str(value)
    plain = as_json(value).decode()
    return plain.strip('"') if not isinstance(value, dict | list) else plain
