"""Orders without a case of their own: an institution's for several cases, a learner's for a course."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock, outbox
from engine.platform.people import Actor
from engine.workflow import commands
from processes.apply.models import INSTITUTION
from processes.apply.queries import application
from processes.catalogue import queries as catalogue
from processes.pay import groups, numbers, queries
from processes.pay.errors import NothingToPay, OrderNotOpen, TooManyInGroup
from processes.pay.events import CodesToClose
from processes.pay.models import GroupMember, PayOrder
from processes.pay.rules.status import OrderKind, OrderStatus
from processes.pay.service import orders
from processes.pay.words import ORDER_STATES

PROCESS = "order"
MOST = 300  # cases in one group order
LASTS = timedelta(hours=72)


def open_group(session: Session, actor: Actor, order_ids: Sequence[UUID]) -> PayOrder:
    """One order for unpaid cases of one of the clerk's institutions. It closes a little before the first of them.

    Raises NothingToPay where one is not to be paid by this clerk (any more), TooManyInGroup.
    """
    wanted = sorted(set(order_ids))
    if not wanted:
        raise NothingToPay
    if len(wanted) > MOST:
        raise TooManyInGroup(most=MOST)
    rows = [queries.order(session, order_id, lock=True) for order_id in wanted]
    payable = {row.id for row in groups.payable(session, actor.institutions_as("clerk"))}
    institutions = {row.institution_id for row in rows}
    if not payable.issuperset(wanted) or len(institutions) != 1:
        raise NothingToPay
    (institution_id,) = institutions
    assert institution_id is not None
    title = f"职业技能等级认定费（统一缴费 {len(rows)} 人）"
    order = _open(
        session,
        actor,
        kind=OrderKind.GROUP,
        payer=catalogue.institution(session, institution_id).name,
        institution_id=institution_id,
        title=title,
        amount_fen=sum(row.amount_fen for row in rows),
        lasts=min(row.closes_at for row in rows) - groups.EARLIER - clock.now(),
    )
    session.add_all(GroupMember(group_id=order.id, order_id=row.id, amount_fen=row.amount_fen) for row in rows)
    _start(session, actor, order)
    orders.record(session, actor, order, "order.grouped", {"amount_fen": order.amount_fen, "count": len(rows)})
    return order


def open_for_course(
    session: Session, actor: Actor, *, course_id: UUID, title: str, amount_fen: int, payer: str
) -> PayOrder:
    """The order of a freely chosen course; the one that is open already is returned as it is."""
    known = queries.course_order(session, actor.person_id, course_id)
    if known is not None and known.status == OrderStatus.OPEN:
        return known
    order = _open(
        session,
        actor,
        kind=OrderKind.COURSE,
        payer=payer,
        institution_id=None,
        title=title,
        amount_fen=amount_fen,
        lasts=LASTS,
        subject_id=course_id,
    )
    _start(session, actor, order)
    orders.record(session, actor, order, "order.opened", {"no": order.no, "amount_fen": amount_fen})
    return order


def cancel(session: Session, actor: Actor, order: PayOrder) -> None:
    """Give up an order without a case before it is paid. Money that comes later goes back. Raises OrderNotOpen."""
    order = orders.held(session, order.id)
    if order.status != OrderStatus.OPEN:
        raise OrderNotOpen(no=order.no, state=ORDER_STATES[order.status])
    orders.close(session, actor, order, why="given_up")
    commands.correlate(session, "order.given_up", str(order.id), {"pay_outcome": "given_up"})
    outbox.record(session, CodesToClose(order.id))


def entrust(session: Session, actor: Actor, order: PayOrder, *, agreed: bool) -> None:
    """The candidate lets his institution pay for him, or takes it back. What it registered needs no word of his.

    Raises OrderNotOpen, NothingToPay where the case has no institution.
    """
    order = queries.order(session, order.id, lock=True)
    if order.status != OrderStatus.OPEN:
        raise OrderNotOpen(no=order.no, state=ORDER_STATES[order.status])
    if order.institution_id is None or order.kind != OrderKind.CASE:
        raise NothingToPay
    order.entrusted_at = clock.now() if agreed else None
    orders.record(session, actor, order, "order.entrusted", {"agreed": agreed})


def entrusted(session: Session, order: PayOrder) -> bool:
    """Whether the institution may pay this order."""
    if order.application_id is None or order.institution_id is None:
        return False
    return order.entrusted_at is not None or application(session, order.application_id).source == INSTITUTION


def _open(
    session: Session,
    actor: Actor,
    *,
    kind: OrderKind,
    payer: str,
    institution_id: UUID | None,
    title: str,
    amount_fen: int,
    lasts: timedelta,
    subject_id: UUID | None = None,
) -> PayOrder:
    row = PayOrder(
        no=numbers.next_number(session, numbers.ORDER),
        kind=kind,
        subject_id=subject_id,
        person_id=actor.person_id,
        institution_id=institution_id,
        attempt=1,
        payer=payer,
        title=title,
        amount_fen=amount_fen,
        closes_at=clock.now() + min(lasts, LASTS),
    )
    session.add(row)
    session.flush()
    return row


def _start(session: Session, actor: Actor, order: PayOrder) -> None:
    variables = {
        "order_id": str(order.id),
        "person_id": str(order.person_id),
        "order_kind": order.kind,
        "pay_until": order.closes_at.isoformat(),
    }
    order.instance_id = commands.start(session, actor, PROCESS, str(order.id), variables).id
    session.flush()


__all__ = ["cancel", "entrust", "entrusted", "open_for_course", "open_group"]
