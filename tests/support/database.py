"""One embedded PostgreSQL for a test run, a migrated template in it, and clones of the template."""

import os
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from sqlalchemy import Engine, NullPool, create_engine, text
from sqlalchemy.orm import Session

from engine.platform import database, settings
from engine.platform.database import migrations
from engine.platform.embedded import discard, postgres
from engine.platform.embedded.cluster import ADMINISTRATOR, APP, DATABASE, OWNER, SYSTEM
from engine.platform.people.models import Authority
from tests.support import time

TENANT = UUID("00000000-0000-7000-8000-000000000001")
OTHER_TENANT = UUID("00000000-0000-7000-8000-000000000002")


@dataclass(frozen=True)
class Cluster:
    """A running cluster whose database `certflow` is the migrated template. Plain values: workers get it as JSON."""

    port: int
    passwords: dict[str, str]

    def url(self, role: str, name: str) -> str:
        return f"postgresql://{role}:{self.passwords[role]}@127.0.0.1:{self.port}/{name}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Database:
    """A database of one test, with its authority and a second one."""

    name: str
    owner_url: str
    app_url: str
    system_url: str
    tenant_id: UUID = TENANT
    other_tenant_id: UUID = OTHER_TENANT


class RunningCluster:
    """The server behind a cluster, owned by the process that started it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="certflow-test-"))
        self.server = postgres.start(self.folder, throw_away=True)
        self.cluster = Cluster(self.server.port, dict(self.server.passwords))
        try:
            _fill_template(self.cluster.url(OWNER, DATABASE))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.server.stop()
        discard(self.folder)
        for path in self.folder.iterdir():
            path.unlink()
        self.folder.rmdir()


def _fill_template(owner_url: str) -> None:
    """The schema, two authorities, so that every test has a tenant and a stranger, and the hour when tests begin."""
    migrations.upgrade(owner_url)
    engine = create_engine(owner_url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    with Session(engine) as session, session.begin():
        session.execute(text("update clock set offset_seconds = :moved"), {"moved": time.MOVED})
        for tenant, slug, name in ((TENANT, "one", "鹭江市技能认定中心"), (OTHER_TENANT, "two", "刺桐市技能认定中心")):
            session.add(
                Authority(
                    id=tenant,
                    slug=slug,
                    name=name,
                    city=name[:3],
                    hotline="0592-12333",
                    service_hours="工作日 8:30—17:30",
                )
            )


def set_environment(files: Path) -> None:
    """What settings need, without a database: addresses where nothing answers."""
    os.environ.update(
        CERTFLOW_MODE="test",
        CERTFLOW_DATA=str(files),
        CERTFLOW_MASTER_KEY=b64encode(b"test master key, 32 bytes long..").decode(),
        CERTFLOW_SIGNING_KEY=b64encode(b"test signing key, 32 bytes long.").decode(),
        CERTFLOW_BASE_URL="http://127.0.0.1:8000",
        DATABASE_URL="postgresql://none@127.0.0.1:1/none",
        DATABASE_OWNER_URL="postgresql://none@127.0.0.1:1/none",
        DATABASE_SYSTEM_URL="postgresql://none@127.0.0.1:1/none",
        REDIS_URL="redis://127.0.0.1:1/0",
    )
    settings.reload()


def use(cluster: Cluster, name: str) -> Database:
    """Point the settings of this process at a database of the cluster. Connections to it stay open."""
    chosen = Database(name, cluster.url(OWNER, name), cluster.url(APP, name), cluster.url(SYSTEM, name))
    if os.environ.get("DATABASE_URL") != chosen.app_url:
        database.dispose()
    os.environ.update(
        DATABASE_OWNER_URL=chosen.owner_url, DATABASE_URL=chosen.app_url, DATABASE_SYSTEM_URL=chosen.system_url
    )
    settings.reload()
    time.begin()
    return chosen


@contextmanager
def administrator(cluster: Cluster) -> Iterator[psycopg.Connection]:
    with psycopg.connect(cluster.url(ADMINISTRATOR, "postgres"), autocommit=True) as connection:
        yield connection


def create(cluster: Cluster, prefix: str) -> str:
    """The name of a new database, copied from the template."""
    name = f"{prefix}_{uuid4().hex[:12]}"
    make = sql.SQL("create database {} template {} owner {}")
    with administrator(cluster) as connection:
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(DATABASE), sql.Identifier(OWNER)))
    return name


def drop(cluster: Cluster, name: str) -> None:
    """Whoever is still connected."""
    with administrator(cluster) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@contextmanager
def clone(cluster: Cluster, prefix: str) -> Iterator[str]:
    """A database of one's own, copied from the template; dropped at the end."""
    name = create(cluster, prefix)
    try:
        yield name
    finally:
        database.dispose()
        drop(cluster, name)


@contextmanager
def rolled_back(engine: Engine, tenant: UUID | None) -> Iterator[Session]:
    """A session in an outer transaction that is rolled back; its own commits are savepoints."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            database.join_tenant(session, tenant)
            yield session
        outer.rollback()
