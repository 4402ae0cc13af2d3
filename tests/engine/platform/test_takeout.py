"""Everything of one authority comes out, nothing of another, and a script without us can prove it whole."""

import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from engine.platform import clock, crypto
from engine.platform.database import Base, work
from engine.platform.database.migrations import load_models
from engine.platform.database.protect import is_tenants
from engine.platform.ids import new_id
from engine.platform.people.models import Person
from engine.platform.takeout import PlaceTaken, Reading, ReasonMissing, take_out
from tests.support.database import Database

READING = Reading(by="林敏", reason="合同到期移交", decrypt=True)
PHONE = "19900001234"


@pytest.fixture
def two_authorities(committed_database: Database) -> Database:
    for tenant, name in ((committed_database.tenant_id, "=林一"), (committed_database.other_tenant_id, "外人")):
        with work(tenant) as session:
            _add_person(session, name)
    return committed_database


def _add_person(session: Session, name: str) -> None:
    one = new_id()
    row = Person(id=one, account_id=new_id(), name=name, phone_encrypted=crypto.encrypt(PHONE, one))
    row.created_at = clock.now()
    session.add(row)


def _lines(place: Path, table: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (place / f"tables/{table}.jsonl").read_text().splitlines()]


def _verify(place: Path) -> subprocess.CompletedProcess[str]:
    script = place / "verify.py" if place.is_dir() else Path(sys.modules[take_out.__module__].__file__ or "").parent
    script = script if script.is_file() else script / "verify.py"
    command = [sys.executable, "-I", str(script), str(place)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_tenant_table_is_in_the_export(two_authorities: Database, tmp_path: Path) -> None:
    load_models()
    take_out(two_authorities.tenant_id, tmp_path / "out", reading=Reading("", ""))
    wanted = {str(table.name) for table in Base.metadata.sorted_tables if is_tenants(table)}
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert wanted <= set(manifest["tables"])
    for name in wanted:
        assert (tmp_path / f"out/tables/{name}.csv").is_file()
        columns = {column["name"] for column in manifest["tables"][name]["columns"]}
        assert columns == set(Base.metadata.tables[name].c.keys())


def test_only_the_authoritys_own_rows_come_out_and_the_phone_is_text(two_authorities: Database, tmp_path: Path) -> None:
    take_out(two_authorities.tenant_id, tmp_path / "out", reading=READING)
    assert [(row["name"], row["phone"]) for row in _lines(tmp_path / "out", "person")] == [("=林一", PHONE)]
    assert "'=林一" in (tmp_path / "out/tables/person.csv").read_text("utf-8-sig")
    assert len(_lines(tmp_path / "out", "authority")) == 1
    (told,) = [row for row in _lines(tmp_path / "out", "audit") if row["action"] == "takeout.exported"]
    assert told["after"] == {"by": "林敏", "reason": "合同到期移交", "decrypted": True}


def test_without_decrypt_the_phone_stays_sealed(two_authorities: Database, tmp_path: Path) -> None:
    take_out(two_authorities.tenant_id, tmp_path / "out", reading=Reading("", ""))
    assert PHONE not in (tmp_path / "out/tables/person.jsonl").read_text()


def test_decrypting_needs_a_name_and_a_reason(tenant: UUID, tmp_path: Path) -> None:
    with pytest.raises(ReasonMissing):
        take_out(tenant, tmp_path / "out", reading=Reading("林敏", " ", decrypt=True))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_the_export_proves_itself_and_is_never_overwritten(
    two_authorities: Database, tmp_path: Path, name: str
) -> None:
    take_out(two_authorities.tenant_id, tmp_path / name, reading=READING)
    done = _verify(tmp_path / name)
    assert (done.returncode, "intact" in done.stdout) == (0, True), done.stdout + done.stderr
    with pytest.raises(PlaceTaken):
        take_out(two_authorities.tenant_id, tmp_path / name, reading=READING)


def test_a_changed_line_is_found(two_authorities: Database, tmp_path: Path) -> None:
    take_out(two_authorities.tenant_id, tmp_path / "out", reading=READING)
    chain = tmp_path / "out/audit/chain.jsonl"
    chain.write_text(chain.read_text().replace("林敏", "别人"))
    assert _verify(tmp_path / "out").returncode == 1
