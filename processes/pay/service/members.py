"""The cases' orders in a group order: settled by its money, or let go."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, outbox
from engine.platform.database import tenant_of
from engine.platform.people import Actor
from processes.pay import queries
from processes.pay.events import MemberPaid
from processes.pay.models import GroupMember, Payment, PayOrder
from processes.pay.rules.status import MemberState, OrderEvent, OrderStatus, PaymentKind, follow
from processes.pay.service.refunds import ask_back
from processes.pay.whose import subject_of
from processes.pay.words import ORDER_STATES


def settle(session: Session, group: PayOrder, payment: Payment) -> None:
    """The group's money has come: every order still open is paid by it; the share of another goes back by itself.

    The cases hear of it one by one, each in a transaction of its own (`MemberPaid`): the group's order is locked, and
    a case is never locked after an order.
    """
    system = Actor.system(tenant_of(session))
    for member in _held(session, group):
        order = queries.order(session, member.order_id, lock=True)
        if order.status == OrderStatus.OPEN:
            order.status, order.paid_at = follow(order.status, OrderEvent.PAY), payment.paid_at
            member.state = MemberState.SETTLED
            audit.record(
                session,
                system,
                "order.paid_by_group",
                subject=subject_of(order),
                instance_id=order.instance_id,
                after={"order": order.no, "group_order": group.no, "amount_fen": order.amount_fen},
            )
            outbox.record(session, MemberPaid(order.id))
            continue
        member.state = MemberState.SURPLUS
        cause = PaymentKind.LATE if order.status == OrderStatus.CLOSED else PaymentKind.DOUBLE
        reason = f"统一缴费 {group.no} 到账时，订单 {order.no} {ORDER_STATES[order.status]}"
        ask_back(session, system, payment, order=order, cause=cause.value, reason=reason)
    session.flush()


def release(session: Session, group: PayOrder) -> None:
    """The group's order closed: its cases pay for themselves, or in another one."""
    for member in _held(session, group):
        member.state = MemberState.RELEASED
    session.flush()


def _held(session: Session, group: PayOrder) -> Sequence[GroupMember]:
    wanted = select(GroupMember).where(GroupMember.group_id == group.id, GroupMember.state == MemberState.HELD)
    return session.scalars(wanted.order_by(GroupMember.order_id)).all()
