"""Writing one line of the trail, in the transaction it tells of."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.audit.models import AuditRow
from engine.platform.people.actor import Actor


def record(
    session: Session,
    actor: Actor,
    action: str,
    *,
    subject: tuple[str, UUID],
    instance_id: UUID | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """`action` is a past-tense code such as `plan.approved`; before and after hold JSON, personal data masked."""
    session.add(
        AuditRow(
            at=clock.now(),
            actor_id=actor.person_id,
            actor_name=actor.name,
            action=action,
            subject_kind=subject[0],
            subject_id=subject[1],
            instance_id=instance_id,
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
        )
    )
