"""Orders: the list with its exceptions first, one order with its money, and what finance does by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError
from engine.platform.money import Money
from engine.platform.people import Actor
from engine.platform.text import datetime_cn, deadline_cn
from processes.apply import queries as applications
from processes.pay import groups, lists, queries, service
from processes.pay.errors import (
    GroupNotWaived,
    NoSuchOrder,
    NothingToRefund,
    OrderNotOpen,
    ReasonMissing,
    ReceiptUsed,
    RefundByShare,
    WrongAmount,
)
from processes.pay.models import Payment, PayOrder
from processes.pay.rules.books import ACCOUNT_NAMES, CHANNEL_NAMES
from processes.pay.rules.status import OrderKind, OrderStatus
from processes.pay.words import MEMBER_STATES, ORDER_KINDS, ORDER_STATES, PAYMENT_KINDS, REFUND_STATES
from web.office.cashier.typed import fen_typed
from web.ui import page, redirect
from web.ui.guards import Cashier, DbSession, Finance
from web.ui.typed import TypedForm
from web.ui.views import Chip, Row, Tag, pager

router = APIRouter(prefix="/cashier")
SIZE = 30
TONES = {"open": "warn", "paid": "ok", "closed": "", "waived": "info", "refunded": ""}
ATTEMPTS = {"wanted": "取码中", "ready": "可支付", "failed": "渠道未接受", "closed": "已关闭", "paid": "已支付"}
REFUSED = (OrderNotOpen, ReasonMissing, WrongAmount, NothingToRefund, RefundByShare, GroupNotWaived)


@dataclass(frozen=True, slots=True)
class Line:
    href: str
    no: str
    payer: str
    application_no: str
    title: str
    amount: str
    tag: Tag
    odd: bool
    opened: str


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One payment of an order, with what became of it."""

    id: str
    channel: str
    transaction_no: str
    amount: str
    at: str
    tag: Tag
    refund: str
    may_return: bool


