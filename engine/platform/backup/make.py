"""Making a backup: rows are counted and dumped in one snapshot, then the files that those rows name."""

import hashlib
import json
import os
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from engine.platform import clock, crypto
from engine.platform.audit.seal import public_key, seal_once
from engine.platform.backup import secrets
from engine.platform.backup.archive import DUMP, FORMAT, MANIFEST, PART, SECRETS, PlaceTaken
from engine.platform.backup.programs import connection_of, program
from engine.platform.errors import AppError
from engine.platform.files import Missing
from engine.platform.files.service import bytes_of


class NotAllRows(AppError):
    code, status = "not_all_rows", 403
    message = "这个数据库用户看不到全部行。请在 DATABASE_BACKUP_URL 中给出有 BYPASSRLS 的用户。"


class DumpFailed(AppError):
    code, status = "dump_failed", 409
    message = "pg_dump 没有完成：{why}"


def key_check() -> str:
    """Tells whether two installations have the same master key, without telling anything of it."""
    return crypto.blind_index("backup", FORMAT).hex()


def back_up(
    place: Path, reader_url: str, *, keys: Mapping[str, str] | None = None, passphrase: str = ""
) -> dict[str, Any]:
    """Write everything to a new file; returns its manifest. `reader_url` names a user above row-level security.

    With `keys` they go along under the passphrase. Raises PlaceTaken, NotAllRows, DumpFailed, WeakPassphrase.
    """
    if place.exists():
        raise PlaceTaken(place=place)
    sealed = secrets.seal(dict(keys), passphrase) if keys else None
    while seal_once():
        pass
    draft = place.with_name(f".{place.name}.{os.getpid()}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            manifest = _fill(archive, reader_url, sealed)
        draft.rename(place)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _fill(archive: zipfile.ZipFile, reader_url: str, sealed: bytes | None) -> dict[str, Any]:
    members: dict[str, str] = {}
    with psycopg.connect(reader_url) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        if not connection.execute(
            "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        ).fetchone() == (True,):
            raise NotAllRows
        row = connection.execute("select pg_export_snapshot()").fetchone()
        assert row
        counts = count_rows(connection)
        head = connection.execute("select version_num from alembic_version").fetchone()
        members[DUMP] = _dump(archive, reader_url, str(row[0]))
        missing = _files(archive, connection, members)
    if sealed:
        archive.writestr(SECRETS, sealed)
        members[SECRETS] = hashlib.sha256(sealed).hexdigest()
    manifest = {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "schema": head[0] if head else None,
        "public_key": public_key().hex(),
        "key_check": key_check(),
        "rows": counts,
        "missing_files": missing,
        "members": members,
    }
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
    return manifest


def count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Rows of every table of the schema, as this user sees them."""
    tables = connection.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
    counts = {}
    for (table,) in tables:
        found = connection.execute(sql.SQL("select count(*) from public.{}").format(sql.Identifier(table))).fetchone()
        counts[table] = int(found[0]) if found else 0
    return counts


def _dump(archive: zipfile.ZipFile, url: str, snapshot: str) -> str:
    command = [program("pg_dump"), "--format=custom", "--schema=public", f"--snapshot={snapshot}", "--no-owner"]
    digest = hashlib.sha256()
    with (
        subprocess.Popen(command, env=connection_of(url), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running,
        archive.open(DUMP, "w", force_zip64=True) as member,
    ):
        assert running.stdout
        assert running.stderr
        while part := running.stdout.read(PART):
            digest.update(part)
            member.write(part)
        said = running.stderr.read().decode(errors="replace")
    if running.returncode:
        raise DumpFailed(why=said.strip()[-300:])
    return digest.hexdigest()


def _files(archive: zipfile.ZipFile, connection: psycopg.Connection[Any], members: dict[str, str]) -> list[str]:
    """Every stored file once; returns the keys of those that are gone."""
    missing = []
    with connection.cursor("files") as rows:
        rows.execute("select distinct tenant_id, sha256 from stored_file order by 1, 2")
        for tenant_id, sha256 in rows:
            key = f"{tenant_id}/{sha256}"
            try:
                data = bytes_of(UUID(str(tenant_id)), sha256)
            except Missing:
                missing.append(key)
                continue
            archive.writestr(f"files/{key}", data)
            members[f"files/{key}"] = sha256
    return missing
