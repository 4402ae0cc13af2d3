"""Messages that came before anybody waited for them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.ids import new_id
from engine.workflow.projection import Snapshot, snapshot
from engine.workflow.spiff.runtime import Case

_TAKE = text("""
    update message set delivered_at = :now, instance_id = :instance_id
    where id = (select m.id from message m where m.delivered_at is null and m.name = :name and m.key = :key
                order by m.id limit 1 for update skip locked)
    returning payload
""")
_KEEP = text("""
    insert into message (id, tenant_id, name, key, payload, received_at)
    values (:id, :tenant, :name, :key, cast(:payload as jsonb), :now)
""")


def keep(session: Session, name: str, key: str, payload: Mapping[str, Any]) -> None:
    """Keep a message until a subscription appears."""
    connection = session.connection()
    connection.execute(
        _KEEP,
        {
            "id": new_id(),
            "tenant": connection.info["tenant"],
            "name": name,
            "key": key,
            "payload": orjson.dumps(dict(payload)).decode(),
            "now": clock.now(),
        },
    )


def take_messages(session: Session, instance: Any, case: Case, known: Mapping[UUID, Any]) -> Snapshot:
    """Deliver kept messages to waits that are not `known` yet, until none fits. Returns the case's last snapshot."""
    asked = set(known)
    while True:
        current = snapshot(case, instance.business_key)
        new = {wait_id: wait for wait_id, wait in current.waits.items() if wait_id not in asked}
        if not new:
            return current
        for wait_id, (_, name, key) in new.items():
            asked.add(wait_id)
            if _deliver(session, instance, case, wait_id, name, key):
                break


def _deliver(session: Session, instance: Any, case: Case, wait_id: UUID, name: str, key: str) -> bool:
    found = session.connection().execute(
        _TAKE, {"name": name, "key": key, "now": clock.now(), "instance_id": instance.id}
    )
    payload = found.scalar_one_or_none()
    if payload is None:
        return False
    task = next(task for task, message in case.messages() if uuid5(task.id, message.name) == wait_id)
    case.deliver(task, name, payload)
    return True
