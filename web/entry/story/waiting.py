"""Waiting until the house has nothing left to do by itself: timers fired, events carried out, remote calls made."""

from uuid import UUID

from sqlalchemy import func, select

from engine.platform import clock
from engine.platform.database import work
from engine.platform.outbox.models import OutboxRow
from engine.workflow.models import RemoteTask, Timer
from web.entry.story.people import wait_for


def until_quiet(tenant_id: UUID) -> None:
    """Raises Unexpected when work is still waiting after a minute and a half."""
    wait_for("the house to come to rest", lambda: True if _pending(tenant_id) == 0 else None)


def _pending(tenant_id: UUID) -> int:
    with work(tenant_id) as session:
        now = clock.now()
        waiting = (
            select(Timer.id).where(Timer.due_at <= now, Timer.retry_at.is_(None)),
            select(OutboxRow.id).where(OutboxRow.closed_at.is_(None)),
            select(RemoteTask.id),
        )
        return sum(session.scalar(select(func.count()).select_from(one.subquery())) or 0 for one in waiting)
