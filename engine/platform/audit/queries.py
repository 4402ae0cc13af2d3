"""Reading the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from engine.platform.audit.models import AuditRow, AuditSeal


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the trail with its place in the chain; `seq` and `hash` are None until it is sealed."""

    row: AuditRow
    seq: int | None
    hash: bytes | None


def events_for(session: Session, *, instance_id: UUID | None = None, subjects: Sequence[UUID] = ()) -> list[Event]:
    """What happened to an instance or to any of the subjects, oldest first."""
    wanted: ColumnElement[bool] = AuditRow.subject_id.in_(subjects)
    if instance_id is not None:
        wanted = or_(AuditRow.instance_id == instance_id, wanted)
    rows = (
        select(AuditRow, AuditSeal.seq, AuditSeal.hash)
        .outerjoin(AuditSeal, AuditSeal.audit_id == AuditRow.id)
        .where(wanted)
        .order_by(AuditRow.id)
    )
    return [Event(row, seq, digest) for row, seq, digest in session.execute(rows)]


def readings(
    session: Session, *, subjects: Sequence[UUID], actions: Sequence[str], but: UUID, limit: int, offset: int = 0
) -> Sequence[AuditRow]:
    """Who did one of the actions to one of the subjects, newest first; `but` is the person who asks."""
    rows = select(AuditRow).where(
        AuditRow.subject_id.in_(subjects), AuditRow.action.in_(actions), AuditRow.actor_id != but
    )
    return session.scalars(rows.order_by(AuditRow.at.desc(), AuditRow.id.desc()).limit(limit).offset(offset)).all()
