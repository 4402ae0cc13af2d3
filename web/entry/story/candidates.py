"""A candidate: registers, walks the wizard, corrects, withdraws."""

import re
from dataclasses import dataclass, field
from datetime import date

from processes.apply.rules.materials import KINDS
from web.entry.demo import answers
from web.entry.demo.people import Synthetic
from web.entry.story.client import Form, Page, Unexpected, Value
from web.entry.story.people import Person, code_sent_to, dated, wait_for

OCCUPATIONS = {"6-11-01-03": "化工总控工", "4-04-05-05": "人工智能训练师"}
PERSON_OF_THIS_OCCUPATION = 2  # every second synthetic person is a 化工总控工, the occupation whose exam the demo has


@dataclass
class Candidate(Person):
    """`no` is the number of the application once it is handed in; `code` the last one that came by SMS."""

    who: Synthetic
    today: date
    no: str = field(default="")
    code: str = field(default="", repr=False)
    check: Page | None = field(default=None, repr=False)

    def sign_in(self) -> None:
        form = self.browser.get("/signin").ok().form("/signin", field="phone")

        def allowed() -> Page | None:
            page = form.submit({"phone": self.who.phone})
            return None if page.status == 429 else page.ok()

        self._enter_code(wait_for("another code", allowed, every=3))  # one a minute, by the clock on the wall

    def register(self) -> None:
        form = self.browser.get("/register").ok().form("/register", field="agree")
        page = self._enter_code(form.submit({"phone": self.who.phone, "agree": True}).ok())
        if not page.path.startswith("/my"):
            raise page.unexpected("not registered")

    def _enter_code(self, page: Page) -> Page:
        form = page.form(field="code")
        self.code = code_sent_to(self.browser, self.who.phone, used=self.code)
        return form.submit({"code": self.code}).ok()

    def apply(self, plan_path: str) -> None:
        """Walk the wizard up to the last page, `check`, and stop before handing in."""
        page = self.open(plan_path).form("/my/applications/start").submit().ok()
        page = _filled_by_pages(page, answers.identity(self.who))
        page = self._choose_rule(page)
        page = self._tell_history(page)
        page = self._upload(page)
        if not page.path.endswith("/check"):
            raise page.unexpected("the wizard did not come to its last page")
        self.check = page

    def hand_in(self) -> bool:
        """Submit; False when there was no place left any more."""
        if self.check is None:
            raise Unexpected("nothing to hand in")
        page = self.check.form(field="pledge").submit({"pledge": True})
        if page.status == 200 and page.path.endswith("/submitted"):
            self.no = _number(page)
            return True
        if page.status == 409:
            return False
        raise page.unexpected("not handed in")

    def _choose_rule(self, page: Page) -> Page:
        form = page.form(field="plan_line_id")
        line = _choice(form, "plan_line_id", OCCUPATIONS[self.who.occupation])
        given: dict[str, str | bool] = {"plan_line_id": line, "point_id": form.options("point_id")[0]}
        page = _filled(page, given | answers.facts(self.who, today=self.today))
        return page.form(field="rule_id").submit({"rule_id": self.who.rule}).ok()

    def _tell_history(self, page: Page) -> Page:
        rows = answers.history(self.who)
        for name, wanted in rows.items():
            while (
                f"{name}.{len(wanted) - 1}.{next(iter(wanted[0]))}" not in page.form(field="studies.0.school").names()
            ):
                form = page.form(field="studies.0.school")
                page = form.submit(button=("_add", name))
        given = {
            f"{name}.{at}.{key}": value
            for name, wanted in rows.items()
            for at, row in enumerate(wanted)
            for key, value in row.items()
        }
        if len(rows["works"]) > 1:
            given["tenure_pledge"] = True
        return _filled(page, given)

    def _upload(self, page: Page) -> Page:
        form = page.form("/materials")
        files: dict[str, Value] = {
            kind: (f"{kind}.jpg", answers.paper(self.who, kind, today=self.today), "image/jpeg")
            for kind in form.names()
            if kind in KINDS
        }
        if not files:
            raise page.unexpected("no material is asked for")
        return form.submit(files).ok()

    def case(self) -> Page:
        return self.open(f"/my/cases/{self.no}")

    def correct(self) -> int:
        """Replace every returned material; returns how many, 0 when nothing was returned."""
        page = self.get(f"/my/cases/{self.no}/correct")
        if page.status != 200 or not page.has_form("/correct"):
            return 0
        form = page.form("/correct")
        files: dict[str, Value] = {}
        for control in form.element.xpath(".//input[@type='file']"):
            kind = _kind_of(control)
            paper = answers.paper(self.who, kind, today=self.today)
            files[str(control.get("name"))] = (f"{kind}-new.jpg", paper, "image/jpeg")
        form.submit(files).ok()
        return len(files)

    def withdraw(self) -> None:
        self.open(f"/my/cases/{self.no}/withdraw").form("/withdraw").submit().ok()


def _filled_by_pages(page: Page, values: dict[str, str | bool]) -> Page:
    """The pages of a step one after the other, each with those of the answers that it asks for."""
    while values:
        form = page.form(field="_seen")
        names = {name.partition(".")[0] for name in form.names()}
        asked = {name: value for name, value in values.items() if name in names}
        if not asked:
            raise page.unexpected(f"nobody asks for {', '.join(values)}")
        values = {name: value for name, value in values.items() if name not in asked}
        page = _filled(page, asked)
    return page


def _filled(page: Page, values: dict[str, str | bool]) -> Page:
    """The step's form with these answers; dates go into their parts."""
    name = next(iter(values))
    form = page.form(field=name)
    given: dict[str, Value] = {}
    for key, value in values.items():
        given |= {key: value} if isinstance(value, bool) else dated(form, key, value)
    return form.submit(given).ok()


def _choice(form: Form, name: str, words: str) -> str:
    """The value of the radio button whose label has these words."""
    for control in form.element.xpath(".//input[@type='radio']"):
        if control.get("name") == name and words in control.xpath("string(ancestor::label)"):
            return str(control.get("value"))
    raise form.page.unexpected(f"no choice {words}")


def _kind_of(control: object) -> str:
    """Which material a file input of the correction page is for, by the words around it."""
    words = control.xpath("string(ancestor::li[1])")  # type: ignore[attr-defined]
    return next(kind.code for kind in KINDS.values() if kind.title in words)


def _number(page: Page) -> str:
    found = re.search(r"/my/cases/([^/\"'?]+)", " ".join(page.links("/my/cases/")))
    if not found:
        raise page.unexpected("no application number")
    return found.group(1)
