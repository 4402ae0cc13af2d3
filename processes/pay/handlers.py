"""Python behind the service tasks of pay.bpmn."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from engine.platform import clock, notices
from engine.platform.clock import SHANGHAI
from engine.platform.database import work
from engine.platform.money import Money
from engine.platform.text import deadline_cn
from engine.workflow.feel.temporal import parse_duration
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes, service_task
from processes.apply import queries as applications
from processes.apply.models import Application
from processes.pay import queries
from processes.pay.rules.status import OrderStatus
from processes.pay.service import codes, orders
from processes.pay.service.notices import settle_waiting

Variables = Mapping[str, Any]
USUAL_DELAY = timedelta(hours=72)


@service_task("pay.free")
def free(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The table of fees asks nothing for this attempt."""
    _tell(ctx, application_id, "pay.free", "本次认定免收费", "按收费标准，您这次不需要缴费，我们直接办理下一步。")
    return {"pay_outcome": "free"}


@service_task("pay.open_order")
def open_order(
    ctx: TaskContext, *, application_id: UUID, fee_fen: int, attempt: int, pay_delay: str, closes_at: str,
    exam_until: str,
) -> Variables:  # fmt: skip
    """Open an order and ask the candidate to pay. Afterwards it may be opened again until `reopen_until`: while the
    plan is open, for a retake until the last day of the exam."""
    session = ctx.work
    application, amount = applications.application(session, application_id), int(fee_fen)
    delay = parse_duration(pay_delay)
    closes = clock.now() + (delay if isinstance(delay, timedelta) else USUAL_DELAY)
    title = "职业技能等级认定费" if int(attempt) == 1 else f"职业技能等级认定补考费（第 {int(attempt)} 次）"
    order = orders.open_order(
        session,
        ctx.actor,
        application,
        attempt=int(attempt),
        amount_fen=amount,
        title=title,
        closes_at=closes,
        instance_id=ctx.instance_id,
    )
    body = f"{title} {Money(amount)}，请在 {deadline_cn(order.closes_at)} 前用微信或支付宝缴纳，逾期订单关闭。"
    _tell(ctx, application_id, "pay.asked", "请缴费", body, page="pay")
    return {
        "order_id": str(order.id),
        "pay_until": order.closes_at.isoformat(),
        "reopen_until": _last_moment(int(attempt), closes_at, exam_until).isoformat(),
        "pay_outcome": None,  # what an earlier attempt left
        "may_reopen": None,
    }


@service_task("pay.remind")
def remind(ctx: TaskContext, *, application_id: UUID, order_id: str) -> Variables:
    """The order closes soon, or the time to open it again is nearly over."""
    order = queries.order(ctx.work, UUID(order_id))
    if order.status == OrderStatus.OPEN:
        body = f"{order.title} {Money(order.amount_fen)} 还没有缴纳，{deadline_cn(order.closes_at)} 订单关闭。"
    else:
        body = "缴费订单已经关闭，重新缴费的期限将到。如仍要参加认定，请尽快重新缴费。"
    _tell(ctx, application_id, "pay.due", "缴费期限将到", body, page="pay")
    return {}


@service_task("pay.close_order", remote=True)
def close_order(ctx: TaskContext, *, order_id: str, reopen_until: str) -> Variables:
    """Close the order at the gateways and here. Money that came at the last moment counts."""
    tenant = ctx.actor.tenant_id
    codes.close_at_gateways(tenant, UUID(order_id))
    with work(tenant) as session:
        order = orders.held(session, UUID(order_id))
        settle_waiting(session, order)
        if order.status == OrderStatus.WAIVED:
            return {"pay_outcome": "waived"}
        if order.status in (OrderStatus.PAID, OrderStatus.REFUNDED):
            return {"pay_outcome": "paid"}
        orders.close(session, ctx.actor, order, why="expired")
    return {"may_reopen": datetime.fromisoformat(reopen_until) > clock.now()}


@service_task("pay.tell_closed")
def tell_closed(ctx: TaskContext, *, application_id: UUID, reopen_until: str) -> Variables:
    """The order is closed and may be opened again."""
    until = deadline_cn(datetime.fromisoformat(reopen_until))
    body = f"缴费期限已过，订单已关闭。{until} 前可以重新缴费，逾期本次申请结束。订单关闭后到账的款项会原路退回。"
    _tell(ctx, application_id, "pay.closed", "缴费订单已关闭", body, page="pay")
    return {}


@completes("pay/reopen")
def reopen(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
    """The candidate wants to pay after all: a new order follows."""
    return {"may_reopen": False}


@service_task("pay.expire")
def expire(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Nobody paid in time."""
    body = "您没有在期限内缴费，本次申请结束，名额已退还。如需参加认定，请报名其他计划。"
    _tell(ctx, application_id, "pay.expired", "逾期未缴费", body)
    return {"pay_outcome": "expired"}


def _last_moment(attempt: int, closes_at: str, exam_until: str) -> datetime:
    if attempt == 1:
        return datetime.fromisoformat(closes_at)
    return datetime.combine(date.fromisoformat(exam_until) + timedelta(days=1), time(), SHANGHAI)


def _tell(ctx: TaskContext, application_id: UUID, kind: str, title: str, body: str, *, page: str = "") -> None:
    application: Application = applications.application(ctx.work, application_id)
    link = f"/my/cases/{application.no}" + (f"/{page}" if page else "")
    notices.send(
        ctx.work,
        application.person_id,
        kind,
        title=title,
        body=f"申请编号 {application.no}。{body}",
        link=link,
        sms=True,
    )
