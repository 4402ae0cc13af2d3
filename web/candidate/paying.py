"""What the page of payment shows of an order: the amount, the code, how it stands."""

from typing import Any

from sqlalchemy.orm import Session

from engine.platform.money import Money
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.settings import settings
from engine.platform.text import datetime_cn, deadline_cn
from engine.workflow import commands
from engine.workflow.models import WorkItem
from processes.apply.models import INSTITUTION, Application
from processes.catalogue import queries as catalogue
from processes.pay import groups, queries
from processes.pay.models import PayOrder
from processes.pay.rules.books import CHANNEL_NAMES
from processes.pay.rules.status import OrderStatus
from processes.pay.words import INVOICE_STATES, REFUND_STATES
from web.candidate.wizard import title_of
from web.ui.paying import amount, code_of, tag
from web.ui.views import Row

REOPEN = "pay/reopen"


def reopening(session: Session, actor: Actor, application: Application) -> WorkItem | None:
    """The open task by which a closed order can be opened again."""
    items = commands.open_items(session, actor, business_key=str(application.id))
    return next((item for item in items if item.form_key == REOPEN), None)


def facts(session: Session, title: str, order: PayOrder) -> list[Row]:
    return [
        Row("项目", order.title),
        Row("职业等级", title),
        Row("缴款人", order.payer),
        Row("订单号", order.no, mono=True),
        Row("收款单位", people.authority(session).name),
    ]


def pay_view(session: Session, actor: Actor, application: Application, order: PayOrder, channel: str) -> dict[str, Any]:
    """What candidate/pay.html shows."""
    title = title_of(session, application)
    reopen = reopening(session, actor, application) if order.status == OrderStatus.CLOSED else None
    code = code_of(session, order, channel) if order.status == OrderStatus.OPEN else None
    return {
        "order": order,
        "amount": amount(order),
        "tag": tag(order),
        "case": {"no": application.no, "title": title},
        "facts": facts(session, title, order),
        "open": order.status == OrderStatus.OPEN,
        "code": code,
        "polling": order.status == OrderStatus.OPEN and code is not None and code.state in ("waiting", "ready"),
        "reopen_until": deadline_cn(reopen.due_at) if reopen is not None else "",
        "simulated": settings().simulated,
        "group": _group(session, order),
        "entrust": _entrust(session, application, order),
    }


def _group(session: Session, order: PayOrder) -> str:
    """That the institution is about to pay; empty where it isn't."""
    found = groups.group_of(session, order.id) if order.status == OrderStatus.OPEN else None
    if found is None:
        return ""
    return f"{found.payer}正在为您统一缴费，一般不用自己缴。您自己缴了的，机构多付的份额会退回机构。"


def _entrust(session: Session, application: Application, order: PayOrder) -> dict[str, str] | None:
    """The choice to let the institution pay, for who applied himself at an institution."""
    if order.status != OrderStatus.OPEN or application.source == INSTITUTION or order.institution_id is None:
        return None
    name = catalogue.institution(session, order.institution_id).name
    if order.entrusted_at is None:
        return {"text": f"费用由单位出的，可以同意{name}代缴。", "value": "1", "label": "同意由机构代缴"}
    return {"text": f"您已同意{name}代缴，等机构缴费；也可以自己缴。", "value": "", "label": "不再由机构代缴"}


def receipt_view(session: Session, application: Application, order: PayOrder) -> dict[str, Any]:
    """What candidate/pay_receipt.html shows. The order is settled."""
    payment, title = queries.settling_payment(session, order.id), title_of(session, application)
    rows = facts(session, title, order)
    if payment is not None:
        rows += [
            Row("支付方式", CHANNEL_NAMES[payment.channel]),
            Row("交易号", payment.transaction_no, mono=True),
            Row("到账时间", datetime_cn(payment.paid_at)),
        ]
    elif order.status == OrderStatus.WAIVED:
        rows.append(Row("减免原因", order.waived_reason))
    refunds = [
        Row(f"退费 {row.no}", f"{Money(row.amount_fen)}，{REFUND_STATES[row.status]}")
        for row in queries.refunds_of(session, order.id)
    ]
    group = groups.group_of(session, order.id) if payment is not None else None
    if group is not None:
        rows.append(Row("缴款单位", f"{group.payer}（统一缴费 {group.no}）"))
    invoice = queries.last_invoice(session, order.id)
    return {
        "case": {"no": application.no, "title": title},
        "order": order,
        "amount": amount(order),
        "title": {"paid": "缴费成功", "waived": "费用已减免", "refunded": "已退费"}[order.status],
        "rows": rows,
        "refunds": refunds,
        "invoice": INVOICE_STATES[invoice.status] if invoice is not None else "",
        "may_ask_invoice": order.status == OrderStatus.PAID and payment is not None and group is None,
    }
