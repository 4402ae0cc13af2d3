"""The money of the story: who pays on the phone, what the simulated gateways do, what finance does at its desk."""

import re
from dataclasses import dataclass

from web.entry.story.client import Browser, Page
from web.entry.story.people import Person, Staff, wait_for

CHANNELS = ("wechat", "alipay")


def owes(person: Person, no: str) -> bool:
    """Whether the case page asks for a fee now."""
    return bool(person.open(f"/my/cases/{no}").links(f"/my/cases/{no}/pay"))


def choose(person: Person, no: str, channel: str) -> str:
    """Ask for a code, wait until the page shows it; returns the order's number."""
    page = person.open(f"/my/cases/{no}/pay")
    page.form(f"/my/cases/{no}/pay", field="channel").submit({"channel": channel}).ok()

    def shown() -> Page | None:
        now = person.open(f"/my/cases/{no}/pay", channel=channel)
        return now if "等待支付" in now.text else None

    return order_number(wait_for(f"a code for {no}", shown))


def order_number(page: Page) -> str:
    """The number of the order that a page of payment shows."""
    found = page.tree.xpath("//dt[.='订单号']/following-sibling::dd[1]")
    if not found:
        raise page.unexpected("no order number")
    return str(found[0].text_content()).strip()


def settled(person: Person, no: str) -> None:
    """Wait until the page of payment has noticed the money and shows the receipt."""

    def receipt() -> Page | None:
        page = person.open(f"/my/cases/{no}/pay")
        return page if page.path.endswith("/receipt") else None

    wait_for(f"the money of {no}", receipt)


def reopen(person: Person, no: str) -> None:
    """Open the closed order again."""
    person.open(f"/my/cases/{no}/pay").form("/pay/reopen").submit().ok()


@dataclass
class Gateways:
    """The page of the simulated gateways."""

    browser: Browser

    def do(self, order_no: str, deed: str) -> int:
        """Press a button (pay, again, forged, wrong, stale, late, stranger, lost) at the newest trade of an order.

        Returns the status with which the notice was answered, 0 when none was sent.
        """
        page = self.browser.get("/simulators/pay", q=order_no).ok()
        after = page.form("/simulators/pay", field="trade_no").submit(button=("deed", deed)).ok()
        answered = re.search(r"网站答复 (\d+)", after.toast)
        return int(answered[1]) if answered else 0


class Cashier(Staff):
    """收费员: takes cash, waives, asks for refunds, compares days."""

    def order(self, order_no: str) -> Page:
        """The page of one order."""
        links = self.open("/cashier", q=order_no).links("/cashier/orders/")
        return self.open(links[0])

    def waive(self, order_no: str, reason: str) -> None:
        self.order(order_no).form("/waive").submit({"reason": reason}).ok()

    def take_cash(self, order_no: str, yuan: str, receipt_no: str) -> None:
        form = self.order(order_no).form("/receipt")
        form.submit({"received": yuan, "receipt_no": receipt_no}).ok()

    def ask_back(self, order_no: str, reason: str) -> None:
        """Ask for the first payment of an order that may still go back."""
        self.order(order_no).form("/refund").submit({"refund_reason": reason}).ok()

    def exceptions(self) -> int:
        """How many orders want the cashier."""
        return len(self.open("/cashier", state="odd").links("/cashier/orders/"))

    def send_invoices(self) -> int:
        """Send every paper invoice that waits; returns how many."""
        count = 0
        for link in self.open("/cashier/invoices", state="issued").links("/cashier/invoices/"):
            page = self.open(link)
            if page.has_form(link):
                page.form(link, field="courier").submit({"courier": "顺丰速运", "courier_no": f"SF{count:010}"}).ok()
                count += 1
        return count

    def balanced(self) -> bool:
        """Whether the books balance, as the page of reconciliation says."""
        return "账目平衡" in self.open("/cashier/reconciliation").text


class FinanceApprover(Staff):
    """财务审批员: decides on refunds, with the password."""

    def approve_refunds(self) -> int:
        """Approve every refund that waits; returns how many."""
        links = self.open("/cashier/refunds", state="requested").links("/cashier/refunds/")
        for link in links:
            form = self.open(link).form(link, field="password")
            form.submit({"refund_decision": "approve", "password": self.password}).ok()
        return len(links)
