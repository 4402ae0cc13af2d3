"""The invoice over a payment: asked for, followed, corrected, signed for."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm
from engine.platform.money import Money
from engine.platform.people import Actor
from engine.platform.text import datetime_cn
from engine.workflow import commands, definitions
from engine.workflow.models import WorkItem
from forms import kit
from processes.apply import queries as applications
from processes.pay import queries, service
from processes.pay.models import Invoice, PayOrder
from processes.pay.rules.buyers import buyer_problems
from processes.pay.rules.status import OrderStatus
from processes.pay.service.invoices import details_of
from processes.pay.words import BUYER_KINDS, INVOICE_KINDS, INVOICE_STATES
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.typed import Typed, TypedForm
from web.ui.views import Row, Tag

router = APIRouter()
FORM = "invoice/request"
TONES = {"requested": "info", "refused": "bad", "issued": "ok", "shipped": "info", "signed": "ok"}


@router.get("/cases/{no}/invoice")
@router.get("/orders/{no}/invoice")
def show(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """How the invoice stands; the form where there is none yet, or where it is to be corrected."""
    base, order = _paid(request, session, actor, no)
    if order is None:
        return redirect(request, base, toast="缴费后才能申请发票")
    invoice = queries.last_invoice(session, order.id)
    asked = invoice is not None and invoice.status != "cancelled"
    if invoice is None or not asked:
        if order.status != OrderStatus.PAID:
            return redirect(request, base, toast="这笔费用已退，不能开票")
        return _form(request, session, base, order, {"buyer_kind": "person", "buyer": order.payer})
    if _correction(session, actor, invoice) is not None:
        kept = details_of(invoice) | {
            "invoice_kind": invoice.kind,
            "buyer_kind": invoice.buyer_kind,
            "buyer": invoice.buyer,
        }
        return _form(request, session, base, order, kept, refused=invoice.error)
    return page(
        request,
        "candidate/invoice.html",
        base=base,
        rows=_rows(invoice),
        tag=Tag(INVOICE_STATES[invoice.status], TONES.get(invoice.status, "")),
        what_next=_next(invoice),
        download=invoice.download if invoice.status == "issued" else "",
        may_sign=invoice.status == "shipped",
    )


@router.post("/cases/{no}/invoice")
@router.post("/orders/{no}/invoice")
def take(request: Request, session: DbSession, actor: Candidate, no: str, typed: TypedForm) -> Response:
    """Ask for an invoice, or hand in its correction; refused, the page keeps what was typed."""
    base, order = _paid(request, session, actor, no)
    if order is None:
        return redirect(request, base, toast="缴费后才能申请发票")
    checked = kit.check(_kit_form(session), typed.text)
    errors, invoice = _errors(checked, typed), queries.live_invoice(session, order.id)
    item = _correction(session, actor, invoice) if invoice is not None else None
    if not errors:
        try:
            with session.begin_nested():
                if item is not None:
                    commands.complete(session, actor, item.id, checked.values)
                else:
                    service.ask_for_invoice(session, actor, order, checked.values)
            return redirect(request, f"{base}/invoice", toast="发票申请已提交")
        except InvalidForm as refusal:
            errors = refusal.errors
    refused = invoice.error if item is not None and invoice is not None else ""
    return _form(request, session, base, order, checked.typed, errors, refused=refused)


@router.post("/cases/{no}/invoice/received")
@router.post("/orders/{no}/invoice/received")
def received(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """The paper has arrived. Raises NoSuchInvoice where none is on its way."""
    base, order = _paid(request, session, actor, no)
    invoice = queries.live_invoice(session, order.id) if order is not None else None
    if invoice is None:
        return redirect(request, base, toast="没有寄出的发票")
    service.sign_for_invoice(session, actor, invoice)
    return redirect(request, f"{base}/invoice", toast="已登记签收")


def _errors(checked: kit.Checked, typed: Typed) -> list[FieldError]:
    """Everything that is wrong at once: by the form's shapes, and by what the chosen kinds need."""
    found = list(checked.errors)
    if found:
        said = {error.path for error in found}
        whole = {name: typed.first(name) for name in typed.text}
        found += [error for error in buyer_problems(whole) if error.path not in said]
    return found


def _paid(request: Request, session: Session, actor: Actor, no: str) -> tuple[str, PayOrder | None]:
    """The page that the invoice belongs to, and the newest order money came for: a case's, or a course's own.

    Raises NoSuchApplication, NotYourApplication, NoSuchOrder.
    """
    settled = (OrderStatus.PAID, OrderStatus.REFUNDED)
    if request.url.path.startswith("/my/orders/"):
        order = queries.own_course_order(session, actor, no)
        return f"/my/orders/{no}", order if order.status in settled else None
    application = applications.own_by_number(session, actor, no)
    found = next((row for row in queries.orders_of(session, application.id) if row.status in settled), None)
    return f"/my/cases/{no}", found if found is not None and found.person_id == actor.person_id else None


def _correction(session: Session, actor: Actor, invoice: Invoice) -> WorkItem | None:
    items = commands.open_items(session, actor, business_key=str(invoice.id))
    return next((item for item in items if item.form_key == FORM), None)


def _kit_form(session: Session) -> kit.Form:
    return kit.load(definitions.form(session, definitions.active(session).hash, FORM))


def _form(
    request: Request,
    session: Session,
    base: str,
    order: PayOrder,
    values: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
    *,
    refused: str = "",
) -> Response:
    return page(
        request,
        "candidate/invoice_form.html",
        "form",
        status=422 if errors else 200,
        base=base,
        form=kit.view(_kit_form(session), dict(values), list(errors)),
        amount=str(Money(order.amount_fen)),
        refused=refused,
        errors=list(errors),
    )


def _rows(invoice: Invoice) -> list[Row]:
    details = details_of(invoice)
    rows = [
        Row("申请号", invoice.no, mono=True),
        Row("种类", INVOICE_KINDS[invoice.kind]),
        Row("金额", str(Money(invoice.amount_fen))),
        Row("购买方", f"{invoice.buyer}（{BUYER_KINDS[invoice.buyer_kind]}）"),
    ]
    if details["tax_no"]:
        rows.append(Row("统一社会信用代码", details["tax_no"], mono=True))
    if invoice.number:
        rows.append(Row("发票号码", invoice.number, mono=True))
    if invoice.issued_at:
        rows.append(Row("开具时间", datetime_cn(invoice.issued_at)))
    if invoice.kind != "electronic":
        rows.append(Row("寄往", f"{details['postal_address']}，{details['recipient']} 收"))
    if invoice.courier_no:
        rows.append(Row("快递", f"{invoice.courier} {invoice.courier_no}"))
    if invoice.red_number:
        rows.append(Row("红字发票号码", invoice.red_number, mono=True))
    return rows


def _next(invoice: Invoice) -> str:
    match invoice.status:
        case "requested":
            return "已交开票平台，一般几分钟开出，开出后通知您。"
        case "issued" if invoice.kind == "electronic":
            return "发票已开出，可以下载。"
        case "issued":
            return "发票已开出，将在 3 个工作日内寄出。"
        case "shipped":
            return "收到后请确认；15 天未确认的，视为已签收。"
        case "reversed":
            return "费用已退，这张发票已冲红作废。"
    return "发票已签收，办理完毕。"
