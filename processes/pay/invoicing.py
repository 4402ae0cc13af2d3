"""Python behind the tasks of invoice.bpmn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import clock, notices, outbox
from engine.platform.database import work
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import queries as people
from engine.platform.text import date_cn
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes, service_task
from processes.pay import queries
from processes.pay.events import RefundDone
from processes.pay.models import Invoice
from processes.pay.ports import InvoiceOrder, InvoiceProvider, InvoiceRefused, Issued
from processes.pay.rules.status import InvoiceStatus, OrderStatus
from processes.pay.service.invoices import details_of, record, write
from processes.pay.whose import heading
from processes.pay.words import INVOICE_KINDS

Variables = Mapping[str, Any]


@service_task("invoice.submit", remote=True)
def submit(ctx: TaskContext, *, invoice_id: UUID, provider: InvoiceProvider) -> Variables:
    """Hand the invoice to the provider, once for each round of corrections."""
    tenant = ctx.actor.tenant_id
    with work(tenant) as session:
        row = queries.invoice(session, invoice_id)
        order = queries.order(session, row.order_id)
        if order.status != OrderStatus.PAID:
            row.status, row.error = InvoiceStatus.CANCELLED, "订单已退费"
            return {"invoice_state": "cancelled"}
        buyer = details_of(row) | {"kind": row.buyer_kind, "name": row.buyer}
        wanted = InvoiceOrder(serial(row), row.kind, buyer, order.title, row.amount_fen)
    try:
        provider.submit(wanted)
    except InvoiceRefused as refusal:
        return _answered(tenant, invoice_id, Issued("refused", why=str(refusal)))
    return {"invoice_state": "pending"}


@service_task("invoice.query", remote=True)
def query(ctx: TaskContext, *, invoice_id: UUID, provider: InvoiceProvider) -> Variables:
    """Ask the provider how it stands."""
    tenant = ctx.actor.tenant_id
    with work(tenant) as session:
        known = serial(queries.invoice(session, invoice_id))
    try:
        answer = provider.query(known)
    except InvoiceRefused as refusal:
        answer = Issued("refused", why=str(refusal))
    return _answered(tenant, invoice_id, answer)


@service_task("invoice.tell_issued")
def tell_issued(ctx: TaskContext, *, invoice_id: UUID) -> Variables:
    """The invoice is issued: the payer hears its number and what follows."""
    row = queries.invoice(ctx.work, invoice_id)
    order = queries.order(ctx.work, row.order_id)
    record(ctx.work, ctx.actor, row, order, "invoice.issued", {"invoice_number": row.number})
    for refund in queries.refunds_of(ctx.work, order.id):
        if refund.done_at is not None:  # the money went back while the provider was at work
            outbox.record(ctx.work, RefundDone(refund.id, order.id))
            return {}
    next_ = "可在缴费页面下载" if row.kind == "electronic" else "将邮寄给您，寄出后通知快递单号"
    _tell(ctx, row, "invoice.issued", "发票已开具", f"{INVOICE_KINDS[row.kind]}，号码 {row.number}，{next_}。")
    return {}


@service_task("invoice.tell_refused")
def tell_refused(ctx: TaskContext, *, invoice_id: UUID) -> Variables:
    """The provider refused what the buyer gave: it can be corrected."""
    row = queries.invoice(ctx.work, invoice_id)
    _tell(ctx, row, "invoice.refused", "请更正开票信息", f"开票平台退回：{row.error}。请更正后重新提交。")
    return {}


@completes("invoice/request")
def correct(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
    """The payer corrects what the provider refused. Raises InvalidForm."""
    row = queries.invoice(ctx.work, UUID(ctx.business_key), lock=True)
    write(row, values)
    row.status, row.error, row.rounds = InvoiceStatus.REQUESTED, "", row.rounds + 1
    order = queries.order(ctx.work, row.order_id)
    record(ctx.work, ctx.actor, row, order, "invoice.corrected", {"invoice_kind": row.kind})
    return {"on_paper": row.kind != "electronic"}


@service_task("invoice.cancel")
def cancel(ctx: TaskContext, *, invoice_id: UUID) -> Variables:
    """Nobody corrected it in time: it is not issued, and may be asked for again."""
    row = queries.invoice(ctx.work, invoice_id, lock=True)
    row.status = InvoiceStatus.CANCELLED
    record(ctx.work, ctx.actor, row, queries.order(ctx.work, row.order_id), "invoice.cancelled", {})
    _tell(ctx, row, "invoice.cancelled", "发票未开具", "开票信息没有在期限内更正，本次申请取消。您可以重新申请。")
    return {}


@service_task("invoice.remind")
def remind(ctx: TaskContext, *, invoice_id: UUID) -> Variables:
    """A correction or a parcel waits too long."""
    row = queries.invoice(ctx.work, invoice_id)
    if row.status == InvoiceStatus.REFUSED:
        _tell(ctx, row, "invoice.refused", "请更正开票信息", f"开票平台退回：{row.error}。逾期未更正的，本次申请取消。")
        return {}
    for person in people.members(ctx.work, "authority:finance"):
        notices.send(
            ctx.work,
            person.id,
            "invoice.late",
            title=f"发票 {row.no} 还没有寄出",
            body="请尽快寄出并登记快递单号。",
            link="/cashier/invoices",
        )
    return {}


@completes("invoice/ship")
def ship(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
    """The paper is on its way. Raises InvalidForm when it must not leave any more."""
    row = queries.invoice(ctx.work, UUID(ctx.business_key), lock=True)
    if row.status != InvoiceStatus.ISSUED:
        raise InvalidForm([FieldError("courier_no", "这张发票已冲红或已寄出，不能再登记")], values)
    row.status, row.shipped_at = InvoiceStatus.SHIPPED, clock.now()
    row.courier, row.courier_no = str(values["courier"]).strip(), str(values["courier_no"]).strip()
    order = queries.order(ctx.work, row.order_id)
    record(ctx.work, ctx.actor, row, order, "invoice.shipped", {"courier_no": row.courier_no})
    body = f"{row.courier}，单号 {row.courier_no}，{date_cn(row.shipped_at)} 寄出。收到后请在缴费页面确认。"
    _tell(ctx, row, "invoice.shipped", "发票已寄出", body)
    return {}


@service_task("invoice.signed")
def signed(ctx: TaskContext, *, invoice_id: UUID) -> Variables:
    """The payer has signed for it, or has not complained in time."""
    row = queries.invoice(ctx.work, invoice_id, lock=True)
    if row.status == InvoiceStatus.SHIPPED:
        row.status, row.signed_at = InvoiceStatus.SIGNED, clock.now()
    ctx.work.flush()
    return {}


def serial(row: Invoice) -> str:
    """The provider's idempotency key: a correction is a new request."""
    return f"{row.id.hex}{row.rounds:02}"


def _answered(tenant: UUID, invoice_id: UUID, answer: Issued) -> Variables:
    with work(tenant) as session:
        row = queries.invoice(session, invoice_id, lock=True)
        if row.status == InvoiceStatus.REQUESTED:
            if answer.state == "issued":
                row.status, row.number = InvoiceStatus.ISSUED, answer.number
                row.issued_at, row.download = answer.issued_at, answer.download
            elif answer.state == "refused":
                row.status, row.error = InvoiceStatus.REFUSED, answer.why
    return {"invoice_state": answer.state}


def _tell(ctx: TaskContext, row: Invoice, kind: str, title: str, body: str) -> None:
    order = queries.order(ctx.work, row.order_id)
    words, link = heading(ctx.work, order)
    notices.send(
        ctx.work,
        order.person_id,
        kind,
        title=title,
        body=f"{words}。{body}",
        link=f"{link}/invoice",
        sms=True,
    )
