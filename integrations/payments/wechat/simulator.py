"""WeChat Pay as it answers: verifies what it gets with the merchant's key, signs what it says with the platform's.

A refund is taken at once and finished when it is asked about, as at the real host. Demo and test only.
"""

import base64
import hashlib
import re
import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.platform import clock
from engine.platform.clock import shanghai
from engine.platform.settings import settings
from integrations.payments import book, rsa
from integrations.payments.money import yuan_of
from integrations.payments.wechat.client import WeChatPay
from integrations.payments.wechat.signing import Merchant, message, request_line

HOST = "http://wechatpay.simulator"
MCHID, APPID = "1900000109", "wxd678efh567hg6787"
SERIAL, PLATFORM = "5157F09EFDC096DE15EBE81A47057A72SIMULATE", "7132D72A03E93CDDF8C03BBD1F37EEDFSIMULATE"
API_KEY = b"simulated-apiv3-key-of-32-bytes!"
NOTICE = "/api/payments/wechat/notice"
Answer = tuple[int, Any]
_AUTHORIZATION = re.compile(r'(\w+)="([^"]*)"')


def merchant() -> Merchant:
    platform = book.key("wechat.platform").public_key()
    return Merchant(MCHID, APPID, SERIAL, book.key("wechat.merchant"), API_KEY, {PLATFORM: platform})


def gateway() -> WeChatPay:
    """The real client, speaking to this simulator."""
    notify_url = settings().base_url + NOTICE
    return WeChatPay(merchant(), notify_url=notify_url, base_url=HOST, transport=Host())


