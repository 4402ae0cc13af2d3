"""Invoices: what is asked for and issued; paper ones are sent from here."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError, InvalidForm
from engine.platform.money import Money
from engine.platform.people import Actor
from engine.platform.text import datetime_cn
from engine.workflow import commands, definitions
from engine.workflow.models import Instance, WorkItem
from forms import kit
from processes.pay import lists, queries
from processes.pay.errors import NoSuchInvoice
from processes.pay.models import Invoice
from processes.pay.service.invoices import details_of
from processes.pay.words import BUYER_KINDS, INVOICE_KINDS, INVOICE_STATES
from web.ui import page, redirect
from web.ui.guards import Cashier, DbSession, Finance
from web.ui.typed import TypedForm
from web.ui.views import Chip, Row, Tag, pager

router = APIRouter(prefix="/cashier/invoices")
SIZE = 30
SHIP = "invoice/ship"
TONES = {"requested": "info", "refused": "warn", "issued": "ok", "shipped": "info", "signed": "ok"}


@router.get("")
def index(
    request: Request,
    session: DbSession,
    actor: Cashier,
    state: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Invoices; paper ones that wait to be sent come first."""
    state = state if state in INVOICE_STATES else ""
    counted = lists.invoice_counts(session)
    total = counted.get(state, 0) if state else sum(counted.values())
    chips = [Chip("全部", "/cashier/invoices", not state, sum(counted.values()))]
    chips += [
        Chip(label, f"/cashier/invoices?state={code}", state == code, counted.get(code, 0))
        for code, label in INVOICE_STATES.items()
    ]
    rows = lists.invoices(session, (state,) if state else (), limit=SIZE, offset=(number - 1) * SIZE)
    lines = [
        {
            "href": f"/cashier/invoices/{row.id}",
            "no": row.no,
            "buyer": row.buyer,
            "kind": INVOICE_KINDS[row.kind],
            "amount": str(Money(row.amount_fen)),
            "number": row.number,
            "tag": _tag(row),
            "at": datetime_cn(row.requested_at),
            "order_no": order.no,
        }
        for row, order in rows
    ]
    return page(
        request,
        "office/cashier/invoices.html",
        lines=lines,
        chips=chips,
        pager=pager(request.url, page=number, total=total, size=SIZE),
    )


@router.get("/{invoice_id}")
def show(request: Request, session: DbSession, actor: Cashier, invoice_id: UUID) -> Response:
    """Raises NoSuchInvoice."""
    return _draw(request, session, actor, queries.invoice(session, invoice_id))


@router.post("/{invoice_id}")
def ship(request: Request, session: DbSession, actor: Finance, invoice_id: UUID, typed: TypedForm) -> Response:
    """The paper is on its way. Raises NoSuchInvoice where nothing is to be sent."""
    row = queries.invoice(session, invoice_id)
    item = _to_ship(session, row)
    if item is None:
        raise NoSuchInvoice
    checked = kit.check(_form(session, item), typed.text)
    errors = list(checked.errors)
    if not errors:
        try:
            with session.begin_nested():
                commands.complete(session, actor, item.id, checked.values)
            return redirect(request, f"/cashier/invoices/{invoice_id}", toast=f"发票 {row.no} 已登记寄出")
        except InvalidForm as refusal:
            errors = refusal.errors
    return _draw(request, session, actor, row, errors, checked.typed)


def _to_ship(session: Session, row: Invoice) -> WorkItem | None:
    item = queries.waiting_item(session, row.instance_id)
    return item if item is not None and item.form_key == SHIP else None


def _form(session: Session, item: WorkItem) -> kit.Form:
    instance = session.get_one(Instance, item.instance_id)
    return kit.load(definitions.form(session, instance.deployment_hash, item.form_key))


def _draw(
    request: Request,
    session: Session,
    actor: Actor,
    row: Invoice,
    errors: list[FieldError] | None = None,
    typed: Any = None,
) -> Response:
    item, form = _to_ship(session, row), None
    if item is not None:
        try:
            commands.item_for(session, actor, item.id)
            form = kit.view(_form(session, item), typed or {}, errors or [])
        except AppError:
            form = None
    return page(
        request,
        "office/cashier/invoice.html",
        status=422 if errors else 200,
        invoice=row,
        tag=_tag(row),
        facts=_facts(session, row),
        form=form,
        action=f"/cashier/invoices/{row.id}",
        errors=errors or [],
    )


def _facts(session: Session, row: Invoice) -> list[Row]:
    details, order = details_of(row), queries.order(session, row.order_id)
    rows = [
        Row("种类", INVOICE_KINDS[row.kind]),
        Row("金额", str(Money(row.amount_fen))),
        Row("购买方", f"{row.buyer}（{BUYER_KINDS[row.buyer_kind]}）"),
        Row("订单", order.no, f"/cashier/orders/{order.id}", "查看"),
    ]
    labels = {"tax_no": "统一社会信用代码", "bank": "开户银行", "account": "银行账号", "address": "注册地址"}
    rows += [Row(label, details[name]) for name, label in labels.items() if details[name]]
    if row.kind != "electronic":
        rows.append(Row("寄往", f"{details['postal_address']}（{details['postcode']}）"))
        rows.append(Row("收件人", f"{details['recipient']}，{details['recipient_phone']}"))
    if row.number:
        rows.append(Row("发票号码", row.number, mono=True))
    if row.courier_no:
        rows.append(Row("快递", f"{row.courier} {row.courier_no}"))
    if row.error:
        rows.append(Row("平台答复", row.error))
    if row.red_number:
        rows.append(Row("红字发票号码", row.red_number, mono=True))
    return rows


def _tag(row: Invoice) -> Tag:
    return Tag(INVOICE_STATES[row.status], TONES.get(row.status, ""))
