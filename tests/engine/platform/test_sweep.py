"""Files that nothing refers to are taken away; whatever refers to one, in whatever table, keeps it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import JSON, Connection, create_engine, func, insert, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from engine.platform import clock, files
from engine.platform.audit.models import AuditRow
from engine.platform.database import Base, join_tenant, migrations, system_work, work
from engine.platform.database.engines import psycopg_url
from engine.platform.database.protect import is_tenants
from engine.platform.files import sweep
from engine.platform.files.models import StoredFile
from engine.platform.files.service import key_of, lock_of
from engine.platform.files.storage import storage
from engine.platform.ids import new_id
from tests.engine.platform import samples
from tests.support.database import Database
from tests.support.time import pass_by

migrations.load_models()
LATER = sweep.GRACE + timedelta(hours=1)
COLUMNS = [(how, name) for how, names in sorted(sweep.references().items()) for name in sorted(names)]


def store(session: Session, pages: int = 21) -> StoredFile:
    return files.store(session, samples.pdf(pages), filename="证明.pdf")


def left(session: Session) -> list[UUID]:
    return list(session.scalars(select(StoredFile.id)))


def test_a_file_that_was_given_up_goes_after_a_week_with_its_bytes(session: Session) -> None:
    row = store(session)
    assert sweep.sweep(session) == 0, "whoever is filling something in may still need it"
    pass_by(LATER)
    young = store(session, 22)
    assert sweep.sweep(session) == 1
    assert left(session) == [young.id]
    with pytest.raises(files.Missing):
        files.bytes_of(row.tenant_id, row.sha256)
    (told,) = session.scalars(select(AuditRow).where(AuditRow.action == "file.swept"))
    assert told.after is not None
    assert told.after["sha256"] == row.sha256


def test_bytes_that_another_row_has_stay(session: Session) -> None:
    store(session, 23)
    pass_by(LATER)
    again = store(session, 23)
    assert sweep.sweep(session) == 1
    assert left(session) == [again.id]
    assert files.open_bytes(again)


def test_bytes_that_somebody_stores_at_this_moment_wait(committed_database: Database) -> None:
    with Session(create_engine(psycopg_url(committed_database.owner_url), poolclass=NullPool)) as other:
        with work(committed_database.tenant_id) as session:
            row = store(session, 24)
        with system_work() as moving:
            clock.move(moving, LATER)
        other.execute(select(func.pg_advisory_xact_lock_shared(lock_of(key_of(row)))))
        assert sweep.sweep_due() == 0
        other.rollback()
        assert sweep.sweep_due() == 1


def test_every_foreign_key_to_the_files_is_known() -> None:
    """From the database's own side: what it would refuse to delete, the sweep does not try to."""
    known = sweep.references()["id"]
    from_models = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "stored_file" for key in column.foreign_keys)
    }
    assert known == from_models
    assert {"material.file_id", "material.source_file_id", "certificate.photo_file_id", "lesson.file_id"} <= known
    assert "question_version.pictures" in sweep.references()["json"]


@pytest.fixture
def owner(committed_database: Database) -> Iterator[Connection]:
    """The owner, who may change tables for a moment; everything is rolled back."""
    with create_engine(psycopg_url(committed_database.owner_url), poolclass=NullPool).connect() as connection:
        for table in Base.metadata.sorted_tables:
            if is_tenants(table):
                connection.execute(text(f"alter table {table.name} no force row level security"))
        yield connection
        connection.rollback()


def test_whatever_refers_to_a_file_keeps_it(owner: Connection, committed_database: Database) -> None:
    """Every column of every table, as the models have them: a row with nothing but this reference in it."""
    assert len(COLUMNS) > 10
    session = Session(owner, join_transaction_mode="create_savepoint")
    join_tenant(session, committed_database.tenant_id)
    row = store(session, 25)
    session.execute(text("update stored_file set created_at = :then"), {"then": clock.now() - LATER})
    for how, name in COLUMNS:
        with owner.begin_nested() as step:
            _refer(owner, name, how, row)
            assert sweep.sweep(session) == 0, f"{name} refers to it"
            step.rollback()
    assert sweep.sweep(session) == 1
    session.close()


def _refer(owner: Connection, name: str, how: str, row: StoredFile) -> None:
    table = Base.metadata.tables[name.partition(".")[0]]
    column = table.c[name.partition(".")[2]]
    rules = text("select conname from pg_constraint where conrelid = cast(:t as regclass) and contype in ('c', 'f')")
    for rule in owner.scalars(rules, {"t": table.name}).all():
        owner.execute(text(f'alter table {table.name} drop constraint "{rule}"'))
    for other in table.columns:
        if not other.primary_key and not other.nullable:
            owner.execute(text(f'alter table {table.name} alter column "{other.name}" drop not null'))
    inside = {"somewhere": [{"deep": str(row.id)}]} if isinstance(column.type, JSON) else None
    plain = {other.name: None for other in table.columns if not other.primary_key and other.name != "tenant_id"}
    keys = {other.name: new_id() for other in table.primary_key if other.name != "tenant_id"}
    tenant = {"tenant_id": row.tenant_id} if "tenant_id" in table.c else {}
    value = {"id": row.id, "sha256": row.sha256, "json": inside}[how]
    owner.execute(insert(table).values(plain | keys | tenant | {column.name: value}))


def test_removing_bytes_twice_is_no_failure() -> None:
    storage().remove(f"{UUID(int=1)}/{'a' * 64}")