class Host(httpx.BaseTransport):
    """The gateway's side of the connection."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body, target = request.read(), request.url.raw_path.decode()
        if not _is_signed(request, target, body):
            return _signed(401, orjson.dumps({"code": "SIGN_ERROR", "message": "签名错误"}), request)
        if target.startswith("/bill/"):
            return httpx.Response(200, content=_bill(date.fromisoformat(target[6:16])), request=request)
        status, told = _answer(request.method, target, body)
        return _signed(status, orjson.dumps(told) if told is not None else b"", request)


def pay(trade_no: str, *, fen: int | None = None) -> book.Trade:
    """Somebody pays, as much as the trade asks for unless told. Also a closed trade, as money may be under way."""
    row = _known(trade_no)
    now = clock.now()
    row.state, row.paid_at = "paid", now.isoformat()
    row.paid_fen = row.amount_fen if fen is None else fen
    row.transaction_no = f"42000{now:%Y%m%d%H%M%S}{secrets.randbelow(10**9):09}"
    row.notice_no = f"EV-{now:%Y%m%d%H%M%S}{secrets.randbelow(10**10):010}"
    book.keep(row)
    return row


def notice(trade_no: str, *, how: str = "") -> tuple[dict[str, str], bytes]:
    """Headers and body of the notice of a paid trade. `how`: forged, stale, stranger, or empty for a true one."""
    row = _known(trade_no)
    content = _told(row) | ({"mchid": "1900000999"} if how == "stranger" else {})
    nonce = secrets.token_hex(6)
    sealed = AESGCM(API_KEY).encrypt(nonce.encode(), orjson.dumps(content), b"transaction")
    body = orjson.dumps(
        {
            "id": row.notice_no + ("S" if how == "stranger" else ""),
            "create_time": shanghai(row.paid_moment).isoformat(timespec="seconds"),
            "resource_type": "encrypt-resource",
            "event_type": "TRANSACTION.SUCCESS",
            "summary": "支付成功",
            "resource": {
                "original_type": "transaction",
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": base64.b64encode(sealed).decode(),
                "associated_data": "transaction",
                "nonce": nonce,
            },
        }
    )
    at = clock.now() - (timedelta(minutes=6) if how == "stale" else timedelta())
    key = "wechat.nobody" if how == "forged" else "wechat.platform"
    headers = _headers(body, key, at)
    return {"Content-Type": "application/json", **headers}, body


def _answer(method: str, target: str, body: bytes) -> Answer:
    path, _, query = target.partition("?")
    asked = orjson.loads(body) if body else {}
    if method == "POST" and path == "/v3/pay/transactions/native":
        return _open(asked)
    if found := re.fullmatch(r"/v3/pay/transactions/out-trade-no/([^/]+)(/close)?", path):
        row = book.trade(found[1])
        if row is None:
            return 404, {"code": "ORDER_NOT_EXIST", "message": "订单不存在"}
        return _close(row) if found[2] else (200, _told(row))
    if path == "/v3/refund/domestic/refunds" and method == "POST":
        return _refund(asked)
    if found := re.fullmatch(r"/v3/refund/domestic/refunds/([^/]+)", path):
        return _refund_state(found[1])
    if path == "/v3/bill/tradebill":
        day = re.search(r"bill_date=(\d{4}-\d\d-\d\d)", query)
        return _bill_address(date.fromisoformat(day[1])) if day else (400, {"code": "PARAM_ERROR"})
    return 404, {"code": "RESOURCE_NOT_EXISTS"}


def _open(asked: dict[str, Any]) -> Answer:
    wanted = ("appid", "mchid", "description", "out_trade_no", "notify_url", "amount")
    if any(not asked.get(name) for name in wanted) or len(str(asked["out_trade_no"])) > 32:
        return 400, {"code": "PARAM_ERROR", "message": "参数错误"}
    if (asked["mchid"], asked["appid"]) != (MCHID, APPID):
        return 400, {"code": "APPID_MCHID_NOT_MATCH"}
    row = book.trade(asked["out_trade_no"])
    if row is not None and row.state != "waiting":
        return 400, {"code": "OUT_TRADE_NO_USED", "message": "商户订单号重复"}
    if row is None:
        row = book.Trade(
            channel="wechat",
            trade_no=asked["out_trade_no"],
            amount_fen=int(asked["amount"]["total"]),
            title=asked["description"],
            notify_url=asked["notify_url"],
            code=f"weixin://wxpay/bizpayurl?pr={secrets.token_urlsafe(6)}",
            opened_at=clock.now().isoformat(),
            expires_at=str(asked.get("time_expire", "")),
        )
        book.keep(row)
    return 200, {"code_url": row.code}


def _close(row: book.Trade) -> Answer:
    if row.state == "paid":
        return 400, {"code": "ORDER_PAID", "message": "订单已支付"}
    row.state = "closed"
    book.keep(row)
    return 204, None


def _refund(asked: dict[str, Any]) -> Answer:
    row, number, fen = book.trade(asked["out_trade_no"]), asked["out_refund_no"], int(asked["amount"]["refund"])
    if row is None or row.state != "paid":
        return 404, {"code": "RESOURCE_NOT_EXISTS"}
    if row.refuses_refunds:
        return 403, {"code": "NOT_ENOUGH", "message": "基本账户余额不足"}
    others = sum(each[0] for known, each in row.refunds.items() if known != number)
    if int(asked["amount"]["total"]) != row.paid_fen or others + fen > row.paid_fen:
        return 400, {"code": "INVALID_REQUEST", "message": "退款金额错误"}
    if number not in row.refunds:
        row.refunds[number] = [fen, clock.now().isoformat(), "PROCESSING"]
        book.keep(row)
    return 200, {"refund_id": f"503{number[:25]}", "out_refund_no": number, "status": row.refunds[number][2]}


def _refund_state(number: str) -> Answer:
    row = book.refund(number)
    if row is None:
        return 404, {"code": "RESOURCE_NOT_EXISTS"}
    row.refunds[number][2] = "SUCCESS"
    book.keep(row)
    return 200, {"refund_id": f"503{number[:25]}", "out_refund_no": number, "status": "SUCCESS"}


def _told(row: book.Trade) -> dict[str, Any]:
    state = {"waiting": "NOTPAY", "closed": "CLOSED", "paid": "SUCCESS"}[row.state]
    told: dict[str, Any] = {
        "appid": APPID,
        "mchid": MCHID,
        "out_trade_no": row.trade_no,
        "trade_state": state,
        "trade_state_desc": "",
        "amount": {"total": row.paid_fen or row.amount_fen, "currency": "CNY"},
    }
    if row.state == "paid":
        paid_at = shanghai(row.paid_moment).isoformat(timespec="seconds")
        told |= {"transaction_id": row.transaction_no, "trade_type": "NATIVE", "success_time": paid_at}
    return told


def _bill_address(day: date) -> Answer:
    content = _bill(day)
    if content.count(b"\n") < 4:
        return 400, {"code": "NO_STATEMENT_EXIST", "message": "账单不存在"}
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    return 200, {"hash_type": "SHA1", "hash_value": digest, "download_url": f"{HOST}/bill/{day.isoformat()}?token=1"}


def _bill(day: date) -> bytes:
    lines = ["交易时间,商户号,微信订单号,商户订单号,交易状态,订单金额,商户退款单号,退款金额"]
    for row in book.trades("wechat"):
        if row.paid_at and shanghai(row.paid_moment).date() == day:
            lines.append(_line(row.paid_moment, row, "SUCCESS", row.paid_fen, "", 0))
        for number, (fen, at, state) in row.refunds.items():
            moment = datetime.fromisoformat(at)
            if state == "SUCCESS" and shanghai(moment).date() == day:
                lines.append(_line(moment, row, "REFUND", 0, number, fen))
    sums = f"`{len(lines) - 1},`0.00,`0.00"
    return ("\ufeff" + "\r\n".join([*lines, "总交易单数,应结订单总金额,退款总金额", sums]) + "\r\n").encode()


def _line(at: datetime, row: book.Trade, state: str, fen: int, refund_no: str, refund_fen: int) -> str:
    cells = (f"{shanghai(at):%Y-%m-%d %H:%M:%S}", MCHID, row.transaction_no, row.trade_no, state)
    return ",".join(f"`{cell}" for cell in (*cells, yuan_of(fen), refund_no, yuan_of(refund_fen)))


def _is_signed(request: httpx.Request, target: str, body: bytes) -> bool:
    said = dict(_AUTHORIZATION.findall(request.headers.get("Authorization", "")))
    timestamp, nonce = said.get("timestamp", ""), said.get("nonce_str", "")
    if (said.get("mchid"), said.get("serial_no")) != (MCHID, SERIAL) or not timestamp.isdecimal():
        return False
    if abs(int(timestamp) - clock.now().timestamp()) > 300:
        return False
    line = request_line(request.method, target, timestamp, nonce, body)
    return rsa.verifies(book.key("wechat.merchant").public_key(), line, said.get("signature", ""))


def _signed(status: int, content: bytes, request: httpx.Request) -> httpx.Response:
    headers = _headers(content, "wechat.platform", clock.now())
    return httpx.Response(status, content=content, headers=headers, request=request)


def _headers(body: bytes, key: str, at: datetime) -> dict[str, str]:
    timestamp, nonce = str(int(at.astimezone(UTC).timestamp())), secrets.token_hex(16)
    return {
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": PLATFORM,
        "Wechatpay-Signature": rsa.sign(book.key(key), message(timestamp, nonce, body)),
    }


def _known(trade_no: str) -> book.Trade:
    row = book.trade(trade_no)
    if row is None:
        raise LookupError(trade_no)
    return row
