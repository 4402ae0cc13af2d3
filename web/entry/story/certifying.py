"""The certificate office, who approves its work, and strangers who look certificates up."""

from web.entry.story.client import Browser, Page
from web.entry.story.people import Staff

A_VISIT = 25  # look-ups of one stranger; the house bears thirty in five minutes from one address


class CertificateOffice(Staff):
    def make_batch(self, occupation: str, grade: str) -> str:
        """A batch of everybody who waits, handed over for approval; returns its address."""
        page = self.open("/certificates/new", occupation=occupation, grade=grade)
        return page.form("/certificates/new", field="chosen").submit().ok().path

    def issued(self, batch: str) -> int:
        """How many certificates a batch has."""
        return len([link for link in self.open(batch).links("/certificates/") if link.count("/") == 2 and "-" in link])

    def find(self, words: str) -> str:
        """The address of the certificate with this number, or of the newest whose owner's name begins so."""
        page = self.open("/certificates/search", q=words)
        found = page.tree.xpath("//tr//a[starts-with(@href, '/certificates/')]/@href")
        if not found:
            raise page.unexpected(f"no certificate {words}")
        return str(found[0])

    def ask_void(self, certificate: str, reason: str) -> None:
        self.open(certificate).form("/void", field="reason").submit({"reason": reason}).ok()


class CertificateApprover(Staff):
    def approve(self, batch: str) -> None:
        self.open(batch).form(batch, field="decision").submit({"decision": "approve"}).ok()

    def void_and_issue_again(self, certificate: str) -> None:
        self.open(certificate).form("/void/decide").submit(button=("decision", "again")).ok()


def look_up(address: str, certificates: list[tuple[str, str]]) -> dict[str, str]:
    """What the public look-up says about each number and name, by number: 证书有效, 证书已作废, or nothing.

    Each stranger asks from an address of his own, as real ones do.
    """
    said: dict[str, str] = {}
    for at in range(0, len(certificates), A_VISIT):
        stranger = Browser(address, source=f"127.0.0.{2 + at // A_VISIT}")
        for number, name in certificates[at : at + A_VISIT]:
            said[number] = _verdict(stranger.get("/verify", no=number, name=name).ok())
        stranger.close()
    return said


def _verdict(page: Page) -> str:
    return next((words for words in ("证书有效", "证书已作废", "证书暂停使用") if words in page.text), "")
