"""Row-level security holds on every table, also for code that forgot its tenant.

One committed row of a tenant is put into every table of a throw-away database. Checks and foreign keys of that
database are dropped first: they guard the meaning of rows, and here rows only need to be somebody's.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import ProgrammingError

from engine.platform import database
from engine.platform.database import Base
from engine.platform.database.migrations import load_models
from engine.platform.database.protect import app_verbs, is_tenants, system_verbs
from tests.house.system_role import ALLOWED
from tests.support import database as support
from tests.support.database import OTHER_TENANT, TENANT, Cluster

load_models()
TABLES = {table.name: table for table in Base.metadata.sorted_tables}
TENANTS = {name: table for name, table in TABLES.items() if is_tenants(table)}
EMPTY_BEFORE = text("select set_config('app.tenant', '', false)")

_SAMPLES: tuple[tuple[type[Any], Any], ...] = (
    (Uuid, UUID(int=1)),
    (Boolean, True),
    (Integer, 1),
    (Numeric, Decimal(1)),
    (Float, 1.0),
    (DateTime, datetime(2026, 1, 1, tzinfo=UTC)),
    (Date, date(2026, 1, 1)),
    (LargeBinary, b"x"),
    (JSONB, {}),
    (ARRAY, []),
    (Text, "x"),
)


def _sample(column: Column[Any]) -> Any:
    if column.name == "tenant_id":
        return TENANT
    return next(value for kind, value in _SAMPLES if isinstance(column.type, kind))


def _row(table: Table) -> dict[str, Any]:
    return {
        column.name: _sample(column)
        for column in table.c
        if not column.nullable and column.computed is None and column.identity is None
    }


def _drop_meaning(owner: Connection) -> None:
    """Leave only the shapes of rows: no foreign keys, no checks, no triggers."""
    found = owner.execute(
        text(
            "select conrelid::regclass::text, conname from pg_constraint"
            " where contype in ('f', 'c') and connamespace = 'public'::regnamespace and conparentid = 0"
            " order by contype desc"
        )
    )
    for table, name in found.all():
        owner.execute(text(f'alter table {table} drop constraint if exists "{name}" cascade'))
    for name in TABLES:
        owner.execute(text(f'alter table "{name}" disable trigger user'))


def _as(tenant: UUID | None) -> Connection:
    connection = database.app_engine().connect()
    connection.execute(text("select set_config('app.tenant', :tenant, false)"), {"tenant": str(tenant or "")})
    return connection


def _count(connection: Connection, name: str) -> int:
    return int(connection.execute(text(f'select count(*) from "{name}"')).scalar_one())


@pytest.fixture(scope="module")
def filled(cluster: Cluster, environment: None) -> Iterator[None]:
    """A database where the first authority owns one row in each of its tables."""
    with support.clone(cluster, "house") as name:
        support.use(cluster, name)
        with database.owner_engine().begin() as owner:
            _drop_meaning(owner)
        for table in TENANTS.values():
            with database.owner_engine().begin() as owner:
                owner.execute(text(f'alter table "{table.name}" no force row level security'))
                owner.execute(table.insert().values(_row(table)))
                owner.execute(text(f'alter table "{table.name}" force row level security'))
        yield


@pytest.fixture(autouse=True)
def _here(filled: None) -> None:
    """Every test of this module is in the filled database."""


def test_tables_are_found() -> None:
    assert len(TENANTS) >= 15


@pytest.mark.parametrize("name", sorted(TENANTS))
def test_a_tenant_sees_its_row_and_others_see_none(name: str) -> None:
    seen = []
    for tenant in (TENANT, OTHER_TENANT, None):
        with _as(tenant) as connection:
            seen.append(_count(connection, name))
    assert seen == [1, 0, 0]


@pytest.mark.parametrize("name", sorted(TENANTS))
def test_a_new_connection_that_sets_nothing_sees_nothing(name: str) -> None:
    with database.app_engine().connect() as connection:
        connection.invalidate()
    with database.app_engine().connect() as connection:
        assert _count(connection, name) == 0


@pytest.mark.parametrize("name", sorted(name for name, table in TENANTS.items() if "insert" in app_verbs(table)))
def test_nobody_writes_a_row_of_another_tenant(name: str) -> None:
    with _as(OTHER_TENANT) as connection, pytest.raises(ProgrammingError, match="row-level security"):
        connection.execute(TENANTS[name].insert().values({**_row(TENANTS[name]), "id": UUID(int=2)}))


@pytest.mark.parametrize("name", sorted(name for name, table in TENANTS.items() if "delete" in app_verbs(table)))
def test_nobody_deletes_a_row_of_another_tenant(name: str) -> None:
    with _as(OTHER_TENANT) as connection:
        assert connection.execute(text(f'delete from "{name}"')).rowcount == 0


def test_every_table_with_a_tenant_forces_its_policy() -> None:
    with database.owner_engine().connect() as owner:
        forced = owner.execute(
            text("select relname from pg_class where relrowsecurity and relforcerowsecurity and relkind in ('r', 'p')")
        ).scalars()
        with_tenant = owner.execute(
            text(
                "select table_name from information_schema.columns"
                " where column_name = 'tenant_id' and table_schema = 'public'"
            )
        ).scalars()
        unforced = set(with_tenant) - set(forced)
    assert unforced == {name for name, table in TABLES.items() if "tenant_id" in table.c and not is_tenants(table)}
    assert not {name for name in unforced if app_verbs(TABLES[name])}, "the app role must not reach a global table"


def _granted(role: str) -> dict[str, frozenset[str]]:
    with database.owner_engine().connect() as owner:
        rows = owner.execute(
            text(
                "select table_name, lower(privilege_type) from information_schema.role_table_grants"
                " where grantee = :role and table_schema = 'public'"
            ),
            {"role": role},
        ).all()
    return {name: frozenset(verb for table, verb in rows if table == name) for name in {table for table, _ in rows}}


def test_the_system_role_touches_exactly_the_listed_tables() -> None:
    assert _granted("certflow_system") == {name: frozenset(verbs) for name, verbs in ALLOWED.items()}


def test_the_app_role_has_what_the_models_say() -> None:
    wanted = {name: frozenset(app_verbs(table)) for name, table in TABLES.items() if app_verbs(table)}
    assert _granted("certflow_app") == wanted


def test_no_role_is_above_its_policies() -> None:
    with database.owner_engine().connect() as owner:
        above = owner.execute(
            text(
                "select rolname from pg_roles where rolname like 'certflow%'"
                " and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)"
            )
        ).scalars()
        assert list(above) == []
        owned = owner.execute(text("select distinct tableowner from pg_tables where schemaname = 'public'")).scalars()
        assert list(owned) == ["certflow_owner"]


def test_the_audit_trail_is_only_ever_added_to() -> None:
    audit = [table for name, table in TABLES.items() if name.startswith("audit")]
    assert audit
    for table in audit:
        assert not {"update", "delete", "truncate"} & set(app_verbs(table)), table.name
        assert "delete" not in system_verbs(table), table.name
