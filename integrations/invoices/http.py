"""The adapter that hands invoices to a provider as signed JSON. The provider works asynchronously."""

from datetime import UTC, datetime

from integrations.client import VendorUnavailable
from integrations.payments.money import yuan_of
from integrations.signature import SignedClient
from processes.pay.ports import InvoiceOrder, InvoiceRefused, InvoiceUnavailable, Issued

SUBMIT, QUERY, REVERSE = "/v1/invoices", "/v1/invoices/query", "/v1/invoices/reverse"
TAX_CODE = "3070202000000000000"  # 税收分类编码 of 非学历教育服务, under which certification fees are issued
KINDS = {"electronic": "02", "paper_ordinary": "04", "paper_special": "01"}


class HttpInvoices(SignedClient):
    """An InvoiceProvider. A repeated serial is answered as the first time."""

    vendor = "invoices"

    def submit(self, order: InvoiceOrder) -> None:
        content = {
            "serial": order.serial,
            "kind": KINDS[order.kind],
            "on_paper": "0" if order.kind == "electronic" else "1",
            "tax_code": TAX_CODE,
            "item": order.item,
            "quantity": "1",
            "amount": yuan_of(order.amount_fen),
            "rate": "-1",
            **{f"buyer_{name}": value for name, value in order.buyer.items()},
        }
        self._ask(SUBMIT, content)

    def query(self, serial: str) -> Issued:
        told = self._ask(QUERY, {"serial": serial})
        if told.get("state") == "issued":
            issued_at = datetime.fromisoformat(told["issued_at"]).astimezone(UTC)
            return Issued("issued", told["number"], issued_at, told.get("download", ""))
        if told.get("state") == "refused":
            return Issued("refused", why=told.get("reason", ""))
        return Issued("pending")

    def reverse(self, *, serial: str, number: str, reason: str) -> str:
        return self._ask(REVERSE, {"serial": f"R{serial}", "number": number, "reason": reason})["number"]

    def _ask(self, path: str, content: dict[str, str]) -> dict[str, str]:
        try:
            status, told = self.post(path, content)
        except VendorUnavailable as failure:
            raise InvoiceUnavailable(str(failure)) from None
        if status != 200:
            raise InvoiceRefused(told.get("reason") or told.get("code", str(status)))
        return told
