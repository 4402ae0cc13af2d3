"""A PaymentGateway over WeChat Pay APIv3 (Native payment)."""

import csv
import hashlib
import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from engine.platform.clock import shanghai
from integrations.client import VendorClient, VendorUnavailable
from integrations.payments.money import fen_of
from integrations.payments.wechat.signing import Merchant
from processes.pay.ports import (
    BillLine,
    Forged,
    GatewayRefused,
    GatewayUnavailable,
    Returned,
    Said,
    Stale,
    State,
    Unreadable,
)

HOST = "https://api.mch.weixin.qq.com"
TRADES = "/v3/pay/transactions"
_STATES: Mapping[str, State] = {
    "SUCCESS": "paid", "REFUND": "paid", "NOTPAY": "waiting", "USERPAYING": "waiting", "ACCEPT": "waiting",
    "CLOSED": "closed", "REVOKED": "closed", "PAYERROR": "closed",
}  # fmt: skip
_REFUNDS: Mapping[str, Any] = {"SUCCESS": "done", "PROCESSING": "sent"}


class WeChatPay(VendorClient):
    vendor = "wechatpay"

    def __init__(
        self, merchant: Merchant, *, notify_url: str, base_url: str = HOST, transport: httpx.BaseTransport | None = None
    ) -> None:
        super().__init__(base_url, transport=transport)
        self._merchant, self._notify_url = merchant, notify_url

    def open_trade(self, *, trade_no: str, amount_fen: int, title: str, expires_at: datetime) -> str:
        content = {
            "appid": self._merchant.appid,
            "mchid": self._merchant.mchid,
            "description": title[:127],
            "out_trade_no": trade_no,
            "time_expire": shanghai(expires_at).isoformat(timespec="seconds"),
            "notify_url": self._notify_url,
            "amount": {"total": amount_fen, "currency": "CNY"},
        }
        return str(self._ask("open", "POST", f"{TRADES}/native", content)["code_url"])

    def query(self, trade_no: str) -> Said:
        try:
            found = self._ask("query", "GET", f"{TRADES}/out-trade-no/{trade_no}?mchid={self._merchant.mchid}")
        except GatewayRefused as refusal:
            if str(refusal) == "ORDER_NOT_EXIST":
                return Said(trade_no, "unknown")
            raise
        return self._said(found)

    def close_trade(self, trade_no: str) -> bool:
        content = {"mchid": self._merchant.mchid}
        try:
            self._ask("close", "POST", f"{TRADES}/out-trade-no/{trade_no}/close", content)
        except GatewayRefused as refusal:
            if str(refusal) in ("ORDER_CLOSED", "ORDER_NOT_EXIST"):
                return True
            if str(refusal) == "ORDER_PAID":
                return False
            raise
        return True

    def refund(self, *, trade_no: str, refund_no: str, amount_fen: int, total_fen: int, reason: str) -> Returned:
        amount = {"refund": amount_fen, "total": total_fen, "currency": "CNY"}
        content = {"out_trade_no": trade_no, "out_refund_no": refund_no, "reason": reason[:80], "amount": amount}
        return _returned(self._ask("refund", "POST", "/v3/refund/domestic/refunds", content))

    def query_refund(self, *, trade_no: str, refund_no: str) -> Returned:
        return _returned(self._ask("query_refund", "GET", f"/v3/refund/domestic/refunds/{refund_no}"))

    def bill(self, day: date) -> list[BillLine]:
        """The file is fetched with a signed request and checked by its SHA-1, as the protocol says."""
        try:
            told = self._ask("bill", "GET", f"/v3/bill/tradebill?bill_date={day.isoformat()}&bill_type=ALL")
        except GatewayRefused as refusal:
            if str(refusal) == "NO_STATEMENT_EXIST":
                return []
            raise
        address = urlsplit(str(told["download_url"]))
        file = self._send("bill_file", "GET", f"{address.path}?{address.query}", b"", host=f"https://{address.netloc}")
        if told.get("hash_type") != "SHA1" or hashlib.sha1(file.content, usedforsecurity=False).hexdigest() != str(
            told.get("hash_value")
        ):
            raise GatewayUnavailable("wechatpay: the bill's hash does not match")
        return bill_lines(file.content.decode("utf-8-sig"))

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Said:
        self._merchant.verify(headers, body)
        try:
            notice = orjson.loads(body)
            content = orjson.loads(self._merchant.unseal(notice["resource"]))
            if not str(notice["event_type"]).startswith("TRANSACTION."):
                raise Unreadable("event_type")
            return self._said(content, notice_no=str(notice["id"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable(type(error).__name__) from error

    def _said(self, content: Mapping[str, Any], *, notice_no: str = "") -> Said:
        paid_at, merchant = content.get("success_time"), str(content.get("mchid", ""))
        amount = content.get("amount") or {}
        return Said(
            trade_no=str(content["out_trade_no"]),
            state=_STATES.get(str(content["trade_state"]), "unknown"),
            amount_fen=int(amount.get("total", 0)),
            transaction_no=str(content.get("transaction_id") or ""),
            merchant=merchant,
            ours=merchant == self._merchant.mchid
            and str(content.get("appid", self._merchant.appid)) == self._merchant.appid
            and str(amount.get("currency", "CNY")) == "CNY",
            paid_at=datetime.fromisoformat(str(paid_at)).astimezone(UTC) if paid_at else None,
            notice_no=notice_no,
        )

    def _ask(self, operation: str, method: str, target: str, content: Mapping[str, Any] | None = None) -> Any:
        """JSON of a verified answer. Raises GatewayUnavailable, GatewayRefused with the gateway's code."""
        body = orjson.dumps(content) if content is not None else b""
        answer = self._send(operation, method, target, body)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        try:
            self._merchant.verify(headers, answer.content)
            told = orjson.loads(answer.content) if answer.content else {}
        except (Forged, Stale, ValueError) as error:
            raise GatewayUnavailable(f"wechatpay: answer not accepted ({error})") from None
        if answer.status_code >= 400:
            code = str(told.get("code", answer.status_code)) if isinstance(told, dict) else str(answer.status_code)
            raise GatewayRefused(_OLD_CODES.get(code, code))
        return told

    def _send(self, operation: str, method: str, target: str, body: bytes, *, host: str = "") -> httpx.Response:
        headers = {
            "Authorization": self._merchant.authorization(method, target, body),
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "certflow",
        }
        request = self.request(method, host + target, content=body, headers=headers)
        try:
            return self.call(operation, request)
        except VendorUnavailable as failure:
            raise GatewayUnavailable(str(failure)) from None


_OLD_CODES = {
    "ORDERPAID": "ORDER_PAID", "ORDERCLOSED": "ORDER_CLOSED", "ORDERNOTEXIST": "ORDER_NOT_EXIST",
    "RESOURCE_NOT_EXISTS": "ORDER_NOT_EXIST",
}  # fmt: skip


def _returned(told: Mapping[str, Any]) -> Returned:
    status = str(told.get("status", ""))
    return Returned(
        _REFUNDS.get(status, "failed"), str(told.get("refund_id") or ""), "" if status in _REFUNDS else status
    )


def bill_lines(text: str) -> list[BillLine]:
    """The lines of a trade bill of type ALL: CSV whose values begin with a backtick, then two lines of sums."""
    rows = [[cell.strip().removeprefix("`") for cell in row] for row in csv.reader(io.StringIO(text)) if row]
    if not rows:
        return []
    at = {name: place for place, name in enumerate(rows[0])}
    lines = []
    for row in rows[1:]:
        if len(row) < len(at) or row[0] == "总交易单数":
            break
        if row[at["交易状态"]] == "REFUND":
            fen, refund_no = fen_of(row[at["退款金额"]]), row[at["商户退款单号"]]
            lines.append(BillLine("refund", row[at["商户订单号"]], row[at["微信订单号"]], fen, refund_no))
        else:
            fen = fen_of(row[at["订单金额"]])
            lines.append(BillLine("payment", row[at["商户订单号"]], row[at["微信订单号"]], fen))
    return lines
