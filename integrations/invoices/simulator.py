"""A provider of invoices. It issues when it is asked for the second time. Demo and test only.

A buyer whose name contains 拒 is refused, as a provider refuses a tax number that is not in its register.
"""

from collections.abc import Callable

from engine.platform import clock
from integrations.invoices.http import QUERY, REVERSE, SUBMIT, HttpInvoices
from integrations.payments import book
from integrations.signature import Credentials
from integrations.simulated import Answer, SimulatedVendor

CREDENTIALS = Credentials("simulated-invoices", "simulated-invoices-secret")


def provider() -> HttpInvoices:
    """The real adapter, speaking to this simulator."""
    routes: dict[str, Callable[[dict[str, str]], Answer]] = {SUBMIT: _submit, QUERY: _query, REVERSE: _reverse}
    return HttpInvoices("http://invoices.simulator", CREDENTIALS, transport=SimulatedVendor(CREDENTIALS, routes))


def _submit(posted: dict[str, str]) -> Answer:
    if not posted.get("buyer_name") or not posted.get("amount"):
        return 422, {"code": "malformed", "reason": "购买方名称或金额缺失"}
    if book.get("invoice", posted["serial"]) is None:
        refused = "拒" in posted["buyer_name"]
        book.put("invoice", posted["serial"], {"asked": 0, "refused": refused, "kind": posted["kind"]})
    return 200, {"state": "pending"}


def _query(posted: dict[str, str]) -> Answer:
    kept = book.get("invoice", posted["serial"])
    if kept is None:
        return 404, {"code": "unknown_serial", "reason": "没有这个流水号"}
    kept["asked"] += 1
    if kept["refused"]:
        return 200, {"state": "refused", "reason": "购买方名称与税号不一致"}
    if kept["asked"] >= 2 and "number" not in kept:
        kept |= {"number": _number(), "issued_at": clock.now().isoformat()}
    book.put("invoice", posted["serial"], kept)
    if "number" not in kept:
        return 200, {"state": "pending"}
    told = {"state": "issued", "number": kept["number"], "issued_at": kept["issued_at"]}
    return 200, told | {"download": f"https://invoices.simulator/{kept['number']}.pdf"}


def _reverse(posted: dict[str, str]) -> Answer:
    kept = book.get("invoice", posted["serial"])
    if kept is None:
        kept = {"number": _number(), "reverses": posted["number"]}
        book.put("invoice", posted["serial"], kept)
    return 200, {"number": kept["number"]}


def _number() -> str:
    """Twenty digits: year, area, place in the year."""
    last = int(book.get("count", "invoice") or 0) + 1
    book.put("count", "invoice", last)
    return f"{clock.today():%y}3502{last:014}"
