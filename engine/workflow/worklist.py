"""The inbox: who works on which case, one applicant at a time.

A lease belongs to a case's open work for one group. `fence` grows with every lease, so a page that lost its lease
can't complete anything (fencing token, after Kleppmann, "How to do distributed locking", 2016).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, not_, select, text, update
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.database.packet import exchange
from engine.platform.errors import NotFound
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.workflow.errors import (
    FourEyes,
    HeldByAnother,
    KeptAway,
    LeaseLost,
    NobodyHasIt,
    NotInGroup,
    NotYours,
    ReasonNeeded,
)
from engine.workflow.models import WorklistEntry
from engine.workflow.rows import detached, refresh

LEASE = timedelta(minutes=20)
COOL_OFF = timedelta(hours=4)
ESCALATE_AFTER = 3
"""Skips after which an entry goes to the group's lead."""

AFRESH: dict[str, Any] = {"populate_existing": True}  # the engine writes past the ORM

_COOL = text("""
    insert into worklist_skip (id, tenant_id, entry_id, person_id, until)
    values (:id, :tenant, :entry, :person, :until)
    on conflict (entry_id, person_id) do update set until = excluded.until
""")

# One row a group is looked at through the pick index, in its order; the best of them is leased and the trail says so.
_NEXT = text("""
    with picked as (
        update worklist_entry set holder_id = :me, fence = fence + 1, lease_expires_at = :until
        where id = (
            select best.id from unnest(cast(:groups as text[])) as g(name) cross join lateral (
                select id, due_at, priority from worklist_entry e
                where open and group_name = g.name
                  and (holder_id is null or lease_expires_at <= :now)
                  and not excluded && cast(:eyes as uuid[])
                  and (assigned_to is null or assigned_to = :me)
                  and (skips = 0 or not exists (
                      select 1 from worklist_skip s where s.entry_id = e.id and s.person_id = :me and s.until > :now))
                  and (cast(:process as text) is null or process = :process)
                order by due_at, priority desc, id limit 1 for update of e skip locked
            ) best
            order by best.due_at, best.priority desc, best.id limit 1)
        returning id, tenant_id, instance_id, group_name, business_key, process, title, open, open_items, opened_at,
                  closed_at, due_at, priority, excluded, holder_id, fence, lease_expires_at, skips, facets, assigned_to
    ), told as (
        insert into audit (id, tenant_id, at, actor_id, actor_name, action,
                           subject_kind, subject_id, instance_id, after)
        select :line, tenant_id, :now, :me, :name, 'work.taken',
               'worklist_entry', id, instance_id, jsonb_build_object('fence', fence)
        from picked
    )
    select id, tenant_id, instance_id, group_name, business_key, process, title, open, open_items, opened_at,
           closed_at, due_at, priority, excluded, holder_id, fence, lease_expires_at, skips, facets, assigned_to
    from picked
""")


def next_applicant(
    session: Session, actor: Actor, *, groups: Collection[str] | None = None, process: str | None = None
) -> WorklistEntry | None:
    """Lease the next case for this person: the oldest due first, then the highest priority; None when there is none.

    One statement, so two people never get the same case. `groups` narrows to some of the actor's own. The entry is to
    be read only: it belongs to no session.
    """
    mine = actor.groups if groups is None else actor.groups.intersection(groups)
    now = clock.now()
    given = {
        "me": actor.person_id, "eyes": actor.eyes, "name": actor.name, "line": new_id(), "groups": sorted(mine),
        "process": process, "now": now, "until": now + LEASE,
    }  # fmt: skip
    session.flush()
    (answer,) = exchange(session.connection(), (_NEXT, given))
    picked = answer.first()
    if picked is None:
        return None
    refresh(session, WorklistEntry, picked.id)
    return detached(WorklistEntry, picked._asdict())


def take(session: Session, actor: Actor, entry_id: UUID) -> WorklistEntry:
    """Lease one case by choice, or again by its holder. Raises NotFound, NotYours, HeldByAnother."""
    entry = entry_for(session, actor, entry_id, lock=True)
    if entry.assigned_to is not None and entry.assigned_to != actor.person_id:
        raise NotYours(why="它已指派给另一位同事")
    if is_held(entry) and entry.holder_id != actor.person_id:
        raise HeldByAnother
    entry.holder_id, entry.fence, entry.lease_expires_at = actor.person_id, entry.fence + 1, clock.now() + LEASE
    session.flush()
    return _leased(session, actor, entry.id)


def heartbeat(session: Session, actor: Actor, entry_id: UUID, fence: int) -> datetime:
    """Lengthen a lease that still holds; returns its new end. Raises LeaseLost."""
    now = clock.now()
    held = (
        update(WorklistEntry)
        .where(
            WorklistEntry.id == entry_id,
            WorklistEntry.open,
            WorklistEntry.holder_id == actor.person_id,
            WorklistEntry.fence == fence,
            WorklistEntry.lease_expires_at > now,
        )
        .values(lease_expires_at=now + LEASE)
        .returning(WorklistEntry.lease_expires_at)
    )
    until: datetime | None = session.scalar(held)
    if until is None:
        raise LeaseLost
    return until


