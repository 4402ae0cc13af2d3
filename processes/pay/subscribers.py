"""What payment does after its transactions: codes, notices, bills, and what people are told."""

from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import notices, outbox, ports
from engine.platform.database import work
from engine.platform.money import Money
from engine.workflow import commands
from processes.apply import queries as applications
from processes.pay import daily, groups, queries
from processes.pay.events import (
    BillWanted,
    CheckWanted,
    CodesToClose,
    CodeWanted,
    MemberPaid,
    NoticeKept,
    OrderPaid,
    RefundDone,
)
from processes.pay.invoicing import serial
from processes.pay.models import Reconciliation
from processes.pay.ports import InvoiceProvider
from processes.pay.rules.status import InvoiceStatus, OrderStatus
from processes.pay.service import codes, orders, reconcile
from processes.pay.service.notices import settle


@outbox.remote_subscriber(CodeWanted)
def fetch_code(tenant_id: UUID, reference: UUID, event: CodeWanted) -> None:
    codes.fetch(tenant_id, event.attempt_id)


@outbox.remote_subscriber(CheckWanted)
def check(tenant_id: UUID, reference: UUID, event: CheckWanted) -> None:
    codes.check(tenant_id, event.attempt_id)


@outbox.remote_subscriber(CodesToClose)
def close_codes(tenant_id: UUID, reference: UUID, event: CodesToClose) -> None:
    codes.close_at_gateways(tenant_id, event.order_id)


@outbox.remote_subscriber(BillWanted)
def compare_books(tenant_id: UUID, reference: UUID, event: BillWanted) -> None:
    reconcile.fetch_and_compare(tenant_id, event)
    with work(tenant_id) as session:
        daily.tell(session, session.get_one(Reconciliation, event.reconciliation_id))


@outbox.remote_subscriber(RefundDone)
def reverse_invoice(tenant_id: UUID, reference: UUID, event: RefundDone) -> None:
    """An invoice over money that went back is reversed, once; one that is still with the provider later, by its own
    process, which finds the order refunded."""
    with work(tenant_id) as session:
        if queries.order(session, event.order_id).status != OrderStatus.REFUNDED:
            return
        row = queries.live_invoice(session, event.order_id)
        if row is None or not row.number:
            return
        known = serial(row)
    red = ports.get(InvoiceProvider).reverse(serial=known, number=row.number, reason="退费")
    with work(tenant_id) as session:
        commands.hold(session, row.instance_id)
        kept = queries.invoice(session, row.id, lock=True)
        kept.status, kept.red_number = InvoiceStatus.REVERSED, red
        commands.correlate(session, "invoice.reversed", str(row.id))


@outbox.subscriber(NoticeKept)
def settle_notice(session: Session, event: NoticeKept) -> None:
    settle(session, event.notice_id)


@outbox.subscriber(MemberPaid)
def confirm_member(session: Session, event: MemberPaid) -> None:
    orders.confirm_member(session, event.order_id)


@outbox.subscriber(OrderPaid)
def tell_paid(session: Session, event: OrderPaid) -> None:
    """The candidate hears that the money has come."""
    application, order = applications.application(session, event.application_id), queries.order(session, event.order_id)
    group = groups.group_of(session, order.id) if order.status == OrderStatus.PAID else None
    invoice = f"由{group.payer}统一缴纳" if group is not None else "可在缴费页面申请发票"
    notices.send(
        session,
        event.person_id,
        "pay.paid",
        title="缴费成功",
        body=f"申请编号 {application.no}。{order.title} {Money(order.amount_fen)} 已到账，{invoice}。",
        link=f"/my/cases/{application.no}/pay/receipt",
        sms=True,
    )
