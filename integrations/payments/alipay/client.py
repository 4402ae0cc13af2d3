"""A PaymentGateway over the Alipay open platform (precreate)."""

import csv
import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import httpx
import orjson

from engine.platform import clock
from engine.platform.clock import SHANGHAI, shanghai
from integrations.client import VendorClient, VendorUnavailable
from integrations.payments.alipay.signing import Merchant
from integrations.payments.money import fen_of, yuan_of
from processes.pay.ports import (
    BillLine,
    Forged,
    GatewayRefused,
    GatewayUnavailable,
    Returned,
    Said,
    State,
    Unreadable,
)

HOST = "https://openapi.alipay.com"
GATEWAY = "/gateway.do"
LARGEST_BILL = 50 * 1024 * 1024
_STATES: Mapping[str, State] = {
    "TRADE_SUCCESS": "paid", "TRADE_FINISHED": "paid", "WAIT_BUYER_PAY": "waiting", "TRADE_CLOSED": "closed",
}  # fmt: skip
NOT_EXIST = "ACQ.TRADE_NOT_EXIST"


class Alipay(VendorClient):
    vendor = "alipay"

    def __init__(
        self, merchant: Merchant, *, notify_url: str, base_url: str = HOST, transport: httpx.BaseTransport | None = None
    ) -> None:
        super().__init__(base_url, transport=transport)
        self._merchant, self._notify_url = merchant, notify_url

    def open_trade(self, *, trade_no: str, amount_fen: int, title: str, expires_at: datetime) -> str:
        content = {
            "out_trade_no": trade_no,
            "total_amount": yuan_of(amount_fen),
            "subject": title[:256],
            "seller_id": self._merchant.seller_id,
            "time_expire": f"{shanghai(expires_at):%Y-%m-%d %H:%M:%S}",
        }
        return str(self._ask("alipay.trade.precreate", content, notify_url=self._notify_url)["qr_code"])

    def query(self, trade_no: str) -> Said:
        """Before somebody scans there is no trade: unknown."""
        try:
            return self._said(self._ask("alipay.trade.query", {"out_trade_no": trade_no}))
        except GatewayRefused as refusal:
            if str(refusal) == NOT_EXIST:
                return Said(trade_no, "unknown")
            raise

    def close_trade(self, trade_no: str) -> bool:
        """A code that nobody has scanned can't be closed: money that still comes by it is late, and goes back."""
        try:
            self._ask("alipay.trade.close", {"out_trade_no": trade_no})
        except GatewayRefused as refusal:
            if str(refusal) == NOT_EXIST:
                return True
            if str(refusal) == "ACQ.TRADE_STATUS_ERROR":
                return self.query(trade_no).state != "paid"
            raise
        return True

    def refund(self, *, trade_no: str, refund_no: str, amount_fen: int, total_fen: int, reason: str) -> Returned:
        content = {
            "out_trade_no": trade_no,
            "refund_amount": yuan_of(amount_fen),
            "out_request_no": refund_no,
            "refund_reason": reason[:256],
        }
        told = self._ask("alipay.trade.refund", content)
        if told.get("fund_change") == "Y":
            return Returned("done", str(told.get("trade_no", "")))
        return self.query_refund(trade_no=trade_no, refund_no=refund_no)

    def query_refund(self, *, trade_no: str, refund_no: str) -> Returned:
        content = {"out_trade_no": trade_no, "out_request_no": refund_no}
        told = self._ask("alipay.trade.fastpay.refund.query", content)
        done = told.get("refund_status") == "REFUND_SUCCESS"
        return Returned("done" if done else "sent", str(told.get("trade_no", "")))

    def bill(self, day: date) -> list[BillLine]:
        content = {"bill_type": "trade", "bill_date": day.isoformat()}
        try:
            told = self._ask("alipay.data.dataservice.bill.downloadurl.query", content)
        except GatewayRefused as refusal:
            if str(refusal) == "isp.bill_not_exist":
                return []
            raise
        try:
            file = self.call("bill_file", self.request("GET", str(told["bill_download_url"])))
        except VendorUnavailable as failure:
            raise GatewayUnavailable(str(failure)) from None
        if file.status_code != 200:
            raise GatewayUnavailable(f"alipay: bill answered {file.status_code}")
        return bill_lines(file.content)

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Said:
        """A notice carries no time that a retry would renew, so age is not judged: repeating it changes nothing."""
        told = self._merchant.verify_notice(body)
        try:
            return self._said(told, notice_no=told["notify_id"])
        except (KeyError, ValueError) as error:
            raise Unreadable(type(error).__name__) from error

    def _said(self, told: Mapping[str, Any], *, notice_no: str = "") -> Said:
        paid_at = told.get("gmt_payment") or told.get("send_pay_date")
        app_id = str(told.get("app_id", self._merchant.app_id))
        seller = str(told.get("seller_id", self._merchant.seller_id))
        return Said(
            trade_no=str(told["out_trade_no"]),
            state=_STATES.get(str(told["trade_status"]), "unknown"),
            amount_fen=fen_of(str(told["total_amount"])),
            transaction_no=str(told.get("trade_no", "")),
            merchant=seller,
            ours=app_id == self._merchant.app_id and seller == self._merchant.seller_id,
            paid_at=_moment(str(paid_at)) if paid_at else None,
            notice_no=notice_no,
        )

    def _ask(self, method: str, content: Mapping[str, str], *, notify_url: str = "") -> Any:
        """JSON of a verified answer. Raises GatewayUnavailable, GatewayRefused with the sub code."""
        parameters = {
            "app_id": self._merchant.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": f"{shanghai(clock.now()):%Y-%m-%d %H:%M:%S}",
            "version": "1.0",
            "notify_url": notify_url,
            "biz_content": orjson.dumps(dict(content)).decode(),
        }
        sent = self._merchant.signed({name: value for name, value in parameters.items() if value})
        try:
            answer = self.call(method, self.request("POST", GATEWAY, data=sent))
        except VendorUnavailable as failure:
            raise GatewayUnavailable(str(failure)) from None
        try:
            name = method.replace(".", "_") + "_response"
            whole = orjson.loads(answer.content)
            told = orjson.loads(self._merchant.verify_answer(answer.content.decode(), name, str(whole["sign"])))
        except (Forged, Unreadable, ValueError, KeyError, TypeError) as error:
            raise GatewayUnavailable(f"alipay: answer not accepted ({error})") from None
        if told.get("code") == "10000":
            return told
        if told.get("code") == "20000" or told.get("sub_code") in ("ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR"):
            raise GatewayUnavailable(f"alipay: {told.get('sub_code')}")
        raise GatewayRefused(str(told.get("sub_code") or told.get("code")))


