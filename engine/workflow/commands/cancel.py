"""Ending a case from outside, without any of its end events."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.people import Actor
from engine.workflow.commands.advance import locked

_CLOSE = (
    text("update work_item set status = 'cancelled' where instance_id = :id and status = 'open'"),
    text("""update worklist_entry set open = false, open_items = 0, closed_at = :now, holder_id = null,
            lease_expires_at = null where instance_id = :id and open"""),
    text("delete from timer where instance_id = :id"),
    text("delete from message_subscription where instance_id = :id"),
    text("delete from remote_task where instance_id = :id"),
    text("""update incident set resolved_at = :now, resolved_by = :person, retry_at = null
            where instance_id = :id and resolved_at is null"""),
    text("""update instance set status = 'cancelled', ended_at = :now, version = version + 1 where id = :id"""),
)


def cancel(session: Session, actor: Actor, instance_id: UUID, reason: str) -> None:
    """Stop a case for good: nothing of it is open any more. Raises NotFound, CaseClosed."""
    locked(session, instance_id)
    connection = session.connection()
    for statement in _CLOSE:
        connection.execute(statement, {"id": instance_id, "now": clock.now(), "person": actor.person_id})
    audit.record(
        session, actor, "case.cancelled", subject=("instance", instance_id), instance_id=instance_id,
        after={"reason": reason},
    )  # fmt: skip
    session.expire_all()
