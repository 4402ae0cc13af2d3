"""Handing one's place in a group to a colleague for a time."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.errors import FieldError, InvalidForm, NotFound
from engine.platform.ids import new_id
from engine.platform.people import queries
from engine.platform.people.actor import Actor
from engine.platform.people.models import Delegation

LONGEST = timedelta(days=90)
MOST_REASON = 200


def delegate(
    session: Session, actor: Actor, *, group: str, to: UUID | None, starts_at: datetime, ends_at: datetime, reason: str
) -> Delegation:
    """Let a colleague do the work of one of the actor's own groups from `starts_at` until `ends_at`.

    A place that was itself handed over can't be handed on. Raises InvalidForm.
    """
    errors = _period(starts_at, ends_at)
    if group not in queries.own_groups(session, actor.person_id):
        errors.append(FieldError("group", "请选择您本人的岗位，代理的岗位不能再委托"))
    elif not errors and _overlaps(session, actor, group, starts_at, ends_at):
        errors.append(FieldError("starts_on", "这个岗位在这段时间已经委托过，请先收回或改期"))
    found = next((one for one in queries.colleagues(session, group) if one.id == to), None)
    if found is None or found.id == actor.person_id:
        errors.append(FieldError("to", "请选择本单位的一位同事"))
    elif group in queries.own_groups(session, found.id):
        errors.append(FieldError("to", f"{found.name}本来就在这个岗位，不需要委托"))
    if not reason.strip() or len(reason) > MOST_REASON:
        errors.append(FieldError("reason", f"请写明委托的原因，不超过 {MOST_REASON} 字"))
    if errors or found is None:
        raise InvalidForm(errors, {})
    row = Delegation(
        id=new_id(), delegator_id=actor.person_id, delegate_id=found.id, group=group, reason=reason.strip(),
        starts_at=starts_at, ends_at=ends_at, made_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    told = {
        "group": group,
        "delegate": found.name,
        "delegated_from_at": starts_at.isoformat(),
        "delegated_until_at": ends_at.isoformat(),
    }
    audit.record(session, actor, "role.delegated", subject=("person", found.id), after=told | {"reason": row.reason})
    session.flush()
    return row


def end(session: Session, actor: Actor, delegation_id: UUID) -> Delegation:
    """End a delegation before its time; either of the two may. Ending it again changes nothing. Raises NotFound."""
    row = session.get(Delegation, delegation_id, with_for_update=True)
    if row is None or actor.person_id not in (row.delegator_id, row.delegate_id):
        raise NotFound
    if row.ended_at is None and row.ends_at > clock.now():
        row.ended_at = clock.now()
        told = {"group": row.group, "delegated_until_at": row.ended_at.isoformat()}
        audit.record(session, actor, "role.delegation_ended", subject=("person", row.delegate_id), after=told)
        session.flush()
    return row


def _period(starts_at: datetime, ends_at: datetime) -> list[FieldError]:
    if ends_at <= starts_at or ends_at <= clock.now():
        return [FieldError("ends_on", "结束日期应不早于开始日期，也不早于今天")]
    if ends_at - starts_at > LONGEST:
        return [FieldError("ends_on", f"一次委托最长 {LONGEST.days} 天")]
    return []


def _overlaps(session: Session, actor: Actor, group: str, starts_at: datetime, ends_at: datetime) -> bool:
    mine = select(Delegation.id).where(Delegation.delegator_id == actor.person_id, Delegation.group == group)
    live = mine.where(Delegation.ended_at.is_(None), Delegation.starts_at < ends_at, Delegation.ends_at > starts_at)
    return session.scalars(live.limit(1)).first() is not None
