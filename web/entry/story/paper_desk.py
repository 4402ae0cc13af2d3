"""Those who assemble papers and those who approve them."""

from web.entry.story.client import Form, Page, Value
from web.entry.story.people import Staff, wait_for


class Assembler(Staff):
    def assemble(
        self, title: str, *, template: str = "small", subject: str = "化工总控工", cooling_days: int = 30
    ) -> str:
        """Hand over the blueprint that a template makes, wait for its assembly; returns the paper's address.

        `subject` is how the element table's name begins. Raises Unexpected when the bank is short.
        """
        form = self.open("/papers/new", template=template).form("/papers/new", field="title")
        table = _table(form, subject) or form.options("table")[0]
        given: dict[str, Value] = {"title": title, "table": table, "cooling_days": str(cooling_days)}
        path = form.submit(given).ok().path
        page = wait_for(f"the assembly of {title}", lambda: _ended(self.open(path)))
        if not page.links(f"{path}/check"):
            raise page.unexpected(f"{title} could not be assembled")
        return path

    def submit(self, path: str) -> None:
        """Check the assembled paper and hand it to the approver."""
        self.open(f"{path}/preview")
        self.open(f"{path}/check").form("/check", field="decision").submit({"decision": "submit"}).ok()


class PaperApprover(Staff):
    def approve(self, path: str) -> str:
        """Approve the paper, which seals it; returns the hash of what was sealed."""
        page = self.open(f"{path}/approve").form("/approve", field="decision").submit({"decision": "approve"}).ok()
        found = page.tree.xpath("//dt[text()='内容指纹']/following-sibling::dd[1]")
        if not found:
            raise page.unexpected("the paper was not sealed")
        return str(found[0].text_content()).strip()


def _ended(page: Page) -> Page | None:
    return None if page.tree.xpath("//*[@id='paper-progress']") else page


def _table(form: Form, subject: str) -> str | None:
    options = form.element.xpath(".//select[@name='table']/option")
    return next((str(one.get("value")) for one in options if str(one.text_content()).startswith(subject)), None)
