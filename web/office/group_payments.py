"""What the clerk's pages of group payment show: whom he may pay for, one order with its people."""

from typing import Any

from sqlalchemy.orm import Session

from engine.platform.money import Money
from engine.platform.settings import settings
from engine.platform.text import datetime_cn, deadline_cn
from processes.pay import groups, queries
from processes.pay.groups import Share, Unpaid
from processes.pay.models import PayOrder
from processes.pay.rules.books import CHANNEL_NAMES
from processes.pay.rules.status import OrderStatus
from processes.pay.words import MEMBER_STATES, ORDER_STATES, REFUND_STATES
from web.ui.paying import amount, code_of, tag
from web.ui.views import Row, Tag

TONES = {"open": "warn", "paid": "ok", "closed": "", "refunded": ""}
MEMBER_TONES = {"held": "info", "settled": "ok", "surplus": "warn", "released": ""}


def unpaid_line(row: Unpaid, ticked: set[str]) -> dict[str, Any]:
    return {
        "id": str(row.order.id),
        "name": row.order.payer,
        "no": row.application_no,
        "title": row.order.title,
        "amount": str(Money(row.order.amount_fen)),
        "why": "本机构登记" if row.by_institution else "本人同意代缴",
        "until": deadline_cn(row.order.closes_at),
        "ticked": str(row.order.id) in ticked,
    }


def group_line(row: PayOrder) -> dict[str, Any]:
    return {
        "href": f"/registrations/payments/{row.id}",
        "no": row.no,
        "title": row.title,
        "amount": str(Money(row.amount_fen)),
        "opened": datetime_cn(row.opened_at),
        "tag": Tag(ORDER_STATES[row.status], TONES.get(row.status, "")),
    }


def group_view(session: Session, order: PayOrder, channel: str) -> dict[str, Any]:
    """What office/registrations/payment.html shows."""
    is_open = order.status == OrderStatus.OPEN
    code = code_of(session, order, channel) if is_open else None
    shares = groups.shares(session, order.id)
    return {
        "order": order,
        "base": f"/registrations/payments/{order.id}",
        "amount": amount(order),
        "tag": tag(order),
        "facts": _facts(session, order),
        "open": is_open,
        "code": code,
        "chosen": code.channel if code is not None else channel or "wechat",
        "polling": code is not None and code.state in ("waiting", "ready"),
        "people": [_share(session, order, each) for each in shares],
        "gone": [each.order.payer for each in shares if is_open and each.order.status != OrderStatus.OPEN],
        "simulated": settings().simulated,
    }


def _facts(session: Session, order: PayOrder) -> list[Row]:
    rows = [
        Row("项目", order.title),
        Row("缴款单位", order.payer),
        Row("订单号", order.no, mono=True),
        Row("开单", datetime_cn(order.opened_at)),
    ]
    payment = queries.settling_payment(session, order.id)
    if payment is not None:
        rows += [
            Row("支付方式", CHANNEL_NAMES[payment.channel]),
            Row("交易号", payment.transaction_no, mono=True),
            Row("到账时间", datetime_cn(payment.paid_at)),
        ]
    elif order.closed_at is not None:
        rows.append(Row("关闭", datetime_cn(order.closed_at)))
    return rows


def _share(session: Session, group: PayOrder, each: Share) -> dict[str, Any]:
    state = Tag(MEMBER_STATES[each.member.state], MEMBER_TONES[each.member.state])
    if group.status == OrderStatus.OPEN and each.order.status != OrderStatus.OPEN:
        state = Tag(f"{ORDER_STATES[each.order.status]}，到账后退回份额", "warn", "exclamation-circle")
    back = next(iter(reversed(queries.refunds_of(session, each.order.id))), None)
    return {
        "name": each.order.payer,
        "no": each.application_no,
        "amount": str(Money(each.member.amount_fen)),
        "tag": state,
        "refund": f"{Money(back.amount_fen)} {REFUND_STATES[back.status]}" if back is not None else "",
    }
