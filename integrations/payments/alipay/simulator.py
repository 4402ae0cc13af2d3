"""Alipay as it answers: verifies the sorted parameters, signs the raw text of its answers. Demo and test only.

Before somebody scans there is no trade: query and close answer ACQ.TRADE_NOT_EXIST, as at the real host.
"""

import io
import secrets
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import orjson

from engine.platform import clock
from engine.platform.clock import shanghai
from engine.platform.settings import settings
from integrations.payments import book, rsa
from integrations.payments.alipay.client import GATEWAY, NOT_EXIST, Alipay
from integrations.payments.alipay.signing import Merchant, sorted_line
from integrations.payments.money import fen_of, yuan_of

HOST = "http://alipay.simulator"
APP_ID, SELLER = "2021000000000001", "2088000000000001"
NOTICE = "/api/payments/alipay/notice"
Told = dict[str, Any]


def merchant() -> Merchant:
    return Merchant(APP_ID, SELLER, book.key("alipay.merchant"), book.key("alipay.platform").public_key())


def gateway() -> Alipay:
    """The real client, speaking to this simulator."""
    notify_url = settings().base_url + NOTICE
    return Alipay(merchant(), notify_url=notify_url, base_url=HOST, transport=Host())


class Host(httpx.BaseTransport):
    """The gateway's side of the connection."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/bill/"):
            day = date.fromisoformat(request.url.path[6:16])
            return httpx.Response(200, content=_bill(day), request=request)
        if request.url.path != GATEWAY:
            return httpx.Response(404, request=request)
        posted = dict(parse_qsl(request.read().decode(), keep_blank_values=True))
        method = posted.get("method", "")
        told = _answer(method, posted) if _is_signed(posted) else _no("isv.invalid-signature", "40002")
        raw = orjson.dumps(told).decode()
        signature = rsa.sign(book.key("alipay.platform"), raw.encode())
        text = f'{{"{method.replace(".", "_")}_response":{raw},"sign":"{signature}"}}'
        return httpx.Response(200, text=text, headers={"Content-Type": "text/html;charset=utf-8"}, request=request)


def pay(trade_no: str, *, fen: int | None = None) -> book.Trade:
    """Somebody scans and pays, as much as the code asks for unless told. A code can be paid after a local close."""
    row = _known(trade_no)
    now = clock.now()
    row.state, row.paid_at = "paid", now.isoformat()
    row.paid_fen = row.amount_fen if fen is None else fen
    row.transaction_no = f"{shanghai(now):%Y%m%d}22001{secrets.randbelow(10**15):015}"
    row.notice_no = f"{shanghai(now):%Y%m%d}00222{secrets.randbelow(10**15):015}"
    book.keep(row)
    return row


def notice(trade_no: str, *, how: str = "") -> tuple[dict[str, str], bytes]:
    """Headers and body of the notice of a paid trade. `how`: forged, stranger, or empty for a true one."""
    row = _known(trade_no)
    told = {
        "notify_time": f"{shanghai(clock.now()):%Y-%m-%d %H:%M:%S}",
        "notify_type": "trade_status_sync",
        "notify_id": row.notice_no + ("S" if how == "stranger" else ""),
        "charset": "utf-8",
        "version": "1.0",
        "app_id": APP_ID,
        "out_trade_no": row.trade_no,
        "trade_no": row.transaction_no,
        "trade_status": "TRADE_SUCCESS",
        "total_amount": yuan_of(row.paid_fen),
        "receipt_amount": yuan_of(row.paid_fen),
        "seller_id": "2088999999999999" if how == "stranger" else SELLER,
        "subject": row.title,
        "gmt_payment": f"{shanghai(row.paid_moment):%Y-%m-%d %H:%M:%S}",
    }
    key = book.key("alipay.nobody" if how == "forged" else "alipay.platform")
    signature = rsa.sign(key, sorted_line(told, without=("sign", "sign_type")))
    body = urlencode({**told, "sign": signature, "sign_type": "RSA2"}).encode()
    return {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, body


def _answer(method: str, posted: Mapping[str, str]) -> Told:
    asked = orjson.loads(posted["biz_content"])
    if method == "alipay.trade.precreate":
        return _precreate(asked, posted)
    if method == "alipay.data.dataservice.bill.downloadurl.query":
        day = date.fromisoformat(asked["bill_date"])
        return _yes(bill_download_url=f"{HOST}/bill/{day}.zip") if _rows(day) else _no("isp.bill_not_exist")
    row = book.trade(str(asked.get("out_trade_no")))
    if row is None or not row.paid_at:
        return _no(NOT_EXIST)
    match method:
        case "alipay.trade.query":
            return _yes(
                out_trade_no=row.trade_no,
                trade_no=row.transaction_no,
                trade_status="TRADE_SUCCESS",
                total_amount=yuan_of(row.paid_fen),
                send_pay_date=f"{shanghai(row.paid_moment):%Y-%m-%d %H:%M:%S}",
            )
        case "alipay.trade.close" | "alipay.trade.cancel":
            return _no("ACQ.TRADE_STATUS_ERROR")
        case "alipay.trade.refund":
            return _refund(row, asked)
        case "alipay.trade.fastpay.refund.query":
            known = str(asked.get("out_request_no")) in row.refunds
            return _yes(refund_status="REFUND_SUCCESS", trade_no=row.transaction_no) if known else _yes()
    return _no("isv.invalid-method", "40002")


def _precreate(asked: Told, posted: Mapping[str, str]) -> Told:
    if asked.get("seller_id") != SELLER or not asked.get("subject"):
        return _no("ACQ.INVALID_PARAMETER")
    number = str(asked["out_trade_no"])
    row = book.trade(number)
    if row is None:
        row = book.Trade(
            channel="alipay",
            trade_no=number,
            amount_fen=fen_of(asked["total_amount"]),
            title=asked["subject"],
            notify_url=posted.get("notify_url", ""),
            code=f"https://qr.alipay.com/{secrets.token_urlsafe(12)}",
            opened_at=clock.now().isoformat(),
            expires_at=str(asked.get("time_expire", "")),
        )
        book.keep(row)
    return _yes(out_trade_no=number, qr_code=row.code)


def _refund(row: book.Trade, asked: Told) -> Told:
    number, fen = str(asked["out_request_no"]), fen_of(asked["refund_amount"])
    if row.refuses_refunds:
        return _no("ACQ.SELLER_BALANCE_NOT_ENOUGH")
    known = number in row.refunds
    if not known and sum(each[0] for each in row.refunds.values()) + fen > row.paid_fen:
        return _no("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
    if not known:
        row.refunds[number] = [fen, clock.now().isoformat(), "SUCCESS"]
        book.keep(row)
    return _yes(trade_no=row.transaction_no, out_trade_no=row.trade_no, fund_change="N" if known else "Y")


def _rows(day: date) -> list[str]:
    found = []
    for row in book.trades("alipay"):
        if row.paid_at and shanghai(row.paid_moment).date() == day:
            found.append(f"{row.transaction_no}\t,{row.trade_no}\t,交易,{yuan_of(row.paid_fen)},")
        for number, (fen, at, _) in row.refunds.items():
            if shanghai(datetime.fromisoformat(at)).date() == day:
                found.append(f"{row.transaction_no}\t,{row.trade_no}\t,退款,-{yuan_of(fen)},{number}")
    return found


def _bill(day: date) -> bytes:
    head = [
        "#支付宝业务明细查询",
        f"#账号：[{SELLER}0156]",
        "支付宝交易号,商户订单号,业务类型,订单金额（元）,退款批次号/请求号",
    ]
    text = "\r\n".join([*head, *_rows(day), "#-----业务明细列表结束-----"]) + "\r\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{SELLER}0156_{day:%Y%m%d}_业务明细.csv", text.encode("gb18030"))
    return out.getvalue()


def _is_signed(posted: Mapping[str, str]) -> bool:
    line = sorted_line(posted, without=("sign",))
    known = posted.get("app_id") == APP_ID and posted.get("sign_type") == "RSA2"
    return known and rsa.verifies(book.key("alipay.merchant").public_key(), line, posted.get("sign", ""))


def _yes(**told: Any) -> Told:
    return {"code": "10000", "msg": "Success", **told}


def _no(sub_code: str, code: str = "40004") -> Told:
    return {"code": code, "msg": "Business Failed", "sub_code": sub_code, "sub_msg": "业务处理失败"}


def _known(trade_no: str) -> book.Trade:
    row = book.trade(trade_no)
    if row is None:
        raise LookupError(trade_no)
    return row