@router.get("")
def index(
    request: Request,
    session: DbSession,
    actor: Cashier,
    state: str = "",
    q: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Orders by state, found by number or name; exceptions come first."""
    state, q = (state if state in (*ORDER_STATES, "odd") else ""), q.strip()[:60]
    counted = lists.counts(session)
    total = lists.order_count(session, state=state, q=q)
    rows = lists.orders(session, state=state, q=q, limit=SIZE, offset=(number - 1) * SIZE)
    chips = [Chip("全部", "/cashier", not state, sum(counted.values()) - counted["odd"])]
    chips += [
        Chip(label, f"/cashier?state={code}", state == code, counted.get(code, 0))
        for code, label in {"odd": "异常", **ORDER_STATES}.items()
    ]
    return page(
        request,
        "office/cashier/orders.html",
        "list",
        lines=[_line(row) for row in rows],
        chips=chips,
        state=state,
        q=q,
        pager=pager(request.url, page=number, total=total, size=SIZE),
    )


@router.get("/orders/{order_id}")
def show(request: Request, session: DbSession, actor: Cashier, order_id: UUID) -> Response:
    """Raises NoSuchOrder."""
    return _draw(request, session, actor, queries.order(session, order_id))


@router.post("/orders/{order_id}/waive")
def waive(request: Request, session: DbSession, actor: Finance, order_id: UUID, typed: TypedForm) -> Response:
    order = queries.order(session, order_id)
    try:
        with session.begin_nested():
            service.waive(session, actor, order, reason=typed.first("reason")[:300])
    except REFUSED as refusal:
        return _draw(request, session, actor, order, refusal, field="reason", typed=typed.text)
    return redirect(request, f"/cashier/orders/{order_id}", toast=f"订单 {order.no} 已减免")


@router.post("/orders/{order_id}/receipt")
def receipt(request: Request, session: DbSession, actor: Finance, order_id: UUID, typed: TypedForm) -> Response:
    """Money that the cashier took by hand, against a receipt."""
    order, received = queries.order(session, order_id), fen_typed(typed.first("received"))
    if received is None:
        wrong = FieldError(
            "received", f"实收金额应为数字，如 340.00，您输入了 {typed.first('received')[:20] or '空白'}"
        )
        return _draw(request, session, actor, order, None, errors=[wrong], typed=typed.text)
    try:
        with session.begin_nested():
            service.receive_offline(
                session,
                actor,
                order,
                received=Money(received),
                receipt_no=typed.first("receipt_no")[:60],
                note=typed.first("note")[:300],
            )
    except (ReasonMissing, ReceiptUsed) as refusal:
        missing = isinstance(refusal, ReasonMissing)
        wrong = FieldError("receipt_no", "请输入收据号" if missing else refusal.sentence)
        return _draw(request, session, actor, order, None, errors=[wrong], typed=typed.text)
    except REFUSED as refusal:
        return _draw(request, session, actor, order, refusal, field="received", typed=typed.text)
    return redirect(request, f"/cashier/orders/{order_id}", toast=f"订单 {order.no} 已登记线下收款")


@router.post("/orders/{order_id}/refund")
def refund(request: Request, session: DbSession, actor: Finance, order_id: UUID, typed: TypedForm) -> Response:
    """Ask for one payment of this order to go back. Raises NoSuchOrder for another order's payment."""
    order = queries.order(session, order_id)
    payment = next((row for row in queries.money_for(session, order) if str(row.id) == typed.first("payment")), None)
    if payment is None:
        raise NoSuchOrder
    try:
        with session.begin_nested():
            row = service.request_refund(
                session, actor, payment, order=order, reason=typed.first("refund_reason")[:300]
            )
    except REFUSED as refusal:
        return _draw(request, session, actor, order, refusal, field="refund_reason", typed=typed.text)
    return redirect(request, f"/cashier/refunds/{row.id}", toast=f"已申请退费 {row.no}，等待审批")


@router.post("/orders/{order_id}/check")
def check(request: Request, session: DbSession, actor: Cashier, order_id: UUID) -> Response:
    """Ask the gateways how the codes of this order stand."""
    service.ask_to_check(session, queries.order(session, order_id))
    return redirect(request, f"/cashier/orders/{order_id}", toast="正在向支付渠道查询，请稍后刷新")


def _line(row: lists.OrderLine) -> Line:
    order = row.order
    return Line(
        href=f"/cashier/orders/{order.id}",
        no=order.no,
        payer=order.payer,
        application_no=row.application_no,
        title=order.title,
        amount=str(Money(order.amount_fen)),
        tag=Tag(ORDER_STATES[order.status], TONES[order.status]),
        odd=row.odd,
        opened=datetime_cn(order.opened_at),
    )


def _draw(
    request: Request,
    session: Session,
    actor: Actor,
    order: PayOrder,
    refusal: AppError | None = None,
    *,
    field: str = "",
    errors: Sequence[FieldError] = (),
    typed: dict[str, Any] | None = None,
) -> Response:
    errors = [FieldError(field, refusal.sentence)] if refusal is not None else list(errors)
    finance = actor.has_role("authority:finance")
    return page(
        request,
        "office/cashier/order.html",
        status=(refusal.status if refusal is not None else 422) if errors else 200,
        order=order,
        tag=Tag(ORDER_STATES[order.status], TONES[order.status]),
        facts=_facts(session, order),
        payments=[_payment(session, order, row, finance) for row in queries.money_for(session, order)],
        codes=[
            {
                "channel": CHANNEL_NAMES[row.channel],
                "trade_no": row.trade_no,
                "at": datetime_cn(row.asked_at),
                "state": ATTEMPTS[row.status],
                "error": row.error,
            }
            for row in queries.attempts(session, order.id)
        ],
        entries=[
            {
                "at": datetime_cn(row.at),
                "debit": ACCOUNT_NAMES[row.debit],
                "credit": ACCOUNT_NAMES[row.credit],
                "amount": str(Money(row.amount_fen)),
            }
            for row in queries.entries(session, order.id)
        ],
        may_settle=finance and order.status == OrderStatus.OPEN,
        may_ask_back=finance,
        errors=errors,
        said={error.path: error.message for error in errors},
        typed=typed or {},
    )


def _facts(session: Session, order: PayOrder) -> list[Row]:
    rows = [
        Row("种类", ORDER_KINDS[order.kind]),
        Row("项目", order.title),
        Row("应收", str(Money(order.amount_fen))),
        Row("缴款人", order.payer),
        Row("开单", datetime_cn(order.opened_at)),
        Row("截止", deadline_cn(order.closes_at)),
    ]
    if order.application_id is not None:
        no = applications.application(session, order.application_id).no
        rows.insert(4, Row("申请编号", no, mono=True))
    group = groups.group_of(session, order.id)
    if group is not None:
        rows.append(Row("统一缴费", f"{group.no}，{group.payer}", f"/cashier/orders/{group.id}", "查看"))
    for each in groups.shares(session, order.id):
        what = f"{Money(each.member.amount_fen)}，{MEMBER_STATES[each.member.state]}"
        rows.append(Row(each.order.payer, what, f"/cashier/orders/{each.order.id}", "查看"))
    if order.paid_at:
        rows.append(Row("到账", datetime_cn(order.paid_at)))
    if order.waived_reason:
        rows.append(Row("减免原因", order.waived_reason))
    elif order.closed_at:
        rows.append(Row("关闭", datetime_cn(order.closed_at)))
    return rows


def _payment(session: Session, order: PayOrder, row: Payment, finance: bool) -> PaymentView:
    given_back = queries.live_refund(session, row.id, order.id)
    shared = order.kind == OrderKind.GROUP and row.kind == "settled"
    return PaymentView(
        id=str(row.id),
        channel=CHANNEL_NAMES[row.channel],
        transaction_no=row.transaction_no,
        amount=str(Money(queries.part_of(order, row))),
        at=datetime_cn(row.paid_at),
        tag=Tag(PAYMENT_KINDS[row.kind], "ok" if row.kind == "settled" else "bad"),
        refund=f"{given_back.no} {REFUND_STATES[given_back.status]}" if given_back is not None else "",
        may_return=finance and given_back is None and not shared,
    )
