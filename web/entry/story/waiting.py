"""Waiting until the house has nothing left to do by itself: timers fired, events carried out, remote calls made."""

from uuid import UUID

from sqlalchemy import func, select

from engine.platform import clock
from engine.platform.database import lost_connection, work
from engine.platform.outbox.models import OutboxRow
from engine.workflow.models import RemoteTask, Timer
from web.entry.story.people import wait_for


def until_quiet(tenant_id: UUID) -> None:
    """Raises Unexpected when work is still waiting after a minute and a half."""
    wait_for("the house to come to rest", lambda: True if _is_quiet(tenant_id) else None)


def _is_quiet(tenant_id: UUID) -> bool:
    """Not while the database is down or just coming back, either."""
    try:
        return _pending(tenant_id) == 0
    except Exception as failure:
        if not lost_connection(failure):
            raise
        return False


def _pending(tenant_id: UUID) -> int:
    with work(tenant_id) as session:
        now = clock.now()
        waiting = (
            select(Timer.id).where(Timer.due_at <= now, Timer.retry_at.is_(None)),
            select(OutboxRow.id).where(OutboxRow.closed_at.is_(None)),
            select(RemoteTask.id),
        )
        return sum(session.scalar(select(func.count()).select_from(one.subquery())) or 0 for one in waiting)
