"""Carrying out one event; a failure is written down and tried again later."""

import traceback
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock, log
from engine.platform.database import work
from engine.platform.outbox import registry
from engine.platform.outbox.models import GIVEN_UP_AFTER, OutboxRow

logger = log.logger("outbox")


def _open_row(session: Session, outbox_id: UUID) -> OutboxRow | None:
    """The row, locked; None when it is closed or another worker has it."""
    return session.scalar(
        select(OutboxRow)
        .where(OutboxRow.id == outbox_id, OutboxRow.closed_at.is_(None))
        .with_for_update(skip_locked=True)
    )


def _close(session: Session, row: OutboxRow) -> None:
    row.closed_at, row.error = clock.now(), None


def _run_local(outbox_id: UUID, tenant_id: UUID) -> bool:
    with work(tenant_id) as session:
        row = _open_row(session, outbox_id)
        if row is None:
            return False
        event = registry.load(row.event, row.payload)
        for function in registry.local.get(row.event, []):
            function(session, event)
        _close(session, row)
    return True


def _run_remote(outbox_id: UUID, tenant_id: UUID) -> None:
    with work(tenant_id) as session:
        row = _open_row(session, outbox_id)
        if row is None:
            return
        event = registry.load(row.event, row.payload)
        function = registry.remote[row.event]
    function(tenant_id, outbox_id, event)
    with work(tenant_id) as session:
        row = _open_row(session, outbox_id)
        if row is not None:
            _close(session, row)


def _write_down(outbox_id: UUID, tenant_id: UUID, error: str) -> None:
    with work(tenant_id) as session:
        row = _open_row(session, outbox_id)
        if row is not None:
            row.attempts += 1
            row.error = error
            row.due_at = clock.now() + timedelta(seconds=min(2**row.attempts, 600))


def run(outbox_id: UUID, tenant_id: UUID) -> None:
    """Carry out one event. Never raises: a failure stays in the row, with back-off, for relay and operator."""
    try:
        with work(tenant_id) as session:
            name = session.scalar(select(OutboxRow.event).where(OutboxRow.id == outbox_id))
        if name in registry.remote:
            _run_remote(outbox_id, tenant_id)
        elif name is not None:
            _run_local(outbox_id, tenant_id)
    except Exception as failure:
        logger.warning("event failed", outbox_id=str(outbox_id), error=type(failure).__name__)
        _write_down(outbox_id, tenant_id, traceback.format_exc(limit=-8)[-4000:])


def drain(tenant_id: UUID, *, limit: int = 1000) -> int:
    """Carry out everything that is due in one tenant, here and now; for tests. Raises on the first failure."""
    done = 0
    while done < limit:
        with work(tenant_id) as session:
            due = select(OutboxRow.id, OutboxRow.event).where(
                OutboxRow.closed_at.is_(None),
                OutboxRow.attempts < GIVEN_UP_AFTER,
                OutboxRow.due_at <= clock.now(),
            )
            row = session.execute(due.order_by(OutboxRow.id).limit(1)).one_or_none()
        if row is None:
            return done
        _run_remote(row.id, tenant_id) if row.event in registry.remote else _run_local(row.id, tenant_id)
        done += 1
    raise RuntimeError("events go on without end")
