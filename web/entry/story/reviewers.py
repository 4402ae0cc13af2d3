"""A reviewer at the desk: takes the next applicant, judges each material, concludes, and the next one is there."""

import re
from collections import Counter
from dataclasses import dataclass, field

from web.entry.story.client import Form, Page, Value
from web.entry.story.judging import Conclusion, Decision, Stage, decide
from web.entry.story.people import Staff
from web.entry.story.script import Fate

TEXT = "图像不清晰，请重新拍摄后上传，四角完整。"
REASON = "不符合申报条件，补正也不能改变。"
MOST_MATERIALS = 40


@dataclass
class Casebook:
    """Which fate each number has, and how often each stage has judged it."""

    fates: dict[str, Fate]
    visits: Counter[tuple[str, Stage]] = field(default_factory=Counter)

    def next_decision(self, no: str, stage: Stage) -> Decision:
        self.visits[no, stage] += 1
        return decide(self.fates[no], stage, self.visits[no, stage])


class Desk(Staff):
    """Whoever works through the review inbox."""

    def next(self) -> Page | None:
        """The workspace of the next applicant, or None when nobody waits."""
        page = self.open("/review")
        if not page.has_form("/review/next"):
            return None
        page = page.form("/review/next").submit()
        return page.ok() if number_of(page) else None

    def take(self, no: str) -> Page:
        """Look for one applicant by number and take the case."""
        return self.open("/review", q=no).form("/review/next").submit().ok()


class Supervisor(Desk):
    def let_expire(self) -> int:
        """End every case whose applicant has not corrected in time; returns how many."""
        count = 0
        while page := self.next():
            form = page.form("/decision/", field="supervision")
            form.submit({"supervision": "expire", "text": "期限内未补正，按逾期终止。"}).ok()
            count += 1
        return count


@dataclass
class Reviewer(Desk):
    """A first reviewer or an approver."""

    stage: Stage

    def judge(self, page: Page, decision: Decision, *, stop: bool = False) -> Page:
        """Give a verdict on every material that wants one, then conclude; returns the page that follows.

        That is the next applicant's, unless `stop` ticks the box that says no.
        """
        no, faults = number_of(page), decision.faults
        for _ in range(MOST_MATERIALS):
            form = _unjudged(page, "return" if faults > 0 else "pass")
            if form is None:
                return self.conclude(page, no, decision.conclusion, stop=stop)
            page = form.submit(verdict(form, returned=faults > 0)).ok()
            faults -= 1
        raise page.unexpected("materials without end")

    def conclude(self, page: Page, no: str, conclusion: Conclusion, *, stop: bool = False) -> Page:
        """Submit the conclusion; a return is shown as the applicant will read it, and confirmed there."""
        form = page.form(f"/review/{no}/conclusion", field="conclusion")
        given: dict[str, Value] = {"conclusion": conclusion.value, "auto": stop}
        if conclusion is Conclusion.REJECT:
            given["text"] = REASON
        page = form.submit(given).ok()
        if conclusion is Conclusion.RETURN:
            page = page.form(f"/review/{no}/conclusion", field="ok").submit({"ok": True}).ok()
        return page

    def take_back(self, no: str) -> Page:
        """Take the conclusion back within its delay, and the case into hand again; returns the workspace."""
        page = self.open("/review/done")
        page.form(f"/review/{no}/take-back").submit().ok()
        page = self.open(f"/review/{no}")
        return page.form("/review/next").submit().ok() if page.has_form("/review/next") else page


def number_of(page: Page) -> str:
    """The application number of a workspace's address; empty on other pages."""
    found = re.fullmatch(r"/review/([^/]+)", page.path)
    return found.group(1) if found and found.group(1) not in ("next", "done") else ""


def verdict(form: Form, *, returned: bool) -> dict[str, Value]:
    """The answers of one material's form."""
    if not returned:
        return {}
    return {"reason": form.options("reason")[0], "text": TEXT}


def _unjudged(page: Page, wanted: str) -> Form | None:
    """The form that gives the material that waits this verdict; None once the conclusion is asked for."""
    forms = page.forms()
    if any("conclusion" in form.names() for form in forms):
        return None
    return next((form for form in forms if "/material/" in form.action and ("verdict", wanted) in form.values()), None)
