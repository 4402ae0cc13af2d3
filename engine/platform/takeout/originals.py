"""The uploaded files, each once by its hash, with an index of who called it what."""

import mimetypes
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection, select

from engine.platform.files import Missing, StoredFile
from engine.platform.files.service import bytes_of
from engine.platform.takeout.rows import csv_writer, stream
from engine.platform.takeout.sinks import Sink

COLUMNS = ("id", "sha256", "path", "media_type", "bytes", "pages", "filename", "created_at", "present")


@dataclass
class Originals:
    """How many different files were written, and the hashes of those that are not where they should be."""

    files: int = 0
    missing: list[str] = field(default_factory=list)


def write_originals(connection: Connection, sink: Sink, tenant_id: UUID) -> Originals:
    """Write `files/<ab>/<hash>.<ending>` and `files/index.csv`."""
    told = Originals()
    table = StoredFile.__table__
    before = ""
    with sink.file("files/index.csv") as out:
        add = csv_writer(out, COLUMNS)
        for row in stream(connection, select(table).order_by(table.c.sha256, table.c.id)):
            path = f"files/{row.sha256[:2]}/{row.sha256}{mimetypes.guess_extension(row.media_type) or ''}"
            if row.sha256 != before:
                _write(sink, told, tenant_id, row.sha256, path)
                before = row.sha256
            there = "yes" if row.sha256 not in told.missing else "no"
            known = (row.id, row.sha256, path, row.media_type, row.bytes, row.pages, row.filename)
            add([*map(str, known), row.created_at.isoformat(), there])
    return told


def _write(sink: Sink, told: Originals, tenant_id: UUID, sha256: str, path: str) -> None:
    try:
        data = bytes_of(tenant_id, sha256)
    except Missing:
        told.missing.append(sha256)
        return
    with sink.file(path) as out:
        out.write(data)
    told.files += 1
