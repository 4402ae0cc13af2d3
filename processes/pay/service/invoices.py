"""Invoices over what was paid: asked for here, issued and delivered by invoice.bpmn."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import audit, crypto
from engine.platform.errors import InvalidForm
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.workflow import commands
from processes.pay import groups, numbers, queries
from processes.pay.errors import InvoiceAsked, NoSuchInvoice, NotPaid, PaidByGroup
from processes.pay.models import Invoice, PayOrder
from processes.pay.rules.buyers import DETAILS, buyer_problems
from processes.pay.rules.status import InvoiceStatus, OrderStatus
from processes.pay.whose import subject_of

PROCESS = "invoice"


def ask_for_invoice(session: Session, actor: Actor, order: PayOrder, values: Mapping[str, Any]) -> Invoice:
    """The payer wants an invoice over a paid order; `values` are those of the form invoice/request.

    Raises InvalidForm, NotPaid, InvoiceAsked, PaidByGroup.
    """
    order = queries.order(session, order.id, lock=True)
    if order.status != OrderStatus.PAID:
        raise NotPaid(no=order.no)
    group = groups.group_of(session, order.id)
    if group is not None:
        raise PaidByGroup(payer=group.payer)
    known = queries.live_invoice(session, order.id)
    if known is not None:
        raise InvoiceAsked(no=known.no)
    row = Invoice(
        id=new_id(),
        no=numbers.next_number(session, numbers.INVOICE),
        order_id=order.id,
        kind="",
        buyer_kind="",
        buyer="",
        details_encrypted=b"",
        amount_fen=order.amount_fen,
    )
    write(row, values)
    session.add(row)
    session.flush()
    variables = {
        "invoice_id": str(row.id),
        "person_id": str(order.person_id),
        "on_paper": row.kind != "electronic",
    }
    row.instance_id = commands.start(session, actor, PROCESS, str(row.id), variables).id
    record(session, actor, row, order, "invoice.requested", {"invoice_kind": row.kind})
    return row


def write(row: Invoice, values: Mapping[str, Any]) -> None:
    """Put the buyer's data into the row, sealed but for the name. Raises InvalidForm."""
    errors = buyer_problems(values)
    if errors:
        raise InvalidForm(errors, values)
    row.kind, row.buyer_kind = str(values["invoice_kind"]), str(values["buyer_kind"])
    row.buyer = str(values["buyer"]).strip()
    details = {name: str(values.get(name) or "").strip() for name in DETAILS}
    row.details_encrypted = crypto.encrypt(json.dumps(details, ensure_ascii=False), row.id)


def details_of(row: Invoice) -> dict[str, str]:
    """Tax number, bank, where to send it: what the form asked beyond the name."""
    found: dict[str, str] = json.loads(crypto.decrypt(row.details_encrypted, row.id))
    return found


def sign_for_invoice(session: Session, actor: Actor, row: Invoice) -> None:
    """The payer says that the paper has arrived. Raises NoSuchInvoice where none is on its way."""
    order = queries.order(session, row.order_id)
    if row.status != InvoiceStatus.SHIPPED or order.person_id != actor.person_id:
        raise NoSuchInvoice
    record(session, actor, row, order, "invoice.signed_for", {})
    commands.correlate(session, "invoice.received", str(row.id))


def record(
    session: Session, actor: Actor, row: Invoice, order: PayOrder, action: str, after: dict[str, object]
) -> None:
    audit.record(
        session,
        actor,
        action,
        subject=subject_of(order),
        instance_id=row.instance_id,
        after={"invoice": row.no, "order": order.no, **after},
    )
    session.flush()
