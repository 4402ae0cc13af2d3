"""An authority is set up from a file, without a programmer."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from typer.testing import CliRunner

from engine.platform.database import system_work, work
from engine.platform.people import queries, sign_in
from engine.platform.people.models import Authority
from engine.workflow import definitions
from processes.catalogue import queries as catalogue
from tests.support.database import Database
from web.entry import founding, wiring
from web.entry.cli import app

EXAMPLE = Path(founding.__file__).with_name("founding.example.toml")


def test_the_example_makes_an_authority_whose_staff_can_sign_in(committed_database: Database) -> None:
    wiring.wire()
    founded = founding.found(founding.read(EXAMPLE))
    row = sign_in.session_of(
        sign_in.sign_in_by_password(founded.tenant_id, "first-review", founded.passwords["first-review"])
    )
    assert row is not None
    with work(founded.tenant_id) as session:
        [institution] = catalogue.institutions(session)
        reviewer = queries.actor(session, row.person_id)
        assert reviewer.in_group(f"institution:{institution.id}:first_review")
        assert definitions.active(session).number == 1


def test_founding_again_adds_what_is_new_and_leaves_the_rest(committed_database: Database) -> None:
    wiring.wire()
    wanted = founding.read(EXAMPLE)
    first = founding.found(wanted)
    newcomer = founding.Member(login="auditor-2", name="癸", groups=("auditor",))
    again = founding.found(wanted.model_copy(update={"staff": (*wanted.staff, newcomer)}))
    assert again.tenant_id == first.tenant_id
    assert (again.deployed, list(again.passwords)) == (False, ["auditor-2"])
    assert sign_in.sign_in_by_password(first.tenant_id, "planner", first.passwords["planner"])


def test_a_misspelt_entry_is_refused_and_makes_nothing(committed_database: Database, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(EXAMPLE.read_text("utf-8").replace("hotline", "hotlin"), "utf-8")
    with pytest.raises(ValidationError, match="hotlin"):
        founding.read(wrong)
    result = CliRunner().invoke(app, ["found", str(wrong)])
    assert result.exit_code == 1
    with system_work() as system:
        assert "example" not in set(system.scalars(select(Authority.slug)))
