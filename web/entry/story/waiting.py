"""Waiting until the house has nothing left to do by itself: timers fired, events carried out, remote calls made."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from engine.platform import clock
from engine.platform.database import lost_connection, work
from engine.platform.outbox.models import OutboxRow
from engine.workflow.models import RemoteTask, Timer
from processes.apply.models import Application
from processes.arrange.models import ExamSession, Seat
from processes.catalogue.subjects import Subject
from web.entry.story.people import wait_for


@dataclass(frozen=True, slots=True)
class SessionTime:
    """A session of an exam: when it begins, and the numbers of the applications seated in it."""

    id: UUID
    starts_at: datetime
    theory: bool
    numbers: Collection[str]


def timetable(tenant_id: UUID) -> list[SessionTime]:
    """The published sessions that are still to come and have somebody, the next one first. Reads only: the people of
    the story know when their exam is from their tickets."""
    with work(tenant_id) as session:
        rows = session.execute(
            select(ExamSession, Application.no)
            .join(Seat, Seat.session_id == ExamSession.id)
            .join(Application, Application.id == Seat.application_id)
            .where(ExamSession.starts_at > clock.now(), ~ExamSession.void, ~Seat.void, Seat.published_at.is_not(None))
        ).all()
        seated: defaultdict[UUID, list[str]] = defaultdict(list)
        for row, no in rows:
            seated[row.id].append(no)
        known = {row.id: row for row, _ in rows}
        found = [
            SessionTime(row.id, row.starts_at, row.subject == Subject.THEORY, seated[row.id]) for row in known.values()
        ]
    return sorted(found, key=lambda one: one.starts_at)


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
            select(OutboxRow.id).where(
                OutboxRow.closed_at.is_(None), or_(OutboxRow.due_at <= now, OutboxRow.attempts > 0)
            ),
            select(RemoteTask.id),
        )
        return sum(session.scalar(select(func.count()).select_from(one.subquery())) or 0 for one in waiting)
