"""Python behind the tasks of refund.bpmn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import clock, notices, outbox
from engine.platform.database import work
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.money import Money
from engine.platform.people import queries as people
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes, service_task
from processes.pay import queries
from processes.pay.errors import OwnRefund, RefundToOneself
from processes.pay.events import CourseRefunded, RefundDone
from processes.pay.models import Payment, PaymentAttempt, PayOrder, Refund
from processes.pay.ports import GatewayRefused, Gateways, Returned
from processes.pay.rules.status import OrderEvent, OrderKind, OrderStatus, RefundStatus, follow, may
from processes.pay.service.ledger import book_refund
from processes.pay.service.refunds import record
from processes.pay.whose import heading
from processes.pay.words import CAUSES

Variables = Mapping[str, Any]


@service_task("refund.reckon")
def reckon(ctx: TaskContext, *, refund_id: UUID, refund_percent: int) -> Variables:
    """How much goes back, by the rule's percentage; whole fen, what is left over stays with the authority."""
    row = queries.refund(ctx.work, refund_id, lock=True)
    payment = ctx.work.get_one(Payment, row.payment_id)
    part = queries.part_of(queries.order(ctx.work, row.order_id), payment)
    row.amount_fen = part * int(refund_percent) // 100
    if row.amount_fen == 0:
        row.status = RefundStatus.NOTHING
        _tell(ctx, row, "refund.nothing", "按规则不退费", f"原因：{CAUSES[row.cause]}。按退费规则，这笔费用不予退还。")
    ctx.work.flush()
    return {"refund_fen": row.amount_fen}


