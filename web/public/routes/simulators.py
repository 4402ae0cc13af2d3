"""What the outside systems of a demo received, and what they can be made to do. Never in production."""

import httpx
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, NotFound
from engine.platform.money import Money
from engine.platform.settings import settings
from engine.platform.text import datetime_cn
from integrations.payments import book
from integrations.payments.delivery import SIMULATORS, deliver
from integrations.sms import simulator
from processes.pay.rules.books import CHANNEL_NAMES
from web.ui import page, redirect
from web.ui.guards import Public
from web.ui.typed import TypedForm

router = APIRouter(prefix="/simulators")
DEEDS = {
    "pay": "支付",
    "again": "重复通知",
    "forged": "伪造通知",
    "wrong": "错误金额",
    "stale": "过期通知",
    "late": "关闭后支付",
    "stranger": "他人商户通知",
    "lost": "支付但通知丢失",
    "refuse": "退款失败开关",
}
PAYING = ("pay", "wrong", "lost", "late")
STATES = {"waiting": "待支付", "paid": "已支付", "closed": "已关闭"}


class NotPaidYet(AppError):
    code, status = "not_paid_yet", 409
    message = "这笔交易还没有支付，没有通知可发。请先点“支付”。"


class NotDelivered(AppError):
    code, status = "not_delivered", 502
    message = "通知没有送到：{why}。请确认服务正在运行后再试。"


@router.get("/sms")
def text_messages(request: Request, visitor: Public, phone: str = "") -> Response:
    """Messages as they reached the phones, newest first; of one phone when given."""
    if not settings().simulated:
        raise NotFound
    received = [
        {"phone": message.phone, "text": message.text, "at": datetime_cn(message.sent_at)}
        for message in simulator.messages(phone or None)
    ]
    return page(request, "public/sms.html", "messages", phone=phone, received=received)


@router.get("/pay")
def payments(request: Request, visitor: Public, q: str = "") -> Response:
    """Trades at the simulated gateways, newest first; those whose number holds `q`."""
    if not settings().simulated:
        raise NotFound
    rows = [row for row in book.trades() if q.strip() in row.trade_no][:50]
    return page(request, "public/pay.html", "trades", q=q.strip(), trades=[_trade(row) for row in rows])


@router.post("/pay")
def act(request: Request, visitor: Public, typed: TypedForm) -> Response:
    """Pay a trade, or send the notice of a paid one again, forged, stale or for another merchant; the notice is posted
    to our own address like a gateway's. Raises NotFound, NotPaidYet, NotDelivered."""
    row, deed = book.trade(typed.first("trade_no")), typed.first("deed")
    if not settings().simulated or row is None or deed not in DEEDS:
        raise NotFound
    back = f"/simulators/pay?q={row.trade_no}"
    if deed == "refuse":
        row.refuses_refunds = not row.refuses_refunds
        book.keep(row)
        return redirect(request, back, toast="退款开关已改")
    if deed in PAYING:
        row = SIMULATORS[row.channel].pay(row.trade_no, fen=row.amount_fen - 100 if deed == "wrong" else None)
    if not row.paid_at:
        raise NotPaidYet
    if deed == "lost":
        return redirect(request, back, toast="已支付，通知没有发出")
    try:
        status, text = deliver(row, how=deed if deed in ("forged", "stale", "stranger") else "")
    except httpx.HTTPError as failure:
        raise NotDelivered(why=type(failure).__name__) from None
    return redirect(request, back, toast=f"{DEEDS[deed]}，网站答复 {status} {text}".strip())


def _trade(row: book.Trade) -> dict[str, object]:
    return {
        "trade_no": row.trade_no,
        "channel": CHANNEL_NAMES[row.channel],
        "title": row.title,
        "amount": str(Money(row.amount_fen)),
        "state": STATES[row.state],
        "tone": {"paid": "ok", "waiting": "warn"}.get(row.state, ""),
        "refunds": [f"{Money(int(each[0]))} {each[2]}" for each in row.refunds.values()],
        "deeds": [(deed, DEEDS[deed]) for deed in _deeds(row)],
        "refuses": row.refuses_refunds,
    }


def _deeds(row: book.Trade) -> tuple[str, ...]:
    if row.state == "waiting":
        return ("pay", "wrong", "lost", "late") if row.channel == "alipay" else ("pay", "wrong", "lost")
    if row.state == "closed":
        return ("late",)
    stale = ("stale",) if row.channel == "wechat" else ()
    return ("again", "forged", *stale, "stranger", "refuse")
