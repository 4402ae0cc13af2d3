"""One person at two devices: what each shows, what was acknowledged, and whether the answers of the wizard fit that."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from processes.apply import queries
from processes.apply.models import Application, Status
from processes.apply.rules.steps import STEPS
from processes.plans.models import Plan
from tests.web.candidate.applicant import CONTACT, Answers, applicant, identity
from tests.web.visitor import values_on


@dataclass(frozen=True)
class Place:
    """A page of the wizard that is typed into: its step, its address, and the field that is looked after."""

    step: str
    url: str
    field: str

    @property
    def keep(self) -> str:
        return self.url.replace(self.step, f"{self.step}/keep")


PLACES = {
    "document": Place("identity", "identity", "name"),
    "contact": Place("identity", CONTACT, "address"),
    "history": Place("history", "history", "works.0.employer"),
}


@dataclass
class Shown:
    """A page as a device shows it: what stands in it, and how often it had been saved when it was drawn."""

    values: Answers
    seen: int


class TwoDevices(RuleBasedStateMachine):
    """`said` is the field of each page that is looked after: what was last acknowledged; `saves` counts how often a
    page was saved; `pages` are what the devices show."""

    app: FastAPI
    tenant: UUID
    plan: Plan
    number = 0

    @initialize(until=st.sampled_from(["identity", "history", "check"]))
    def begin(self, until: str) -> None:
        TwoDevices.number += 1
        phone = f"199001{TwoDevices.number:05d}"
        self.devices = {name: applicant(self.app, self.tenant, phone) for name in ("phone", "tablet")}
        self.devices["phone"].walk(self.tenant, self.plan, until=until)
        self.devices["tablet"].path = self.devices["phone"].path
        self.saves = dict.fromkeys(PLACES, 0)
        if until == "identity":
            self.devices["phone"].post(f"{self.path}/identity", identity())
            self.saves["document"] = 1
        self.pages: dict[tuple[str, str], Shown] = {}
        self.said: dict[str, Answers] = {place: {} for place in PLACES}
        self.materials: set[str] = set(self.wanted()) if until == "check" else set()
        self.over = False

    def look(self, device: str, place: str) -> None:
        answer = self.devices[device].get(f"{self.path}/{PLACES[place].url}")
        if self.is_open(PLACES[place].step):
            assert answer.status_code == 200
            self.pages[device, place] = Shown(values_on(answer.text), self.saves[place])
        else:
            assert answer.status_code == 303

    @property
    def path(self) -> str:
        return self.devices["phone"].path

    def application(self) -> Application:
        return self.devices["phone"].application(self.tenant)

    def finished(self) -> set[str]:
        return set(self.application().finished)

    def finished_answers(self, place: str) -> Answers:
        name = PLACES[place].field
        return {name: self.page(place)[name]}

    def wanted(self) -> list[str]:
        return [kind.code for kind in queries.needed(self.application())]

    def is_open(self, step: str) -> bool:
        row = self.application()
        current = next((each for each in STEPS if each not in row.finished), STEPS[-1])
        return row.status == Status.DRAFT and (step in row.finished or step == current)

    def page(self, place: str) -> Answers:
        return values_on(self.devices["phone"].get(f"{self.path}/{PLACES[place].url}").text)

    def post(self, device: str, url: str, data: Answers) -> Any:
        return self.devices[device].post(f"{self.path}/{url}", data)

    def held(self, device: str, place: str) -> Shown | None:
        """The page a device has open, however old; opened now where there is none. None while its step is shut."""
        if (device, place) not in self.pages and not self.over and self.is_open(PLACES[place].step):
            self.look(device, place)
        return None if self.over else self.pages.get((device, place))

    def keep(self, device: str, place: str, changed: Answers) -> None:
        """What the page saves by itself while somebody types; the page stays where it is."""
        page = self.held(device, place)
        if page is None:
            return
        page.values |= changed
        answer = self.post(device, PLACES[place].keep, page.values)
        if answer.status_code == 200:
            self.acknowledged(place, page, changed)
        else:
            self.refused(answer, place, page, page.values)

    def save(self, device: str, place: str, answers: Answers, *, later: bool) -> None:
        page = self.held(device, place)
        if page is None:
            return
        name = PLACES[place].field
        stamp = {"_seen": page.values["_seen"]}
        answer = self.post(device, PLACES[place].url, answers | stamp | ({"later": "1"} if later else {}))
        early = answer.status_code == 409 and "已经保存" in answer.text  # an earlier step was taken back meanwhile
        if answer.status_code == 303 or early:
            self.acknowledged(place, page, {name: answers[name]})
            page.values = answers | stamp
        else:
            self.refused(answer, place, page, answers)

    def acknowledged(self, place: str, page: Shown, said: Answers) -> None:
        """Saved: that is only right for a page that nobody else has overtaken."""
        assert page.seen == self.saves[place], "an older page has overwritten what was saved"
        self.saves[place] += 1
        page.seen = self.saves[place]
        self.said[place] = said

    def refused(self, answer: Any, place: str, page: Shown, typed: Answers) -> None:
        """An older page: nothing was overwritten, and what was typed there is shown still."""
        assert answer.status_code == 409, answer.text
        if self.over:
            return
        assert "另一台设备" in answer.text
        assert page.seen != self.saves[place], "a page was refused that nobody has overtaken"
        if "<html" in answer.text:
            name = PLACES[place].field
            assert values_on(answer.text).get(name, "") == typed.get(name, "")


def rows_on(page: Answers) -> int:
    return len([name for name in page if name.startswith("works.") and name.endswith(".employer")])
