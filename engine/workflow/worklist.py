"""The inbox: whole applicants, not single tasks. Who takes an entry holds its lease; its fence kills older ones."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, not_, or_, select, text
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.errors import NotFound
from engine.platform.people import Actor
from engine.workflow.errors import AlreadyDone, FourEyes, Held, LeaseLost, NotYours
from engine.workflow.models import WorklistEntry

LEASE = timedelta(minutes=20)
SKIPPED_FOR = timedelta(minutes=30)

_NEXT = text("""
    with mine as materialized (
        select id from worklist_entry
        where holder_id = :person and open and lease_expires_at > :now and group_name = any(:groups)
          and (cast(:process as text) is null or process = :process)
        order by due_at limit 1 for update skip locked
    ), candidate as materialized (
        select c.id, c.due_at, c.priority
        from unnest(cast(:groups as text[])) as g (name) cross join lateral (
            select w.id, w.due_at, w.priority from worklist_entry w
            where w.open and w.group_name = g.name and (w.holder_id is null or w.lease_expires_at <= :now)
              and not :person = any(w.excluded)
              and (w.skipped_until is null or w.skipped_until <= :now or w.skipped_by <> :person)
              and (cast(:process as text) is null or w.process = :process)
              and w.tenant_id = :tenant
            order by w.due_at, w.priority desc, w.id limit 32) as c
        where not exists (select 1 from mine)
    ), pick as (
        select e.id from worklist_entry e join candidate c on c.id = e.id
        where e.open and (e.holder_id is null or e.lease_expires_at <= :now)
        order by c.due_at, c.priority desc, c.id limit 1 for update of e skip locked
    )
    update worklist_entry e set
        holder_id = :person, lease_expires_at = :until, fence = e.fence + 1
    where e.id in (select id from mine union all select id from pick)
    returning e.id
""")
_TAKE = text("""
    update worklist_entry set holder_id = :person, lease_expires_at = :until, fence = fence + 1
    where id = :id and open and (holder_id is null or holder_id = :person or lease_expires_at <= :now)
      and not :person = any(excluded)
    returning id
""")
_BEAT = text("""
    update worklist_entry set lease_expires_at = :until
    where id = :id and open and holder_id = :person and fence = :fence and lease_expires_at > :now
""")
_RELEASE = text("""
    update worklist_entry set holder_id = null, lease_expires_at = null
    where id = :id and holder_id = :person and fence = :fence
""")
_SKIP = text("""
    update worklist_entry set holder_id = null, lease_expires_at = null, skips = skips + 1,
        skipped_until = :skipped_until, skipped_by = :person
    where id = :id and open and (holder_id is null or holder_id = :person or lease_expires_at <= :now)
    returning instance_id
""")


def next_applicant(
    session: Session, actor: Actor, *, groups: Iterable[str] | None = None, process: str | None = None
) -> WorklistEntry | None:
    """Take the entry this person should do next: one they hold already, else the one due first, then by priority.

    One atomic statement: people who ask at the same moment never get the same entry. None when nothing is left.
    """
    wanted = actor.groups if groups is None else actor.groups & frozenset(groups)
    parameters = _moment(actor) | {"groups": sorted(wanted), "process": process, "tenant": actor.tenant_id}
    found = session.connection().execute(_NEXT, parameters).scalar_one_or_none()
    return None if found is None else _fresh(session, found)


def take(session: Session, actor: Actor, entry_id: UUID) -> WorklistEntry:
    """Take one entry. Raises NotFound, NotYours, FourEyes, AlreadyDone, Held."""
    entry_for(session, actor, entry_id)
    if session.connection().execute(_TAKE, _moment(actor) | {"id": entry_id}).scalar_one_or_none() is None:
        entry_for(session, actor, entry_id)
        raise Held
    return _fresh(session, entry_id)


def entry_for(session: Session, actor: Actor, entry_id: UUID) -> WorklistEntry:
    """An open entry that this person may do. Raises NotFound, NotYours, FourEyes, AlreadyDone."""
    entry = session.get(WorklistEntry, entry_id, populate_existing=True)
    if entry is None:
        raise NotFound
    if not actor.in_group(entry.group_name):
        raise NotYours(lane=entry.title)
    if actor.person_id in entry.excluded:
        raise FourEyes
    if not entry.open:
        raise AlreadyDone
    return entry


def heartbeat(session: Session, actor: Actor, entry_id: UUID, fence: int) -> WorklistEntry:
    """Keep the lease for another while. Raises LeaseLost when it ran out or somebody else has it."""
    beaten: Any = session.connection().execute(_BEAT, _moment(actor) | {"id": entry_id, "fence": fence})
    if beaten.rowcount != 1:
        raise LeaseLost
    return _fresh(session, entry_id)


def put_back(session: Session, actor: Actor, entry_id: UUID, fence: int) -> None:
    """Give the entry back to everybody. Putting back what is not held any more changes nothing."""
    session.connection().execute(_RELEASE, _moment(actor) | {"id": entry_id, "fence": fence})
    session.expire_all()


def skip(session: Session, actor: Actor, entry_id: UUID, reason: str) -> None:
    """Leave an entry to others for a while. Raises NotFound, NotYours, FourEyes, AlreadyDone, Held."""
    entry_for(session, actor, entry_id)
    until = clock.now() + SKIPPED_FOR
    found = session.connection().execute(_SKIP, _moment(actor) | {"id": entry_id, "skipped_until": until})
    instance_id = found.scalar_one_or_none()
    if instance_id is None:
        raise Held
    audit.record(
        session, actor, "work.skipped", subject=("worklist_entry", entry_id), instance_id=instance_id,
        after={"reason": reason},
    )  # fmt: skip
    session.expire_all()


def open_for(actor: Actor, groups: Iterable[str] | None = None) -> Select[WorklistEntry]:
    """The inbox as a query: open entries this person may do, the one due first on top."""
    wanted = actor.groups if groups is None else actor.groups & frozenset(groups)
    return (
        select(WorklistEntry)
        .where(WorklistEntry.open, WorklistEntry.group_name.in_(wanted))
        .where(not_(WorklistEntry.excluded.contains([actor.person_id])))
        .order_by(WorklistEntry.due_at, WorklistEntry.priority.desc(), WorklistEntry.id)
    )


def free_for(actor: Actor, groups: Iterable[str] | None = None) -> Select[WorklistEntry]:
    """The inbox without what others hold."""
    mine = WorklistEntry.holder_id == actor.person_id
    free = or_(WorklistEntry.holder_id.is_(None), WorklistEntry.lease_expires_at <= clock.now(), mine)
    return open_for(actor, groups).where(free)


def _moment(actor: Actor) -> dict[str, Any]:
    now = clock.now()
    return {"person": actor.person_id, "now": now, "until": now + LEASE}


def _fresh(session: Session, entry_id: UUID) -> WorklistEntry:
    return session.get_one(WorklistEntry, entry_id, populate_existing=True)