def put_back(session: Session, actor: Actor, entry_id: UUID, fence: int | None = None) -> None:
    """Give a leased case back, for anybody to take. Giving back what one doesn't hold (any more) changes nothing."""
    held = WorklistEntry.id == entry_id, WorklistEntry.holder_id == actor.person_id
    entry = session.scalar(select(WorklistEntry).where(*held).with_for_update().execution_options(**AFRESH))
    if entry is None or (fence is not None and entry.fence != fence):
        return
    entry.holder_id = entry.lease_expires_at = None
    _note(session, actor, entry, "work.put_back")


def skip(session: Session, actor: Actor, entry_id: UUID, reason: str) -> WorklistEntry:
    """Give a case back with a reason; it doesn't come to this person again for 4 hours, whoever skips it meanwhile.

    `skips` counts; at `ESCALATE_AFTER` the case wants the group's lead. Raises ReasonNeeded, NotFound, NotYours.
    """
    if not reason.strip():
        raise ReasonNeeded
    entry = entry_for(session, actor, entry_id, lock=True)
    if is_held(entry) and entry.holder_id != actor.person_id:
        raise HeldByAnother
    entry.holder_id = entry.lease_expires_at = entry.assigned_to = None
    entry.skips += 1
    cool = {"id": new_id(), "tenant": entry.tenant_id, "entry": entry.id, "person": actor.person_id}
    session.execute(_COOL, cool | {"until": clock.now() + COOL_OFF})
    _note(session, actor, entry, "work.skipped", reason=reason.strip(), skips=entry.skips)
    return entry


def assign(session: Session, actor: Actor, entry_id: UUID, to: Actor, *, reason: str = "") -> WorklistEntry:
    """Give a case to one person of its group: nobody else may take it. A lease that somebody else has on it ends, and
    what he then sends is refused kindly. Who may assign is for the caller to say.

    Raises NotFound, NotInGroup, KeptAway.
    """
    entry = _locked(session, entry_id)
    if not to.in_group(entry.group_name):
        raise NotInGroup(person=to.name)
    if to.kept_from(entry.excluded):
        raise KeptAway(person=to.name)
    if entry.holder_id != to.person_id:
        entry.holder_id = entry.lease_expires_at = None
        entry.fence += 1
    entry.assigned_to = to.person_id
    _note(session, actor, entry, "work.assigned", assignee=to.name, **({"reason": reason} if reason else {}))
    return entry


def release(session: Session, actor: Actor, entry_id: UUID) -> WorklistEntry:
    """Take a case from whoever holds it or has it assigned, for anybody to take. Raises NotFound, NobodyHasIt."""
    entry = _locked(session, entry_id)
    if entry.assigned_to is None and not is_held(entry):
        raise NobodyHasIt
    entry.holder_id = entry.lease_expires_at = entry.assigned_to = None
    entry.fence += 1
    _note(session, actor, entry, "work.released")
    return entry


def _locked(session: Session, entry_id: UUID) -> WorklistEntry:
    wanted = select(WorklistEntry).where(WorklistEntry.id == entry_id, WorklistEntry.open).with_for_update()
    entry = session.scalar(wanted.execution_options(**AFRESH))
    if entry is None:
        raise NotFound
    return entry


def entry_for(session: Session, actor: Actor, entry_id: UUID, *, lock: bool = False) -> WorklistEntry:
    """An open entry this person may work on. Raises NotFound, or NotYours with the reason."""
    wanted = select(WorklistEntry).where(WorklistEntry.id == entry_id, WorklistEntry.open)
    entry = session.scalar((wanted.with_for_update() if lock else wanted).execution_options(**AFRESH))
    if entry is None:
        raise NotFound
    if not actor.in_group(entry.group_name):
        raise NotYours(why="它属于另一个岗位")
    if actor.kept_from(entry.excluded):
        raise FourEyes
    return entry


def open_for(actor: Actor, groups: Collection[str] | None = None) -> Select[WorklistEntry]:
    """The inbox as a query: open entries this person may do, the one due first on top."""
    mine = actor.groups if groups is None else actor.groups.intersection(groups)
    return (
        select(WorklistEntry)
        .where(WorklistEntry.open, WorklistEntry.group_name.in_(mine))
        .where(not_(WorklistEntry.excluded.overlap(actor.eyes)))
        .order_by(WorklistEntry.due_at, WorklistEntry.priority.desc(), WorklistEntry.id)
    )


def is_held(entry: WorklistEntry | RowMapping) -> bool:
    """Whether somebody's lease on it is alive."""
    return entry.holder_id is not None and entry.lease_expires_at is not None and entry.lease_expires_at > clock.now()


def _leased(session: Session, actor: Actor, entry_id: UUID) -> WorklistEntry:
    entry = session.get_one(WorklistEntry, entry_id, populate_existing=True)
    _note(session, actor, entry, "work.taken", fence=entry.fence)
    return entry


def _note(session: Session, actor: Actor, entry: WorklistEntry, action: str, **after: Any) -> None:
    subject = ("worklist_entry", entry.id)
    audit.record(session, actor, action, subject=subject, instance_id=entry.instance_id, after=after or None)
