"""Paying: the code to scan, the page that notices the money by itself, the receipt."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError
from engine.workflow import commands
from processes.apply import queries as applications
from processes.apply.models import Application
from processes.pay import queries, service
from processes.pay.errors import NoSuchChannel, NothingToPay, OrderNotOpen, TooManyCodes
from processes.pay.models import PayOrder
from processes.pay.rules.status import OrderStatus
from web.candidate.paying import pay_view, receipt_view, reopening
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.paying import code_of
from web.ui.typed import TypedForm

router = APIRouter(prefix="/cases/{no}/pay")
SETTLED = (OrderStatus.PAID, OrderStatus.WAIVED, OrderStatus.REFUNDED)
CHANNELS = ("wechat", "alipay")


@router.get("")
def show(request: Request, session: DbSession, actor: Candidate, no: str, channel: str = "") -> Response:
    """The page, or for htmx what stands now; once it is settled, the way to the receipt."""
    application, order = _order(session, actor, no)
    if order is None:
        return redirect(request, f"/my/cases/{no}", toast="现在没有要缴的费用")
    if order.status in SETTLED:
        return redirect(request, f"/my/cases/{no}/pay/receipt")
    return _draw(request, session, actor, application, order, channel)


@router.post("")
def choose(request: Request, session: DbSession, actor: Candidate, no: str, typed: TypedForm) -> Response:
    """Ask for a code of the chosen channel; with `new` for another one than that which is there."""
    application, order = _order(session, actor, no)
    if order is None:
        return redirect(request, f"/my/cases/{no}", toast="现在没有要缴的费用")
    channel = typed.first("channel")
    try:
        service.choose(session, order, channel, anew=bool(typed.first("new")))
    except (NoSuchChannel, TooManyCodes, OrderNotOpen) as refusal:
        if isinstance(refusal, OrderNotOpen) and order.status in SETTLED:
            return redirect(request, f"/my/cases/{no}/pay/receipt")
        return _draw(request, session, actor, application, order, "", refusal)
    return redirect(request, f"/my/cases/{no}/pay?channel={channel}#pay-state")


@router.post("/check")
def check(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """The candidate says it is paid: ask the gateways."""
    _, order = _order(session, actor, no)
    if order is not None and order.status == OrderStatus.OPEN:
        service.ask_to_check(session, order)
    return redirect(request, f"/my/cases/{no}/pay", toast="正在向支付渠道查询，结果会自动显示在本页")


@router.post("/reopen")
def reopen(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """Open a new order in the place of the closed one."""
    application, _ = _order(session, actor, no)
    item = reopening(session, actor, application)
    if item is None:
        return redirect(request, f"/my/cases/{no}/pay", toast="现在不能重新缴费")
    commands.complete(session, actor, item.id, {})
    return redirect(request, f"/my/cases/{no}/pay", toast="已重新开出订单")


@router.post("/entrust")
def entrust(request: Request, session: DbSession, actor: Candidate, no: str, typed: TypedForm) -> Response:
    """Let the institution pay, or take it back."""
    _, order = _order(session, actor, no)
    if order is None:
        return redirect(request, f"/my/cases/{no}", toast="现在没有要缴的费用")
    agreed = bool(typed.first("agreed"))
    try:
        service.entrust(session, actor, order, agreed=agreed)
    except (OrderNotOpen, NothingToPay) as refusal:
        return redirect(request, f"/my/cases/{no}/pay", toast=refusal.sentence)
    return redirect(request, f"/my/cases/{no}/pay", toast="已同意由机构代缴" if agreed else "已改为自己缴费")


@router.get("/receipt")
def receipt(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    application, order = _order(session, actor, no)
    if order is None or order.status not in SETTLED:
        return redirect(request, f"/my/cases/{no}/pay")
    view = receipt_view(session, application, order)
    return page(request, "candidate/pay_receipt.html", **view)


def _order(session: DbSession, actor: Candidate, no: str) -> tuple[Application, PayOrder | None]:
    """Raises NoSuchApplication, NotYourApplication."""
    application = applications.own_by_number(session, actor, no)
    return application, queries.own_order(session, actor, application)


def _draw(
    request: Request,
    session: DbSession,
    actor: Candidate,
    application: Application,
    order: PayOrder,
    channel: str,
    refusal: AppError | None = None,
) -> Response:
    channel = channel if channel in CHANNELS else ""
    chosen = channel or getattr(code_of(session, order), "channel", "wechat")
    return page(
        request,
        "candidate/pay.html",
        "state",
        status=refusal.status if refusal else 200,
        chosen=chosen,
        errors=[FieldError("channel", refusal.sentence)] if refusal else [],
        **pay_view(session, actor, application, order, channel),
    )
