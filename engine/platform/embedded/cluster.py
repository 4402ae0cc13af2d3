"""The contents of an embedded cluster: its first making, its settings, its roles and its database."""

import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from engine.platform.embedded.kept import Kept
from engine.platform.embedded.places import Home, postgres_programs
from engine.platform.embedded.process import BARE, DidNotStart, leashed

ADMINISTRATOR = "postgres"
OWNER, APP, SYSTEM = "certflow_owner", "certflow_app", "certflow_system"
DATABASE = "certflow"

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "synchronous_commit": "on",
}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def initialise(home: Home, administrator_password: str) -> Path:
    """Make the cluster in a draft folder and move it into place: a killed start leaves none half made."""
    final = home.data("postgres")
    if final.exists():
        return final
    _remove_draft(home)
    draft = home.make_private("postgres.draft")
    password = draft / "password"
    password.write_text(administrator_password)
    password.chmod(0o644)  # inside a folder that only the servers' user can enter
    command = [
        str(postgres_programs() / "initdb"), "--pgdata", str(draft / "cluster"), "--username", ADMINISTRATOR,
        "--pwfile", str(password), "--auth", "scram-sha-256", "--encoding", "UTF8",
        "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C", "--no-sync",
    ]  # fmt: skip
    done = subprocess.run(
        leashed(command, signal.SIGKILL, home.runner),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        env=BARE,
    )
    if done.returncode:
        raise DidNotStart(f"initdb failed:\n{done.stdout}\n{done.stderr}")
    (draft / "cluster").rename(final)
    _remove_draft(home)
    return final


def _remove_draft(home: Home) -> None:
    shutil.rmtree(home.data("postgres.draft"), ignore_errors=True)


def prepare(admin_url: str, kept: Kept) -> None:
    """Create the three roles and the database; whatever exists stays."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for role in (OWNER, APP, SYSTEM):
            _create_role(connection, role, kept.password(role))
        if not connection.execute("select 1 from pg_database where datname = %s", (DATABASE,)).fetchone():
            connection.execute(
                sql.SQL("create database {} owner {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )


def _create_role(connection: psycopg.Connection, role: str, password: str) -> None:
    exists = connection.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone()
    verb = "alter" if exists else "create"
    connection.execute(
        sql.SQL(f"{verb} role {{}} login nosuperuser nocreatedb nocreaterole nobypassrls password {{}}").format(
            sql.Identifier(role), sql.Literal(password)
        )
    )
