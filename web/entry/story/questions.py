"""Those who fill the bank: an author with files and a call, whoever follows its link, and two reviewers."""

import re
from dataclasses import dataclass

from web.entry.story.client import Page, Value
from web.entry.story.people import Person, Staff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class QuestionAuthor(Staff):
    """Someone who brings tables and questions, and calls for more."""

    def bring_table(self, workbook: bytes) -> Page:
        """Upload an element table, look at the preview, put it in force; returns the table's page."""
        form = self.open("/questions/elements").form("/questions/elements", field="file")
        preview = form.submit({"file": ("细目表.xlsx", workbook, XLSX)}).ok()
        return preview.form("/accept").submit().ok()

    def bring_questions(self, workbook: bytes) -> Page:
        """Import a workbook of questions; returns the bank."""
        form = self.open("/questions/import").form("/questions/import", field="file")
        return form.submit({"file": ("试题.xlsx", workbook, XLSX)}).ok()

    def write(self, **answers: Value) -> str:
        """Write one question online; returns its number."""
        form = self.open("/questions/new").form("/questions/new", field="stem")
        given: dict[str, Value] = {"point_id": form.options("point_id")[0]} | answers
        return _number(form.submit(given).ok())

    def call(self, title: str, *, until: str) -> str:
        """Call for questions until a day such as `2026-12-31`; returns the link's path."""
        form = self.open("/questions/campaigns/new").form("/questions/campaigns/new", field="title")
        year, month, day = until.split("-")
        page = form.submit({"title": title, "until.year": year, "until.month": month, "until.day": day}).ok()
        link = str(page.tree.xpath("//input[@id='link']/@value")[0])
        return link[link.index("/collect/") :]


@dataclass
class QuestionReviewer(Staff):
    """A first or a final reviewer, who takes whatever comes next."""

    def pass_all(self) -> int:
        """Pass everything that waits; each next question arrives by itself. Returns how many there were."""
        count, page = 0, self.next()
        while page is not None:
            page = _desk(page.form("/questions/review/", field="decision").submit({"decision": "pass"}).ok())
            count += 1
        return count

    def send_back(self, reason: str) -> str:
        """Return the next question with a reason; returns its number. Raises Unexpected when none waits."""
        page = self.next()
        if page is None:
            raise self.open("/questions/review").unexpected("no question waits")
        no = page.path.rpartition("/")[2]
        form = page.form("/questions/review/", field="decision")
        form.submit({"decision": "revise", "text": reason, "auto": True}).ok()
        return no

    def next(self) -> Page | None:
        """The desk with the question that waits longest, or None."""
        page = self.open("/questions/review")
        return _desk(page.form("/questions/review/next").submit().ok()) if page.has_form("/review/next") else None


@dataclass
class QuestionWriter:
    """A person with the link of a call, signed in by phone like any candidate."""

    person: Person
    link: str

    def hand_in(self, **answers: Value) -> Page:
        """Hand a question in through the link; returns the page of the call."""
        form = self.person.open(f"{self.link}/new").form(f"{self.link}/new", field="stem")
        named: dict[str, Value] = {"name": "高师傅"} if "name" in form.names() else {}
        given = {"point_id": form.options("point_id")[0]} | named | answers
        return form.submit(given).ok()

    def revise(self, no: str, **answers: Value) -> Page:
        """Revise a returned question; returns its page."""
        return self.person.open(f"/my/questions/{no}/revise").form("/revise", field="stem").submit(answers).ok()


def _desk(page: Page) -> Page | None:
    return page if re.fullmatch(r"/questions/review/[\w-]*\d[\w-]*", page.path) else None


def _number(page: Page) -> str:
    found = re.fullmatch(r"/questions/([\w-]+)", page.path)
    if found is None:
        raise page.unexpected("not the page of a question")
    return found[1]
