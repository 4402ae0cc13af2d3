"""Cases from one: every row that belongs to a case, and what is saved of it, is copied under new ids, so that each can
be opened, judged and completed."""

import re
import secrets
from typing import Any
from uuid import UUID

import orjson
import zstandard
from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from engine.platform import crypto
from engine.platform.database import Base
from engine.platform.ids import new_id
from engine.platform.people.models import Person
from engine.workflow.models import Instance, MessageSubscription, Participation, Timer, WorkItem, WorklistEntry
from engine.workflow.spiff import codec
from processes.apply.models import Application, Material, StudyEntry, WorkEntry
from processes.plans.models import PlanPlace

Row = dict[str, Any]
# In the order of their foreign keys, with the column that leads to the case
BY_APPLICATION: tuple[type[Base], ...] = (StudyEntry, WorkEntry, Material, PlanPlace)
BY_INSTANCE: tuple[type[Base], ...] = (WorklistEntry, WorkItem, Participation, Timer, MessageSubscription)
ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")


def copy_case(session: Session, application_id: UUID, count: int) -> None:
    """Put `count` more cases like this one, with people of their own, beside it."""
    rows = _rows_of(session, application_id)
    fresh: dict[Table, list[Row]] = {table: [] for table, _ in rows}
    for number in range(count):
        ids = {str(row["id"]): new_id() for _, row in rows}
        for table, row in rows:
            fresh[table].append(_copied(row, ids, number))
    for table, copied in fresh.items():
        session.execute(insert(table), copied)


def _rows_of(session: Session, application_id: UUID) -> list[tuple[Table, Row]]:
    application = session.get_one(Application, application_id)
    wanted: list[tuple[type[Base], Any]] = [
        (Person, Person.id == application.person_id),
        (Application, Application.id == application_id),
        (Instance, Instance.id == application.instance_id),
    ]
    wanted += [(model, _table(model).c.application_id == application_id) for model in BY_APPLICATION]
    wanted += [(model, _table(model).c.instance_id == application.instance_id) for model in BY_INSTANCE]
    return [
        (_table(model), dict(row))
        for model, condition in wanted
        for row in session.execute(select(_table(model)).where(condition)).mappings()
    ]


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _copied(row: Row, ids: dict[str, UUID], number: int) -> Row:
    """The row under its new id, its references led to the copies, its secrets sealed for the new id."""
    fresh = {name: _led(value, ids) for name, value in row.items()}
    for name, sealed in row.items():
        if name.endswith("_encrypted") and sealed is not None:
            fresh[name] = crypto.encrypt(crypto.decrypt(bytes(sealed), row["id"]), fresh["id"])
    if isinstance(row.get("state"), bytes):
        fresh["state"] = _state(bytes(row["state"]), ids)
    if "no" in fresh:
        fresh["no"] = f"{row['no']}-{number}"
    if fresh.get("id_number_index") is not None:
        fresh["id_number_index"] = secrets.token_bytes(32)  # a document has one place in a plan
    if "account_id" in fresh:
        fresh["account_id"] = new_id()
    return fresh


def _led(value: Any, ids: dict[str, UUID]) -> Any:
    match value:
        case UUID():
            return ids.get(str(value), value)
        case str() if value in ids:
            return str(ids[value])
        case list():
            return [_led(one, ids) for one in value]
        case _:
            return value


def _state(saved: bytes, ids: dict[str, UUID]) -> bytes:
    """The saved case with the ids of the copy, however they are written in it."""
    payload = orjson.dumps(codec.payload_of(saved)).decode()
    known = {UUID(old).hex: new.hex for old, new in ids.items()} | {old: str(new) for old, new in ids.items()}
    moved = re.sub(
        r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", lambda found: known.get(found[0], found[0]), payload
    )
    return codec.FORMAT + zstandard.ZstdCompressor(level=1).compress(moved.encode())
