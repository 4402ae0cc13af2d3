"""Reading work items for somebody who wants to do them."""

from typing import Any
from uuid import UUID

from sqlalchemy import not_, select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.errors import NotFound
from engine.platform.people import Actor
from engine.workflow.errors import AlreadyDone, FourEyes, HeldByAnother, LeaseLost, NotYours
from engine.workflow.models import WorkItem, WorklistEntry


def item_for(session: Session, actor: Actor, item_id: UUID) -> WorkItem:
    """The open item, when this person may do it. Raises NotFound, NotYours, FourEyes, AlreadyDone."""
    item = session.get(WorkItem, item_id, populate_existing=True)
    if item is None:
        raise NotFound
    may_do(actor, item)
    if item.status != "open":
        raise AlreadyDone
    return item


def open_items(session: Session, actor: Actor, business_key: str | None = None) -> list[WorkItem]:
    """Open items that this person may do, by due time; of one case or of all."""
    found = (
        select(WorkItem)
        .where(WorkItem.status == "open", WorkItem.group_name.in_(actor.groups))
        .where(not_(WorkItem.excluded.overlap(actor.eyes)))
        .order_by(WorkItem.due_at, WorkItem.id)
    )
    if business_key is not None:
        entries = select(WorklistEntry.id).where(WorklistEntry.business_key == business_key)
        found = found.where(WorkItem.entry_id.in_(entries))
    return list(session.scalars(found))


def may_do(actor: Actor, item: Any) -> None:
    """Raises NotYours, FourEyes."""
    if actor.is_system:
        return
    if not actor.in_group(item.group_name):
        raise NotYours(why=f"它由“{item.lane or item.group_name}”办理")
    if actor.kept_from(item.excluded):
        raise FourEyes


def holds(actor: Actor, row: Any, fence: int | None) -> None:
    """Whether the lease lets this person complete now. `row` carries holder, fence and expiry of the entry.

    With a fence the lease must be the very one that was taken; without, nobody else may hold it. Raises LeaseLost,
    HeldByAnother.
    """
    alive = row.holder_id is not None and row.lease_expires_at > clock.now()
    if fence is not None:
        if row.holder_id != actor.person_id or row.fence != fence or not alive:
            raise LeaseLost
    elif alive and row.holder_id != actor.person_id and not actor.is_system:
        raise HeldByAnother
