"""From rows to workers: sends what is open, and sends it again when nobody has closed it within the lease.

Neither a killed worker nor a lost Valkey loses work: the row stays open until its own transaction closes it.
"""

from datetime import timedelta

from sqlalchemy import text

from engine.platform import clock
from engine.platform.database import system_work
from engine.platform.jobs import send_event
from engine.platform.outbox.models import GIVEN_UP_AFTER

LEASE = timedelta(seconds=60)

_TAKE = text("""
    update outbox set due_at = :until
    where id in (
        select id from outbox where closed_at is null and due_at <= :now and attempts < :given_up
        order by due_at limit :limit for update skip locked)
    returning id, tenant_id
""")


def relay_once(limit: int = 200) -> int:
    """Send up to `limit` due events to the workers; returns how many."""
    with system_work() as session:
        now = clock.now()
        rows = session.execute(
            _TAKE, {"now": now, "until": now + LEASE, "given_up": GIVEN_UP_AFTER, "limit": limit}
        ).all()
    for outbox_id, tenant_id in rows:
        send_event(outbox_id, tenant_id)
    return len(rows)
