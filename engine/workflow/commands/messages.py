"""Messages from outside or from another room to the case that waits for them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.platform.database import tenant_of
from engine.platform.people import Actor
from engine.workflow import waiting
from engine.workflow.commands.advance import Told, advance, is_stepping, lock
from engine.workflow.projection import snapshot
from engine.workflow.spiff.runtime import Case
from engine.workflow.variables import flat

_WAITING = text("""
    select distinct instance_id from message_subscription where name = :name and key = :key order by instance_id
""")


def is_awaited(session: Session, name: str, key: str) -> bool:
    """Whether a case waits for this message now."""
    waiting_cases = session.connection().execute(_WAITING, {"name": name, "key": key})
    return bool(waiting_cases.scalars().all())


def correlate(session: Session, name: str, key: str, payload: Mapping[str, Any] | None = None) -> bool:
    """Give a message to every case that waits for this name and key; its payload becomes variables there.

    False when nobody waits: the message is kept and delivered when a subscription appears. A case that is being
    stepped by this very transaction gets it right after.
    """
    values, delivered, later = flat(payload or {}), False, False
    waiting_cases = session.connection().execute(_WAITING, {"name": name, "key": key})
    for instance_id in waiting_cases.scalars().all():
        if is_stepping(session, instance_id):
            later = True
        else:
            delivered = _give(session, instance_id, name, key, values) or delivered
    if later or not delivered:
        waiting.keep(session, name, key, values)
    return delivered


def _give(session: Session, instance_id: UUID, name: str, key: str, values: Mapping[str, Any]) -> bool:
    instance = lock(session, instance_id)
    if instance is None or instance.status != "active":
        return False
    found = False

    def move(case: Case) -> None:
        nonlocal found
        waits = snapshot(case, instance.business_key).waits
        for task, message in list(case.messages()):
            _, waited_name, waited_key = waits.get(uuid5(task.id, message.name), ("", "", ""))
            if (waited_name, waited_key) == (name, key):
                found = True
                case.deliver(task, name, values)
                return

    actor = Actor.system(tenant_of(session))
    told = Told("message.received", ("instance", instance_id), {"name": name, "key": key, "variables": dict(values)})
    advance(session, actor, instance, move, told)
    return found
