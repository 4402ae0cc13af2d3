"""Giving money back: asked for here, decided and sent by refund.bpmn."""

from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.people import Actor
from engine.workflow import commands
from processes.pay import numbers, queries
from processes.pay.errors import NothingToRefund, OwnOrder, ReasonMissing, RefundByShare
from processes.pay.models import Payment, PayOrder, Refund
from processes.pay.rules.status import OrderKind, PaymentKind
from processes.pay.whose import subject_of
from processes.plans.queries import plan

PROCESS = "refund"


def request_refund(
    session: Session, actor: Actor, payment: Payment, *, reason: str, order: PayOrder | None = None
) -> Refund:
    """The cashier asks for one payment to go back; with `order`, for that order's share of a group's payment.

    Raises ReasonMissing, NothingToRefund, RefundByShare, OwnOrder.
    """
    if not reason.strip():
        raise ReasonMissing
    order = queries.order(session, order.id if order is not None else payment.order_id, lock=True)
    if order.person_id == actor.person_id:
        raise OwnOrder(no=order.no)
    if order.kind == OrderKind.GROUP and payment.kind == PaymentKind.SETTLED:
        raise RefundByShare(no=order.no)
    if queries.live_refund(session, payment.id, order.id) is not None:
        raise NothingToRefund(no=order.no)
    cause = "requested" if payment.kind == PaymentKind.SETTLED else payment.kind
    return ask_back(session, actor, payment, order=order, cause=cause, reason=reason.strip())


def ask_back(session: Session, actor: Actor, payment: Payment, *, order: PayOrder, cause: str, reason: str) -> Refund:
    """Begin the refund of what an order has of a payment, where there is none yet. `cause` is a code of words.CAUSES;
    the rule decides how much.

    The order is locked.
    """
    row = Refund(
        no=numbers.next_number(session, numbers.REFUND),
        order_id=order.id,
        payment_id=payment.id,
        amount_fen=queries.part_of(order, payment),
        cause=cause,
        reason=reason,
        requested_by=actor.person_id,
    )
    session.add(row)
    session.flush()
    variables = {
        "refund_id": str(row.id),
        "person_id": str(order.person_id),
        "cause": cause,
        "days_to_exam": _days_to_exam(session, order),
    }
    row.instance_id = commands.start(session, actor, PROCESS, str(row.id), variables, part="request").id
    record(session, actor, row, order, "refund.requested", {"cause": cause, "reason": reason})
    return row


def record(session: Session, actor: Actor, row: Refund, order: PayOrder, action: str, after: dict[str, object]) -> None:
    audit.record(
        session,
        actor,
        action,
        subject=subject_of(order),
        instance_id=row.instance_id,
        after={"refund": row.no, "order": order.no, "amount_fen": row.amount_fen, **after},
    )
    session.flush()


def _days_to_exam(session: Session, order: PayOrder) -> int:
    """0 for an order that belongs to no exam."""
    return (plan(session, order.plan_id).exam_from - clock.today()).days if order.plan_id is not None else 0
