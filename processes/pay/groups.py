"""What an institution may pay for its people, and the group orders it has made."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.people import Actor
from processes.apply.models import INSTITUTION, Application
from processes.pay.errors import NoSuchOrder
from processes.pay.models import GroupMember, PayOrder
from processes.pay.rules.status import MemberState, OrderKind, OrderStatus

EARLIER = timedelta(minutes=5)  # than its first member a group order closes, so that its money finds the members open
LEAST = timedelta(minutes=15)  # that must be left to pay


@dataclass(frozen=True, slots=True)
class Share:
    """A case in a group order."""

    member: GroupMember
    order: PayOrder
    application_no: str


def payable(session: Session, institutions: Collection[UUID]) -> Sequence[PayOrder]:
    """Open orders that these institutions may pay: of people they registered, or who agreed; in no group yet."""
    return [row.order for row in unpaid(session, institutions)]


@dataclass(frozen=True, slots=True)
class Unpaid:
    order: PayOrder
    application_no: str
    by_institution: bool


def unpaid(session: Session, institutions: Collection[UUID]) -> list[Unpaid]:
    """The same with the applications' numbers, what closes first at the top."""
    if not institutions:
        return []
    rows = select(PayOrder, Application.no, Application.source).join(
        Application, Application.id == PayOrder.application_id
    )
    held = exists().where(GroupMember.order_id == PayOrder.id, GroupMember.state == MemberState.HELD)
    rows = rows.where(
        PayOrder.status == OrderStatus.OPEN,
        PayOrder.closes_at > clock.now() + LEAST,
        PayOrder.institution_id.in_(institutions),
        or_(Application.source == INSTITUTION, PayOrder.entrusted_at.is_not(None)),
        ~held,
    )
    found = session.execute(rows.order_by(PayOrder.closes_at, PayOrder.id))
    return [Unpaid(order, no, source == INSTITUTION) for order, no, source in found]


def group_orders(
    session: Session, institutions: Collection[UUID], *, limit: int = 20, offset: int = 0
) -> Sequence[PayOrder]:
    """The group orders of these institutions, newest first."""
    return session.scalars(_groups(institutions).order_by(PayOrder.id.desc()).limit(limit).offset(offset)).all()


def _groups(institutions: Collection[UUID]) -> Select[PayOrder]:
    return select(PayOrder).where(PayOrder.kind == OrderKind.GROUP, PayOrder.institution_id.in_(institutions))


def own_group(session: Session, actor: Actor, order_id: UUID) -> PayOrder:
    """A group order of one of the clerk's institutions. Raises NoSuchOrder, also for another institution's."""
    found = session.scalar(_groups(actor.institutions_as("clerk")).where(PayOrder.id == order_id))
    if found is None:
        raise NoSuchOrder
    return found


def shares(session: Session, group_id: UUID) -> list[Share]:
    """Who is in a group order, by the orders' numbers."""
    rows = (
        select(GroupMember, PayOrder, Application.no)
        .join(PayOrder, PayOrder.id == GroupMember.order_id)
        .join(Application, Application.id == PayOrder.application_id)
        .where(GroupMember.group_id == group_id)
    )
    return [Share(*row) for row in session.execute(rows.order_by(PayOrder.no))]


def group_of(session: Session, order_id: UUID) -> PayOrder | None:
    """The group order that holds a case's order now, or that settled it."""
    rows = (
        select(PayOrder)
        .join(GroupMember, GroupMember.group_id == PayOrder.id)
        .where(GroupMember.order_id == order_id, GroupMember.state.in_((MemberState.HELD, MemberState.SETTLED)))
    )
    return session.scalar(rows.limit(1))
