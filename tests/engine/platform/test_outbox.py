"""Events are carried out once, after the transaction that caused them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock, outbox
from engine.platform.database import work
from engine.platform.ids import new_id
from engine.platform.outbox import registry
from engine.platform.outbox.models import OutboxRow
from tests.support.database import Database


@dataclass(frozen=True)
class LampLit:
    lamp_id: UUID
    at: datetime
    colour: str | None


@dataclass(frozen=True)
class LampBroken:
    lamp_id: UUID


seen: list[LampLit] = []
tries: list[UUID] = []


@outbox.subscriber(LampLit)
def remember(session: Session, event: LampLit) -> None:
    seen.append(event)


@outbox.subscriber(LampBroken)
def fail(session: Session, event: LampBroken) -> None:
    tries.append(event.lamp_id)
    raise RuntimeError("no lamp")


def _rows(tenant: UUID) -> list[OutboxRow]:
    with work(tenant) as session:
        return list(session.scalars(select(OutboxRow)))


def test_an_event_survives_json() -> None:
    event = LampLit(new_id(), datetime(2026, 11, 23, tzinfo=UTC), None)
    assert registry.load("LampLit", registry.dump(event)) == event


def test_a_committed_event_is_carried_out_once(committed_database: Database) -> None:
    seen.clear()
    event = LampLit(new_id(), clock.now(), "绿")
    with work(committed_database.tenant_id) as session:
        outbox.record(session, event)
    [row] = _rows(committed_database.tenant_id)
    outbox.run(row.id, row.tenant_id)
    outbox.run(row.id, row.tenant_id)
    assert seen == [event]
    [row] = _rows(committed_database.tenant_id)
    assert row.closed_at is not None


def test_an_event_of_a_rolled_back_transaction_is_never_seen(committed_database: Database) -> None:
    def break_off() -> None:
        with work(committed_database.tenant_id) as session:
            outbox.record(session, LampLit(new_id(), clock.now(), None))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert _rows(committed_database.tenant_id) == []


def test_a_failure_is_written_down_and_tried_again_later(committed_database: Database) -> None:
    tries.clear()
    with work(committed_database.tenant_id) as session:
        outbox.record(session, LampBroken(new_id()))
    [row] = _rows(committed_database.tenant_id)
    outbox.run(row.id, row.tenant_id)
    [row] = _rows(committed_database.tenant_id)
    assert (row.closed_at, row.attempts) == (None, 1)
    assert row.error is not None
    assert "no lamp" in row.error
    assert row.due_at > clock.now()
    outbox.run(row.id, row.tenant_id)
    assert len(tries) == 2
