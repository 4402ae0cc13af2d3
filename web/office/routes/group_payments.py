"""Paying for several people at once: a clerk ticks unpaid cases of his institution, and one payment settles them."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError
from engine.platform.people import Actor
from processes.pay import groups, service
from processes.pay.errors import NoSuchChannel, NothingToPay, OrderNotOpen, TooManyCodes, TooManyInGroup
from processes.pay.models import PayOrder
from processes.pay.rules.status import OrderStatus
from web.office.group_payments import group_line, group_view, unpaid_line
from web.ui import page, redirect
from web.ui.guards import Clerk, DbSession
from web.ui.typed import TypedForm

router = APIRouter(prefix="/registrations/payments")
CHANNELS = ("wechat", "alipay")


@router.get("")
def index(request: Request, session: DbSession, actor: Clerk) -> Response:
    """Whom the institution may pay for, and the orders it has made."""
    return _draw_list(request, session, actor)


@router.post("")
def make(request: Request, session: DbSession, actor: Clerk, typed: TypedForm) -> Response:
    """One order for those ticked; refused, the page keeps the ticks."""
    said = typed.text.get("order_id") or []
    ticked = [said] if isinstance(said, str) else said
    if not ticked:
        return _draw_list(request, session, actor, "请勾选要统一缴费的人员", status=422)
    try:
        with session.begin_nested():
            order = service.open_group(session, actor, [UUID(each) for each in ticked])
    except ValueError:
        return _draw_list(request, session, actor, "所选人员有误，请刷新后重新勾选", status=422)
    except (NothingToPay, TooManyInGroup) as refusal:
        return _draw_list(request, session, actor, refusal.sentence, status=refusal.status, ticked=ticked)
    return redirect(request, f"/registrations/payments/{order.id}", toast=f"已开出统一缴费订单 {order.no}")


@router.get("/{order_id}")
def show(request: Request, session: DbSession, actor: Clerk, order_id: UUID, channel: str = "") -> Response:
    """The order with its code; for htmx what stands now. Raises NoSuchOrder."""
    order = groups.own_group(session, actor, order_id)
    if request.headers.get("HX-Request") and order.status != OrderStatus.OPEN:
        return redirect(request, f"/registrations/payments/{order_id}")
    return _draw(request, session, order, channel)


@router.post("/{order_id}/pay")
def choose(request: Request, session: DbSession, actor: Clerk, order_id: UUID, typed: TypedForm) -> Response:
    """Ask for a code of the chosen channel. Raises NoSuchOrder."""
    order, channel = groups.own_group(session, actor, order_id), typed.first("channel")
    try:
        service.choose(session, order, channel, anew=bool(typed.first("new")))
    except (NoSuchChannel, TooManyCodes, OrderNotOpen) as refusal:
        return _draw(request, session, order, "", refusal)
    return redirect(request, f"/registrations/payments/{order_id}?channel={channel}#pay-state")


@router.post("/{order_id}/check")
def check(request: Request, session: DbSession, actor: Clerk, order_id: UUID) -> Response:
    """The clerk says it is paid: ask the gateways. Raises NoSuchOrder."""
    order = groups.own_group(session, actor, order_id)
    if order.status == OrderStatus.OPEN:
        service.ask_to_check(session, order)
    return redirect(request, f"/registrations/payments/{order_id}", toast="正在向支付渠道查询，结果会自动显示在本页")


@router.post("/{order_id}/cancel")
def cancel(request: Request, session: DbSession, actor: Clerk, order_id: UUID) -> Response:
    """Give the order up; its people are free again. Raises NoSuchOrder."""
    order = groups.own_group(session, actor, order_id)
    try:
        with session.begin_nested():
            service.cancel(session, actor, order)
    except OrderNotOpen as refusal:
        session.refresh(order)
        return _draw(request, session, order, "", refusal)
    return redirect(request, "/registrations/payments", toast=f"统一缴费 {order.no} 已取消，人员已解除")


def _draw_list(
    request: Request, session: Session, actor: Actor, error: str = "", *, status: int = 200, ticked: Sequence[str] = ()
) -> Response:
    own = actor.institutions_as("clerk")
    return page(
        request,
        "office/registrations/payments.html",
        status=status,
        people=[unpaid_line(row, set(ticked)) for row in groups.unpaid(session, own)],
        groups=[group_line(row) for row in groups.group_orders(session, own)],
        errors=[FieldError("order_id", error)] if error else [],
    )


def _draw(
    request: Request, session: Session, order: PayOrder, channel: str, refusal: AppError | None = None
) -> Response:
    return page(
        request,
        "office/registrations/payment.html",
        "state",
        status=refusal.status if refusal else 200,
        errors=[FieldError("channel", refusal.sentence)] if refusal else [],
        **group_view(session, order, channel if channel in CHANNELS else ""),
    )
