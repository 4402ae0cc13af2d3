"""The exam office: sessions by head-counts, seats, invigilators, papers, publication."""

import re

from web.entry.story.client import Page
from web.entry.story.people import Person, Staff, wait_for


def ticket_number(candidate: Person, no: str) -> str:
    """The number on a candidate's own ticket, which must come as a PDF too. Raises Unexpected."""
    page = candidate.open(f"/my/cases/{no}/ticket")
    found = re.search(r"准考证号 ?([0-9A-Z-]{8,30})", page.text)
    if found is None:
        raise page.unexpected(f"{no}: no ticket number")
    if candidate.get(f"/my/cases/{no}/ticket.pdf").status != 200:
        raise page.unexpected(f"{no}: no PDF")
    return found[1]


class Arranger(Staff):
    def plan(self, title: str) -> str | None:
        """The address of a plan's timetable, once somebody of it is admitted."""
        page = self.open("/arrange")
        for row in page.tree.xpath("//tbody/tr"):
            if title in row.text_content():
                return str(row.xpath(".//a/@href")[0])
        return None

    def waiting(self, plan: str) -> int:
        """How many of a plan wait for seats or their publication."""
        page = self.open("/arrange")
        row = page.tree.xpath("//tbody/tr[.//a[@href=$at]]", at=plan)
        return int(row[0].xpath("./td[last()]")[0].text_content().replace(",", "")) if row else 0

    def arrange(self, plan: str) -> int:
        """Everything from head-counts to published seats; returns how many sessions the plan has then."""
        self.open(f"{plan}/generate").form("/generate", field="first_on.year").submit().ok()
        self.solve(plan)
        self.assign_papers(plan)
        self.appoint(plan)
        self.publish(plan)
        return len(self.sessions(plan))

    def solve(self, plan: str) -> None:
        """Ask for an arrangement, wait until it is there, look at it, adopt it."""
        page = self.open(plan).form("/solve").submit().ok()
        address = page.path

        def ready() -> Page | None:
            found = self.open(address)
            return found if found.has_form("/adopt") else None

        wait_for("the arrangement", ready).form("/adopt").submit().ok()

    def assign_papers(self, plan: str) -> None:
        """The only sealed paper, else the first, for every theory session that lacks one."""
        self.open(plan).form("/papers").submit().ok()
        for at in self.sessions(plan):
            page = self.open(at)
            if "还没有指定试卷" in page.text and page.has_form("/paper"):
                form = page.form("/paper", field="paper")
                form.submit({"paper": form.options("paper")[0]}).ok()

    def appoint(self, plan: str) -> None:
        page = self.open(plan)
        if page.has_form("/invigilators"):
            page.form("/invigilators").submit().ok()

    def publish(self, plan: str) -> None:
        self.open(f"{plan}/publish").form("/publish", field="confirmed").submit({"confirmed": True}).ok()

    def sessions(self, plan: str) -> list[str]:
        return [href for href in self.open(plan).links("/arrange/sessions/") if re.fullmatch(r"/\w+/\w+/[\w-]+", href)]

    def move_somebody(self, session: str, *, reason: str) -> None:
        """The first in a room gets another seat there, with a reason that he reads."""
        page = self.open(self.open(session).links(f"{session}?seat=")[0])
        taken = {
            int(one.text_content().split()[0]) for one in page.tree.xpath("//a[contains(@class,'cf-seat')]/span[1]")
        }
        form = page.form("/arrange/people/", field="number")
        free = next(number for number in range(1, 500) if number not in taken)
        form.submit({"number": str(free), "reason": reason}).ok()