def _moment(text: str) -> datetime:
    return datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI).astimezone(UTC)


def bill_lines(data: bytes) -> list[BillLine]:
    """The business details in the zip of a trade bill: GBK CSV between lines that begin with `#`.

    Raises GatewayUnavailable for what is no such file, or unpacks to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = [part for part in archive.infolist() if part.filename.endswith("业务明细.csv")]
        if not parts or sum(part.file_size for part in archive.infolist()) > LARGEST_BILL:
            raise GatewayUnavailable("alipay: bill without details, or too large")
        text = archive.read(parts[0]).decode("gb18030")
    except (zipfile.BadZipFile, UnicodeError) as error:
        raise GatewayUnavailable("alipay: bill can't be read") from error
    rows = [row for row in csv.reader(line for line in text.splitlines() if line.strip() and line[0] != "#") if row]
    if not rows:
        return []
    at = {name.strip(): place for place, name in enumerate(rows[0])}
    lines = []
    for row in rows[1:]:
        cells = [cell.strip() for cell in row]
        fen = fen_of(cells[at["订单金额（元）"]])
        refund = cells[at["业务类型"]] == "退款"
        refund_no = cells[at["退款批次号/请求号"]] if refund else ""
        lines.append(
            BillLine(
                "refund" if refund else "payment",
                cells[at["商户订单号"]],
                cells[at["支付宝交易号"]],
                abs(fen),
                refund_no,
            )
        )
    return lines
