"""Giving money back: asked for here, decided and sent by refund.bpmn."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.people import Actor
from engine.workflow import commands
from processes.pay import numbers, queries
from processes.pay.errors import NothingToRefund, OwnOrder, ReasonMissing
from processes.pay.models import Payment, PayOrder, Refund
from processes.plans.queries import plan

PROCESS = "refund"


def request_refund(session: Session, actor: Actor, payment: Payment, *, reason: str) -> Refund:
    """The cashier asks for one payment to go back. Raises ReasonMissing, NothingToRefund, OwnOrder."""
    if not reason.strip():
        raise ReasonMissing
    order = queries.order(session, payment.order_id, lock=True)
    if order.person_id == actor.person_id:
        raise OwnOrder(no=order.no)
    if queries.live_refund(session, payment.id) is not None:
        raise NothingToRefund(no=order.no)
    cause = "requested" if payment.kind == "settled" else payment.kind
    return ask_back(session, actor, payment, cause=cause, reason=reason.strip())


def ask_back(session: Session, actor: Actor, payment: Payment, *, cause: str, reason: str) -> Refund:
    """Begin the refund of a payment that has none yet. `cause` is a code of words.CAUSES; the rule decides how much.

    The order is locked.
    """
    order = queries.order(session, payment.order_id)
    row = Refund(
        no=numbers.next_number(session, numbers.REFUND),
        order_id=order.id,
        payment_id=payment.id,
        amount_fen=payment.amount_fen,
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
        "days_to_exam": (_exam_from(session, order.plan_id) - clock.today()).days,
    }
    row.instance_id = commands.start(session, actor, PROCESS, str(row.id), variables, part="request").id
    record(session, actor, row, order, "refund.requested", {"cause": cause, "reason": reason})
    return row


def record(session: Session, actor: Actor, row: Refund, order: PayOrder, action: str, after: dict[str, object]) -> None:
    audit.record(
        session,
        actor,
        action,
        subject=("application", order.application_id),
        instance_id=row.instance_id,
        after={"refund": row.no, "order": order.no, "amount_fen": row.amount_fen, **after},
    )
    session.flush()


def _exam_from(session: Session, plan_id: UUID) -> date:
    return plan(session, plan_id).exam_from
