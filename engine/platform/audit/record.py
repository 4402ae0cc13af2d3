"""Writing one line of the trail, in the transaction it tells of."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.audit.models import AuditRow
from engine.platform.database.packet import Statement
from engine.platform.ids import new_id
from engine.platform.people.actor import Actor

Subject = tuple[str, UUID]

_INSERT = text("""
    insert into audit (id, tenant_id, at, actor_id, actor_name, action, subject_kind, subject_id, instance_id, after)
    values (:id, :tenant, :at, :actor_id, :actor_name, :action, :subject_kind, :subject_id, :instance_id,
            cast(:after as jsonb))
""")

_ONCE = text("""
    insert into audit (id, tenant_id, at, actor_id, actor_name, action, subject_kind, subject_id, instance_id, after)
    select :id, :tenant, :at, :actor_id, :actor_name, :action, :subject_kind, :subject_id, null, cast(:after as jsonb)
    where not exists (
        select from audit
        where subject_id = :subject_id and action = :action and actor_id = :actor_id and at >= :since
    )
""")


def _columns(actor: Actor, action: str, subject: Subject, instance_id: UUID | None) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "actor_id": actor.person_id,
        "actor_name": actor.name,
        "action": action,
        "subject_kind": subject[0],
        "subject_id": subject[1],
        "instance_id": instance_id,
    }


def record(
    session: Session,
    actor: Actor,
    action: str,
    *,
    subject: Subject,
    instance_id: UUID | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """`action` is a past-tense code such as `plan.approved`; before and after hold JSON, personal data masked."""
    session.add(
        AuditRow(
            **_columns(actor, action, subject, instance_id),
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
        )
    )


def line(
    tenant_id: UUID, actor: Actor, action: str, *, subject: Subject, instance_id: UUID, after: Mapping[str, Any]
) -> Statement:
    """The same as a statement, for a step of the engine, which sends its statements together."""
    shared = {"id": new_id(), "tenant": tenant_id, "after": orjson.dumps(dict(after)).decode()}
    return _INSERT, _columns(actor, action, subject, instance_id) | shared


def record_reading(
    session: Session, actor: Actor, action: str, *, subject: Subject, after: Mapping[str, Any] | None = None
) -> None:
    """Note that somebody has read something: once per reader, action, subject and day in Shanghai. One statement."""
    today = clock.shanghai(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    shared = {"id": new_id(), "tenant": actor.tenant_id, "after": orjson.dumps(dict(after or {})).decode()}
    columns = _columns(actor, action, subject, None)
    del columns["instance_id"]
    session.execute(_ONCE, columns | shared | {"since": today})
