"""Files that nothing refers to any more: replaced before they were handed in, or given up. Their bytes go too.

What counts as a reference is read from the models, so a new table can't be forgotten: foreign keys to the files, hashes
(a verdict names what it judged), and ids inside JSON (pictures of questions, values of forms). The trail refers to what
was, so it keeps nothing alive. Foreign keys have the last word in the database itself.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import JSON, Column, CompoundSelect, Select, Text, cast, func, select, union
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.database import Base, system_work, tenant_of, work
from engine.platform.database.migrations import load_models
from engine.platform.files.models import StoredFile
from engine.platform.files.service import key_of, lock_of
from engine.platform.files.storage import storage
from engine.platform.people import Actor
from engine.platform.people.models import Authority

GRACE = timedelta(days=7)  # whatever is being filled in refers to its files by then
AT_ONCE = 50  # of one authority
HISTORY = frozenset({"audit", "outbox"})
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_FILES = StoredFile.__table__


def sweep_due() -> int:
    """Take away what nothing refers to, in every authority; how many files."""
    load_models()
    with system_work() as system:
        tenants = list(system.scalars(select(Authority.id).order_by(Authority.id)))
    gone = 0
    for tenant in tenants:
        with work(tenant) as session:
            gone += sweep(session)
    return gone


def sweep(session: Session) -> int:
    """The same in one authority. A file whose bytes are being stored again at this moment waits for the next time."""
    gone = 0
    for row in session.scalars(_unreferenced().order_by(StoredFile.created_at, StoredFile.id).limit(AT_ONCE)).all():
        if not session.scalar(select(func.pg_try_advisory_xact_lock(lock_of(key_of(row))))):
            continue
        _take_away(session, row)
        gone += 1
    return gone


def references() -> dict[str, set[str]]:
    """Columns that may refer to a file, by how: `id`, `sha256` and `json`; each as `table.column`."""
    found: dict[str, set[str]] = {"id": set(), "sha256": set(), "json": set()}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if any(key.column.table is _FILES for key in column.foreign_keys):
                found["id"].add(name)
            elif table is not _FILES and column.name == "sha256":
                found["sha256"].add(name)
            elif isinstance(column.type, JSON) and table.name not in HISTORY:
                found["json"].add(name)
    return found


def _unreferenced() -> Select[StoredFile]:
    known = references()
    return select(StoredFile).where(
        StoredFile.created_at < clock.now() - GRACE,
        StoredFile.id.not_in(_values(known["id"])),
        StoredFile.sha256.not_in(_values(known["sha256"])),
        cast(StoredFile.id, Text).not_in(_inside(known["json"])),
    )


def _values(names: set[str]) -> CompoundSelect[Any]:
    columns = [_column(name) for name in sorted(names)]
    return union(*(select(column).where(column.is_not(None)) for column in columns))


def _inside(names: set[str]) -> CompoundSelect[Any]:
    """Everything inside JSON that looks like an id."""
    columns = [_column(name) for name in sorted(names)]
    found = [func.unnest(func.regexp_matches(cast(column, Text), _UUID, "g"), type_=Text()) for column in columns]
    return union(*(select(each) for each in found))


def _column(name: str) -> Column[Any]:
    table, column = name.split(".")
    return Base.metadata.tables[table].c[column]


def _take_away(session: Session, row: StoredFile) -> None:
    """The row, and the bytes where no other row has the same."""
    key = key_of(row)
    told = {"sha256": row.sha256, "bytes": row.bytes, "stored_at": row.created_at.isoformat()}
    audit.record(session, Actor.system(tenant_of(session)), "file.swept", subject=("file", row.id), after=told)
    session.delete(row)
    session.flush()
    if session.scalar(select(StoredFile.id).where(StoredFile.sha256 == row.sha256).limit(1)) is None:
        storage().remove(key)