@completes("refund/approve")
def decide(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
    """A second person decides. Raises OwnRefund, RefundToOneself, InvalidForm when a refusal has no reason."""
    session = ctx.work
    row = queries.refund(session, UUID(ctx.business_key), lock=True)
    decision, text = str(values["refund_decision"]), str(values.get("text") or "").strip()
    if row.requested_by == ctx.actor.person_id:
        raise OwnRefund
    order = queries.order(session, row.order_id)
    _refuse_own(ctx, row, order)
    if decision == "refuse" and not text:
        raise InvalidForm([FieldError("text", "请写明不予退费的理由，会告知缴款人")], values)
    row.status = RefundStatus.APPROVED if decision == "approve" else RefundStatus.REFUSED
    row.decided_by, row.decided_at, row.answer = ctx.actor.person_id, clock.now(), text
    record(session, ctx.actor, row, order, "refund.decided", {"refund_decision": decision, "text": text})
    return {"refund_decision": decision}


@service_task("refund.escalate")
def escalate(ctx: TaskContext, *, refund_id: UUID) -> Variables:
    """A refund waits too long: tell everybody who can act."""
    row = queries.refund(ctx.work, refund_id)
    group = "authority:finance" if row.status == RefundStatus.FAILED else "authority:finance_approver"
    for person in people.members(ctx.work, group):
        notices.send(
            ctx.work,
            person.id,
            "refund.late",
            title=f"退费 {row.no} 已超期",
            body="请尽快办理，缴款人在等待退款。",
            link=f"/cashier/refunds/{row.id}",
        )
    return {}


@service_task("refund.send", remote=True)
def send(ctx: TaskContext, *, refund_id: UUID, gateways: Gateways) -> Variables:
    """Ask the gateway to give the money back. What was taken by hand goes back by hand."""
    tenant = ctx.actor.tenant_id
    with work(tenant) as session:
        row, payment, trade_no = _whole(session, refund_id)
    if trade_no is None:
        return _answered(tenant, refund_id, Returned("failed", why="线下收款须线下退还"))
    try:
        answer = gateways.of(payment.channel).refund(
            trade_no=trade_no,
            refund_no=row.id.hex,
            amount_fen=row.amount_fen,
            total_fen=payment.amount_fen,
            reason=CAUSES[row.cause],
        )
    except GatewayRefused as refusal:
        answer = Returned("failed", why=str(refusal))
    return _answered(tenant, refund_id, answer)


@service_task("refund.query", remote=True)
def query(ctx: TaskContext, *, refund_id: UUID, gateways: Gateways) -> Variables:
    """Ask how a refund stands that the gateway has taken."""
    tenant = ctx.actor.tenant_id
    with work(tenant) as session:
        row, payment, trade_no = _whole(session, refund_id)
    try:
        answer = gateways.of(payment.channel).query_refund(trade_no=trade_no or "", refund_no=row.id.hex)
    except GatewayRefused as refusal:
        answer = Returned("failed", why=str(refusal))
    return _answered(tenant, refund_id, answer)


@service_task("refund.done")
def done(ctx: TaskContext, *, refund_id: UUID) -> Variables:
    """The money is back: post it, tell the payer, and whoever follows."""
    session = ctx.work
    row = queries.refund(session, refund_id, lock=True)
    if row.status == RefundStatus.DONE:
        return {}
    row.status, row.done_at, row.error = RefundStatus.DONE, clock.now(), ""
    payment = session.get_one(Payment, row.payment_id)
    session.flush()
    book_refund(session, row, payment)
    order = queries.order(session, row.order_id, lock=True)
    if queries.settling_payment(session, order.id) == payment and may(order.status, OrderEvent.REFUND):
        order.status = follow(order.status, OrderEvent.REFUND)
    record(session, ctx.actor, row, order, "refund.done", {"offline": row.offline})
    outbox.record(session, RefundDone(row.id, order.id))
    if order.kind == OrderKind.COURSE and order.status == OrderStatus.REFUNDED:
        outbox.record(session, CourseRefunded(order.id))
    where = "线下退还" if row.offline else "原路退回，一般 1—3 个工作日到账"
    body = f"{Money(row.amount_fen)} 已{where}。原因：{CAUSES[row.cause]}。"
    _tell(ctx, row, "refund.done", "已退费", body)
    return {}


@service_task("refund.refused")
def refused(ctx: TaskContext, *, refund_id: UUID) -> Variables:
    """Finance does not give the money back: the payer hears why."""
    row = queries.refund(ctx.work, refund_id)
    _tell(ctx, row, "refund.refused", "不予退费", f"理由：{row.answer}。如有疑问，请拨打咨询电话。")
    return {}


@completes("refund/failed")
def after_failure(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
    """Finance decides on a refund that the gateway did not make. Raises RefundToOneself, InvalidForm."""
    session = ctx.work
    row = queries.refund(session, UUID(ctx.business_key), lock=True)
    decision, text = str(values["failure_decision"]), str(values.get("text") or "").strip()
    order = queries.order(session, row.order_id)
    _refuse_own(ctx, row, order)
    payment = session.get_one(Payment, row.payment_id)
    if decision == "offline" and not text:
        raise InvalidForm([FieldError("text", "请填写线下退款的凭证号和经办情况")], values)
    if decision == "retry" and payment.channel == "offline":
        raise InvalidForm([FieldError("failure_decision", "线下收的款不能由支付渠道退。请选择线下退还")], values)
    row.status = RefundStatus.APPROVED
    row.offline, row.gateway_no = decision == "offline", text if decision == "offline" else ""
    record(session, ctx.actor, row, order, "refund.failure_decided", {"failure_decision": decision, "text": text})
    return {"failure_decision": decision}


def _refuse_own(ctx: TaskContext, row: Refund, order: PayOrder) -> None:
    if order.person_id == ctx.actor.person_id:
        raise RefundToOneself(no=row.no)


def _whole(session: Any, refund_id: UUID) -> tuple[Refund, Payment, str | None]:
    row = queries.refund(session, refund_id)
    payment = session.get_one(Payment, row.payment_id)
    attempt = session.get(PaymentAttempt, payment.attempt_id) if payment.attempt_id else None
    return row, payment, attempt.trade_no if attempt else None


def _answered(tenant: UUID, refund_id: UUID, answer: Returned) -> Variables:
    with work(tenant) as session:
        row = queries.refund(session, refund_id, lock=True)
        if row.status != RefundStatus.DONE:
            row.status = RefundStatus.FAILED if answer.state == "failed" else RefundStatus.SENT
            row.gateway_no, row.error = answer.gateway_no or row.gateway_no, answer.why
    return {"refund_state": answer.state}


def _tell(ctx: TaskContext, row: Refund, kind: str, title: str, body: str) -> None:
    """The payer hears of it; where a group's payment is concerned, its clerk, and whoever it had been paid for."""
    order = queries.order(ctx.work, row.order_id)
    payment = ctx.work.get_one(Payment, row.payment_id)
    payer = queries.order(ctx.work, payment.order_id)
    settled = queries.settling_payment(ctx.work, order.id) == payment
    for told in [payer] if payer is order or not settled else [payer, order]:
        words, link = heading(ctx.work, told)
        about = f"{words}，订单 {told.no}" + (f"（{order.payer} 的份额）" if told is not order else "")
        notices.send(ctx.work, told.person_id, kind, title=title, body=f"{about}。{body}", link=link, sms=True)
