"""An order's code to scan, its amount and state, as the pages of candidates, learners and clerks show them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from engine.documents.codes import qr_path
from engine.platform import clock
from engine.platform.money import Money
from engine.platform.text import deadline_cn
from processes.pay import queries
from processes.pay.models import PaymentAttempt, PayOrder
from processes.pay.rules.books import CHANNEL_NAMES
from processes.pay.rules.status import AttemptStatus, OrderStatus
from processes.pay.service.codes import works
from processes.pay.words import ORDER_STATES
from web.ui.views import Tag

TONES = {"open": "warn", "paid": "ok", "waived": "ok", "refunded": "", "closed": "bad"}


@dataclass(frozen=True, slots=True)
class Code:
    """A code to scan. `state`: waiting (for the gateway), ready, failed, over. `size` and `path` draw it."""

    channel: str
    name: str
    state: str
    note: str = ""
    link: str = ""
    size: int = 0
    path: str = ""


def amount(order: PayOrder) -> str:
    """`340.00`, without the unit."""
    return str(Money(order.amount_fen)).removesuffix(" 元")


def code_of(session: Session, order: PayOrder, channel: str = "") -> Code | None:
    """The code chosen last, or the last one of a channel; None before anything was chosen."""
    rows = [row for row in queries.attempts(session, order.id) if channel in ("", row.channel)]
    return _code(rows[0]) if rows else None


def _code(row: PaymentAttempt) -> Code:
    name = CHANNEL_NAMES[row.channel]
    if row.status == AttemptStatus.FAILED:
        return Code(row.channel, name, "failed", f"{name}没有接受这笔订单。请换一个二维码，或改用另一种方式。")
    if not works(row):
        return Code(row.channel, name, "over", "二维码已失效，请换一个。")
    if row.status == AttemptStatus.WANTED:
        return Code(row.channel, name, "waiting", "正在向支付渠道取二维码，一般几秒钟。")
    size, path = qr_path(row.code)
    return Code(row.channel, name, "ready", f"二维码 {_left(row.expires_at)}内有效", row.code, size, path)


def _left(until: datetime) -> str:
    minutes = max(int((until - clock.now()).total_seconds() // 60), 1)
    return f"{minutes} 分钟" if minutes < 120 else f"{minutes // 60} 小时"


def tag(order: PayOrder) -> Tag:
    if order.status == OrderStatus.OPEN:
        return Tag(f"{deadline_cn(order.closes_at)} 截止", "warn", "clock")
    return Tag(ORDER_STATES[order.status], TONES[order.status])
