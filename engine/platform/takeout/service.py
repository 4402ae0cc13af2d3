"""Taking everything out: one snapshot, one place, one manifest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Table
from sqlalchemy.orm import Session

from engine.platform import audit, clock, ids
from engine.platform.audit.seal import seal_once
from engine.platform.database import app_engine, join_tenant, work
from engine.platform.people import Actor
from engine.platform.takeout import shape
from engine.platform.takeout.chain import write_chain
from engine.platform.takeout.errors import ReasonMissing
from engine.platform.takeout.originals import write_originals
from engine.platform.takeout.rows import Told, rows_of, write_table
from engine.platform.takeout.sinks import Sink, sink

FORMAT = "certflow.export.1"
NOTES = {
    "jsonl": "one JSON object a line, UTF-8; exact. Bytes are base64, times are UTC, ids are UUIDs.",
    "csv": "UTF-8 with BOM; null is an empty cell; a text that begins like a formula has an apostrophe before it.",
    "not included": "passwords, sign-in sessions and codes: they belong to the installation, not to the authority.",
}
VERIFY = Path(__file__).with_name("verify.py")
READ_ME = """这是 {name} 的全部数据，取出于 {at}（UTC）。个人信息：{personal}。

tables/       每张表一份 .jsonl（精确）和一份 .csv（电子表格可直接打开，UTF-8）
files/        上传的材料，按 SHA-256 命名；files/index.csv 是目录
definitions/  流程图（BPMN）、决策表（DMN）、表单（JSON），按版本
audit/        审计记录，按封存顺序，附每日签名和公钥
manifest.json 每张表的列、行数，每份文件的大小和 SHA-256
verify.py     校验以上全部内容：python3 verify.py（只需 Python 3.9 以上，不需要安装任何东西）

请妥善保管：其中有个人信息。
"""
More = Callable[[Session], Iterable[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """Who takes the data out and why. With `decrypt`, sealed personal data are written as text."""

    by: str
    reason: str
    decrypt: bool = False


@dataclass
class Taken:
    """What an export holds. `problems` are sentences about what could not be read."""

    tables: dict[str, Told] = field(default_factory=dict)
    files: int = 0
    lines: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(told.rows for told in self.tables.values())


def take_out(tenant_id: UUID, place: Path, *, reading: Reading, more: Sequence[More] = ()) -> Taken:
    """Write all data of a tenant to a new folder or `.zip`. Raises PlaceTaken, ReasonMissing.

    Memory stays bounded by a thousand rows or one uploaded file.
    """
    if reading.decrypt and not (reading.by.strip() and reading.reason.strip()):
        raise ReasonMissing
    with sink(place) as out:
        _announce(tenant_id, reading)
        with _snapshot(tenant_id) as session:
            return _write(session, out, tenant_id, reading, more)


def _announce(tenant_id: UUID, reading: Reading) -> None:
    """The trail tells of the export before there is one; what is in the trail is sealed, so that it can be proved."""
    told = {"by": reading.by, "reason": reading.reason, "decrypted": reading.decrypt}
    with work(tenant_id) as session:
        actor = Actor.system(tenant_id)
        audit.record(session, actor, "takeout.exported", subject=("takeout", ids.new_id()), after=told)
    while seal_once():
        pass


@contextmanager
def _snapshot(tenant_id: UUID) -> Iterator[Session]:
    """The app role in the tenant, read only, seeing one moment."""
    engine = app_engine().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with Session(engine) as session:
        join_tenant(session, tenant_id)
        yield session
        session.rollback()


def _write(session: Session, out: Sink, tenant_id: UUID, reading: Reading, more: Sequence[More]) -> Taken:
    taken, connection = Taken(), session.connection()
    authority: dict[str, Any] = {}
    for table in shape.tenant_tables():
        query = rows_of(table)
        if table.name == "authority":
            query = query.where(table.c.id == tenant_id)
            authority = dict(session.execute(query).mappings().one())
        told = taken.tables[str(table.name)] = write_table(connection, out, table, query, decrypt=reading.decrypt)
        taken.problems += [f"无法解密：{table.name} {one}" for one in told.unreadable]
    originals = write_originals(connection, out, tenant_id)
    taken.files = originals.files
    taken.problems += [f"文件缺失：{sha256}" for sha256 in originals.missing]
    taken.lines, roots = write_chain(connection, out)
    for each in more:
        for path, body in each(session):
            with out.file(path) as file:
                file.write(body)
    _explain(out, authority, reading)
    _manifest(out, authority, taken, roots, reading)
    return taken


def _explain(out: Sink, authority: dict[str, Any], reading: Reading) -> None:
    personal = "已解密为明文" if reading.decrypt else "保持加密（base64）"
    words = READ_ME.format(name=authority["name"], at=f"{clock.now():%Y-%m-%d %H:%M:%S}", personal=personal)
    for path, body in (("README.txt", words.encode()), ("verify.py", VERIFY.read_bytes())):
        with out.file(path) as file:
            file.write(body)


def _manifest(out: Sink, authority: dict[str, Any], taken: Taken, roots: int, reading: Reading) -> None:
    content = {
        "format": FORMAT,
        "authority": {"id": authority["id"], "slug": authority["slug"], "name": authority["name"]},
        "made_at": clock.now(),
        "reading": {"by": reading.by, "reason": reading.reason, "decrypted": reading.decrypt},
        "notes": NOTES,
        "tables": {str(table.name): _described(table, taken, reading) for table in shape.tenant_tables()},
        "audit": {"lines": taken.lines, "signed_days": roots, "not_sealed": taken.tables["audit"].rows - taken.lines},
        "problems": taken.problems,
        "files": {path: {"bytes": one.size, "sha256": one.sha256} for path, one in sorted(out.written.items())},
    }
    with out.file("manifest.json") as file:
        file.write(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))


def _described(table: Table, taken: Taken, reading: Reading) -> dict[str, Any]:
    columns = [
        {"name": one.name, "type": one.note, "null": bool(one.column.nullable)}
        for one in shape.fields(table, decrypt=reading.decrypt)
    ]
    return {"meaning": shape.meaning(table), "rows": taken.tables[table.name].rows, "columns": columns}
