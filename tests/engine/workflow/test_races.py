"""Several processes at the same work, and processes that die in the middle: each effect exactly once."""

import subprocess
import sys
from uuid import UUID, uuid4

from sqlalchemy import func, select

from engine.platform.audit.models import AuditRow
from engine.platform.database import work
from engine.platform.people import Actor
from engine.workflow.models import FormValue, Instance, WorkItem
from tests.engine.workflow import house
from tests.support.database import Database


def prepare(database: Database, cases: int) -> tuple[UUID, Actor, str]:
    institution = uuid4()
    group = f"institution:{institution}:clerk"
    with work(database.tenant_id) as session:
        house.deploy(session)
        applicant, clerk = house.somebody(session), house.somebody(session, group)
        for _ in range(cases):
            house.start_review(session, applicant, institution)
    return institution, clerk, group


def spawn(task: str, database: Database, clerk: Actor, group: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.engine.workflow.racers", task]
    return subprocess.Popen(
        [*command, str(database.tenant_id), str(clerk.person_id), group], stdout=subprocess.PIPE, text=True
    )


def test_four_processes_complete_each_item_once(committed_database: Database) -> None:
    _, clerk, group = prepare(committed_database, cases=12)
    racers = [spawn("race", committed_database, clerk, group) for _ in range(4)]
    counts = [racer.communicate(timeout=120)[0].split() for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * 4
    assert sum(int(mine) for mine, _ in counts) == 12 * 4
    with work(committed_database.tenant_id) as session:
        assert session.scalar(select(func.count()).where(WorkItem.status == "done")) == 48
        assert session.scalar(select(func.count()).where(WorkItem.status == "open")) == 0
        assert session.scalar(select(func.count()).select_from(FormValue)) == 48
        assert session.scalar(select(func.count()).where(AuditRow.action == "task.completed")) == 48
        assert set(session.scalars(select(Instance.end_name))) == {"不予通过"}
        assert set(session.scalars(select(Instance.version))) == {5}


def test_a_process_killed_before_its_commit_leaves_nothing(committed_database: Database) -> None:
    _, clerk, group = prepare(committed_database, cases=1)
    doomed = spawn("die", committed_database, clerk, group)
    output, _ = doomed.communicate(timeout=60)
    assert output.strip() == "written"
    assert doomed.returncode == -9
    with work(committed_database.tenant_id) as session:
        case = session.scalars(select(Instance)).one()
        assert case.version == 1
        assert len(house.open_items(session, case)) == 3
        assert session.scalar(select(func.count()).select_from(FormValue)) == 0
    with work(committed_database.tenant_id) as session:
        case = session.scalars(select(Instance)).one()
        for element in ("judge", "judge", "judge", "conclude"):
            house.do(session, clerk, case, element, conclusion="reject")
        assert house.reread(session, case)["end"] == "不予通过"
        session.flush()
        assert session.scalar(select(func.count()).where(AuditRow.action == "task.completed")) == 4
