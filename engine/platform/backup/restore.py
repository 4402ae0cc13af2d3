"""Restoring: nothing is touched before the whole archive is proved, and the old data stay until the new are counted."""

import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from engine.platform.audit.seal import seal_once
from engine.platform.audit.verify import verify
from engine.platform.backup.archive import DUMP, PART, Restored, WrongKeys, opened
from engine.platform.backup.make import count_rows, key_check
from engine.platform.backup.programs import connection_of, program
from engine.platform.database import dispose, migrations
from engine.platform.database.protect import APP, SYSTEM
from engine.platform.errors import AppError
from engine.platform.files.storage import storage

ASIDE = "before_restore"


class NotEmpty(AppError):
    code, status = "database_not_empty", 409
    message = "数据库里已有数据，没有恢复。确要替换，请加 --replace。"


class InUse(AppError):
    code, status = "database_in_use", 409
    message = "还有程序在使用数据库。请先停止网页、后台与定时，再恢复。"


class RestoreFailed(AppError):
    code, status = "restore_failed", 409
    message = "没有恢复成功（{why}），原有数据已放回。"


def restore(
    place: Path, owner_url: str, *, counter_url: str | None = None, replace: bool, tell: Callable[[str, float], None]
) -> Restored:
    """Put a backup in the place of what is there. `tell` hears each step with its seconds.

    `counter_url` is a user above row-level security who counts; without one the counts are taken before policies
    apply. Raises Damaged, WrongKeys, NotEmpty, InUse, RestoreFailed.
    """
    done = Restored()

    @contextmanager
    def step(name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        done.steps[name] = time.monotonic() - began
        tell(name, done.steps[name])

    began = time.monotonic()
    with opened(place) as (archive, manifest):
        done.steps["校验备份"] = time.monotonic() - began
        tell("校验备份", done.steps["校验备份"])
        if manifest["key_check"] != key_check():
            raise WrongKeys
        dispose()
        _make_room(owner_url, replace=replace)
        try:
            with step("恢复数据库"):
                _load(archive, owner_url)
            with step("核对行数"):
                _compare(counter_url or owner_url, manifest["rows"])
            with step("恢复文件"):
                done.files = _put_files(archive, manifest["members"])
        except BaseException as failure:
            _put_back(owner_url)
            if isinstance(failure, AppError | psycopg.Error | OSError):
                raise RestoreFailed(why=str(failure)[-300:]) from failure
            raise
    done.rows = sum(manifest["rows"].values())
    with step("升级结构与权限"):
        migrations.upgrade(owner_url)
        _forget_visits(owner_url)
    with step("校验审计链"):
        while seal_once():
            pass
        done.problems = verify().problems
    done.problems += [f"备份时文件已缺失：{key}" for key in manifest["missing_files"]]
    return done


def _make_room(owner_url: str, *, replace: bool) -> None:
    """Move what is there aside. A restore that was killed half-way is undone first."""
    _put_back(owner_url)
    with psycopg.connect(owner_url) as owner:
        if owner.execute("select 1 from pg_tables where schemaname = 'public' limit 1").fetchone() and not replace:
            raise NotEmpty
        if owner.execute(
            "select 1 from pg_stat_activity where datname = current_database() and usename in (%s, %s) limit 1",
            (APP, SYSTEM),
        ).fetchone():
            raise InUse
        owner.execute(f"alter schema public rename to {ASIDE}")


def _put_back(owner_url: str) -> None:
    with psycopg.connect(owner_url) as owner:
        if owner.execute("select 1 from pg_namespace where nspname = %s", (ASIDE,)).fetchone():
            owner.execute("drop schema if exists public cascade")
            owner.execute(f"alter schema {ASIDE} rename to public")


def _load(archive: zipfile.ZipFile, owner_url: str) -> None:
    command = [
        program("pg_restore"), "--no-owner", "--exit-on-error", "--single-transaction",
        f"--dbname={connection_of(owner_url)['PGDATABASE']}",
    ]  # fmt: skip
    with (
        subprocess.Popen(
            command,
            env=connection_of(owner_url),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as running,
        archive.open(DUMP) as dump,
    ):
        assert running.stdin
        assert running.stderr
        try:
            while part := dump.read(PART):
                running.stdin.write(part)
            running.stdin.close()
        except BrokenPipeError:
            pass
        said = running.stderr.read().decode(errors="replace")
    if running.returncode:
        raise OSError(said.strip()[-300:])


def _compare(url: str, wanted: dict[str, int]) -> None:
    with psycopg.connect(url) as connection:
        _lift(connection)
        found = count_rows(connection)
        connection.rollback()
    if wrong := {name for name in wanted if found.get(name) != wanted[name]} | set(found) - set(wanted):
        raise OSError(f"行数与备份时不符：{'、'.join(sorted(wrong))}")


def _lift(connection: psycopg.Connection[Any]) -> None:
    """The owner counts past its own policies: lifted inside a transaction that is rolled back. The house is closed."""
    forced = connection.execute(
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relforcerowsecurity"
    ).fetchall()
    for (table,) in forced:
        connection.execute(f"alter table {table} no force row level security")


def _put_files(archive: zipfile.ZipFile, members: dict[str, str]) -> int:
    names = [name for name in members if name.startswith("files/")]
    for name in names:
        storage().put(name.removeprefix("files/"), archive.read(name))
    return len(names)


def _forget_visits(owner_url: str) -> None:
    """Drop the old data, and sign everybody out: who signed out after the backup must not be signed in again."""
    with psycopg.connect(owner_url) as owner:
        owner.execute("truncate sign_in_session, sms_code")
        owner.execute(f"drop schema {ASIDE} cascade")
