"""The order of a freely chosen course: the code to scan, the page that notices the money, the receipt."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError
from engine.platform.settings import settings
from engine.platform.text import datetime_cn
from processes.pay import queries, service
from processes.pay.errors import NoSuchChannel, OrderNotOpen, TooManyCodes
from processes.pay.models import PayOrder
from processes.pay.rules.books import CHANNEL_NAMES
from processes.pay.rules.status import OrderStatus
from processes.pay.words import INVOICE_STATES
from processes.train import queries as trainings
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.paying import amount, code_of, tag
from web.ui.typed import TypedForm
from web.ui.views import Row

router = APIRouter(prefix="/orders/{no}")
CHANNELS = ("wechat", "alipay")
SETTLED = (OrderStatus.PAID, OrderStatus.WAIVED)


@router.get("")
def show(request: Request, session: DbSession, actor: Candidate, no: str, channel: str = "") -> Response:
    """The page, or for htmx what stands now; once the course is open, htmx is sent there. Raises NoSuchOrder."""
    order = queries.own_course_order(session, actor, no)
    training = trainings.of_order(session, order.id)
    if request.headers.get("HX-Request") and training is not None:
        return redirect(request, f"/my/learning/{training.id}", toast="缴费成功，课程已开通")
    return _draw(request, session, order, channel)


@router.post("/pay")
def choose(request: Request, session: DbSession, actor: Candidate, no: str, typed: TypedForm) -> Response:
    """Ask for a code of the chosen channel. Raises NoSuchOrder."""
    order, channel = queries.own_course_order(session, actor, no), typed.first("channel")
    try:
        service.choose(session, order, channel, anew=bool(typed.first("new")))
    except (NoSuchChannel, TooManyCodes, OrderNotOpen) as refusal:
        return _draw(request, session, order, "", refusal)
    return redirect(request, f"/my/orders/{no}?channel={channel}#pay-state")


@router.post("/check")
def check(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """The learner says it is paid: ask the gateways. Raises NoSuchOrder."""
    order = queries.own_course_order(session, actor, no)
    if order.status == OrderStatus.OPEN:
        service.ask_to_check(session, order)
    return redirect(request, f"/my/orders/{no}", toast="正在向支付渠道查询，结果会自动显示在本页")


@router.post("/cancel")
def cancel(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """Not to take the course after all. Raises NoSuchOrder."""
    order = queries.own_course_order(session, actor, no)
    try:
        with session.begin_nested():
            service.cancel(session, actor, order)
    except OrderNotOpen as refusal:
        session.refresh(order)
        return _draw(request, session, order, "", refusal)
    return redirect(request, "/my/learning", toast="已取消，需要时可以重新选课")


def _draw(
    request: Request, session: Session, order: PayOrder, channel: str, refusal: AppError | None = None
) -> Response:
    channel = channel if channel in CHANNELS else ""
    is_open = order.status == OrderStatus.OPEN
    code = code_of(session, order, channel) if is_open else None
    training = trainings.of_order(session, order.id)
    invoice = queries.last_invoice(session, order.id)
    opening = order.status in SETTLED and training is None
    return page(
        request,
        "candidate/order.html",
        "state",
        status=refusal.status if refusal else 200,
        order=order,
        base=f"/my/orders/{order.no}",
        amount=amount(order),
        tag=tag(order),
        rows=_rows(session, order),
        open=is_open,
        code=code,
        chosen=code.channel if code is not None else channel or "wechat",
        opening=opening,
        polling=opening or (code is not None and code.state in ("waiting", "ready")),
        training=f"/my/learning/{training.id}" if training is not None else "",
        invoice=INVOICE_STATES[invoice.status] if invoice is not None else "",
        may_ask_invoice=order.status == OrderStatus.PAID,
        simulated=settings().simulated,
        errors=[FieldError("channel", refusal.sentence)] if refusal else [],
    )


def _rows(session: Session, order: PayOrder) -> list[Row]:
    rows = [Row("项目", order.title), Row("学员", order.payer), Row("订单号", order.no, mono=True)]
    payment = queries.settling_payment(session, order.id)
    if payment is not None:
        rows += [
            Row("支付方式", CHANNEL_NAMES[payment.channel]),
            Row("交易号", payment.transaction_no, mono=True),
            Row("到账时间", datetime_cn(payment.paid_at)),
        ]
    return rows
