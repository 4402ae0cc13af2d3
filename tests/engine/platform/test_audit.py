"""The audit trail shows any later change."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from engine.platform import audit, clock
from engine.platform.audit.seal import seal_once, sign_finished_days
from engine.platform.audit.verify import verify
from engine.platform.database import owner_engine, system_work, work
from engine.platform.ids import new_id
from engine.platform.people import Actor
from tests.support.database import Database


def _three_lines(database: Database) -> None:
    actor = Actor.system(database.tenant_id)
    with work(database.tenant_id) as session:
        for step in range(3):
            audit.record(session, actor, "lamp.moved", subject=("lamp", new_id()), after={"step": step})


def test_an_untouched_trail_is_green_and_each_line_sealed_once(committed_database: Database) -> None:
    _three_lines(committed_database)
    assert seal_once() == 3
    assert seal_once() == 0
    report = verify()
    assert (report.ok, report.lines) == (True, 3)


@pytest.mark.parametrize(
    "tampering",
    [
        "update audit set after = '{\"step\": 9}' where after ->> 'step' = '1'",
        "delete from audit where after ->> 'step' = '1'",
        "delete from audit_seal where seq = 2",
    ],
)
def test_tampering_behind_the_house_is_found(committed_database: Database, tampering: str) -> None:
    _three_lines(committed_database)
    seal_once()
    with owner_engine().begin() as owner:
        owner.execute(text("alter table audit no force row level security"))
        owner.execute(text("alter table audit_seal no force row level security"))
        assert owner.execute(text(tampering)).rowcount == 1
    assert not verify().ok


def test_the_app_role_cannot_change_or_delete_a_line(committed_database: Database) -> None:
    _three_lines(committed_database)
    for statement in ("update audit set action = 'x'", "delete from audit"):
        with pytest.raises(ProgrammingError, match="permission denied"), work(committed_database.tenant_id) as session:
            session.execute(text(statement))


def test_each_finished_day_gets_one_signed_root(committed_database: Database) -> None:
    for _ in range(2):
        _three_lines(committed_database)
        seal_once()
        assert sign_finished_days() == 0
        with system_work() as system:
            clock.move(system, timedelta(days=2))
        assert (sign_finished_days(), sign_finished_days()) == (1, 0)
    report = verify()
    assert (report.ok, report.lines, report.roots) == (True, 6, 2)


def test_reading_is_written_down_once_a_reader_thing_and_day(committed_database: Database) -> None:
    reader, other = (Actor(new_id(), committed_database.tenant_id, name) for name in ("周敏", "何静"))
    lamp, bulb = new_id(), new_id()

    def read(who: Actor, what: UUID) -> None:
        with work(committed_database.tenant_id) as session:
            audit.record_reading(session, who, "lamp.read", subject=("lamp", what), after={"role": "guard"})

    for who, what in ((reader, lamp), (reader, lamp), (other, lamp), (reader, bulb)):
        read(who, what)
    assert seal_once() == 3
    with system_work() as system:
        clock.move(system, timedelta(days=1))
    read(reader, lamp)
    assert seal_once() == 1
    assert verify().ok
    with work(committed_database.tenant_id) as session:
        found = audit.readings(session, subjects=[lamp], actions=["lamp.read"], but=other.person_id, limit=10)
        assert [(row.actor_id, row.after) for row in found] == [(reader.person_id, {"role": "guard"})] * 2
