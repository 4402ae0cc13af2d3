"""Time passes: due timers, incidents to try again, messages that met their subscription. Nothing else polls."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.platform import clock, log
from engine.platform.database import system_work, work
from engine.platform.people import Actor
from engine.workflow import incidents
from engine.workflow.commands.advance import Told, advance, lock
from engine.workflow.projection import sql
from engine.workflow.spiff.runtime import Case

logger = log.logger("workflow")
RETRY = timedelta(minutes=1)
FAR = timedelta(hours=6)

_DUE = text("""
    (select instance_id, tenant_id, min(due_at) as due from timer
     where due_at <= :now and (retry_at is null or retry_at <= :now) group by 1, 2 order by 3 limit :limit)
    union all
    (select instance_id, tenant_id, min(retry_at) as due from incident
     where resolved_at is null and retry_at <= :now group by 1, 2 order by 3 limit :limit)
    union all
    (select s.instance_id, s.tenant_id, min(m.received_at) as due from message m
     join message_subscription s on s.tenant_id = m.tenant_id and s.name = m.name and s.key = m.key
     where m.delivered_at is null group by 1, 2 order by 3 limit :limit)
""")
_POSTPONE = text("update timer set retry_at = :at where instance_id = :id and due_at <= :now")
_ATTEMPTS = text("select attempts from incident where instance_id = :id and task_id = :id and resolved_at is null")
_RETRIED = text("update incident set retry_at = null where instance_id = :id and resolved_at is null")


def fire_due(limit: int) -> int:
    """Move on every case whose time has come, each in a transaction of its own; returns how many moved.

    A case that fails becomes an incident and is tried again with back-off; it never keeps the others waiting. One
    that somebody is working on is left for the next round.
    """
    with system_work() as session:
        rows = session.execute(_DUE, {"now": clock.now(), "limit": limit}).all()
    moved = 0
    for instance_id, tenant_id in {(row.instance_id, row.tenant_id): None for row in sorted(rows, key=_by_due)}:
        moved += _guarded(instance_id, tenant_id, move_due)
    return moved


def _by_due(row: Any) -> Any:
    return row.due


def _guarded(instance_id: UUID, tenant_id: UUID, step: Callable[[Session, UUID], bool]) -> bool:
    try:
        with work(tenant_id) as session:
            return step(session, instance_id)
    except Exception as failure:
        logger.warning("case failed", instance_id=str(instance_id), error=type(failure).__name__)
        with work(tenant_id) as session:
            _set_aside(session, instance_id, failure)
        return False


def move_due(session: Session, instance_id: UUID) -> bool:
    """Fire what is due in one case and try again what failed there. False when somebody else has the case."""
    instance = lock(session, instance_id, sql.LOCK_UNLESS_BUSY)
    if instance is None or instance.status != "active":
        return False

    def move(case: Case) -> None:
        case.release()
        fire(case)

    session.connection().execute(_RETRIED, {"id": instance_id})
    actor = Actor.system(session.connection().info["tenant"])
    told = Told("time.passed", ("instance", instance_id), {})
    case = advance(session, actor, instance, move, told, take_all=True)
    incidents.resolve(session, instance_id, {instance_id})
    return bool(case.passed) or not case.failures


def fire(case: Case) -> None:
    """Let every due timer of the case go off, the earliest first; what comes due meanwhile waits for the next round."""
    now = clock.now()
    for task, _ in sorted(((task, due) for task, due in case.timers() if due <= now), key=lambda pair: pair[1]):
        if any(task is waiting for waiting, _ in case.timers()):
            case.fire(task)


def _set_aside(session: Session, instance_id: UUID, failure: Exception) -> None:
    """The case could not even be moved: an incident of the whole case, and its timers wait."""
    now = clock.now()
    incidents.open_row(
        session, instance_id, instance_id, process="", element="", handler=None, kind="case",
        sentence=incidents.sentence_of(failure), trace=incidents.trace_of(failure),
    )  # fmt: skip
    attempts = session.connection().execute(_ATTEMPTS, {"id": instance_id}).scalar_one()
    wait = FAR if attempts >= incidents.GIVEN_UP_AFTER else RETRY * 2 ** min(attempts - 1, 8)
    session.connection().execute(_POSTPONE, {"id": instance_id, "at": now + wait, "now": now})
