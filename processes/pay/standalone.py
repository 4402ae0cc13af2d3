"""Python behind the tasks of order.bpmn: orders without a case of their own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import notices
from engine.platform.database import work
from engine.workflow.registry import TaskContext, service_task
from processes.pay import queries
from processes.pay.rules.status import OrderKind, OrderStatus
from processes.pay.service import codes, orders
from processes.pay.service.notices import settle_waiting
from processes.pay.whose import heading

Variables = Mapping[str, Any]


@service_task("pay.close_standalone", remote=True)
def close(ctx: TaskContext, *, order_id: str) -> Variables:
    """Close the order at the gateways and here. Money that came at the last moment counts."""
    tenant = ctx.actor.tenant_id
    codes.close_at_gateways(tenant, UUID(order_id))
    with work(tenant) as session:
        order = orders.held(session, UUID(order_id))
        settle_waiting(session, order)
        if order.status == OrderStatus.OPEN:
            orders.close(session, ctx.actor, order, why="expired")
        return {"pay_outcome": "expired" if order.status == OrderStatus.CLOSED else "paid"}


@service_task("pay.tell_standalone")
def tell(ctx: TaskContext, *, order_id: str) -> Variables:
    """Nobody paid in time: whoever made the order hears what follows."""
    order = queries.order(ctx.work, UUID(order_id))
    words, link = heading(ctx.work, order)
    follows = (
        "其中的人员已解除，可以各自缴费，也可以重新统一缴费。"
        if order.kind == OrderKind.GROUP
        else "如仍要学习，请重新选课。"
    )
    body = f"{words}，订单 {order.no} 没有在期限内缴费，已经关闭。{follows}关闭后到账的款项会原路退回。"
    notices.send(ctx.work, order.person_id, "pay.closed", title="缴费订单已关闭", body=body, link=link)
    return {}
