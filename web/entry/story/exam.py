"""In the exam room: candidates who sit their exam, with a network and without, and invigilators at their desk."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from processes.sit import rules
from web.entry.story.client import Browser, Page, Value
from web.entry.story.people import Staff

Question = Mapping[str, Any]
Choose = Callable[[Question], str]  # the paper's own letters, in order; empty leaves it blank


def first_choice(question: Question) -> str:
    """Whoever knows nothing."""
    return str(question["choices"][0]["letter"])


@dataclass
class Machine:
    """What the exam page's script does: lines put down, chained and signed, kept until they are sent."""

    browser: Browser
    device: Mapping[str, Any]
    began: float = field(default_factory=time.monotonic)
    lines: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sequence, self.head = int(self.device["sequence"]), str(self.device["head"])
        self.key = bytes.fromhex(self.device["key"])

    @property
    def client_ms(self) -> int:
        return int(self.device["elapsed_ms"]) + int((time.monotonic() - self.began) * 1000)

    def put_down(self, place: int, answer: str) -> None:
        self.sequence += 1
        ms, previous = self.client_ms, self.head
        self.head = rules.line_hash(previous, self.sequence, place, answer, ms)
        known = {"sequence": self.sequence, "place": place, "answer": answer, "client_ms": ms, "previous": previous}
        self.lines.append({**known, "hash": self.head, "mac": rules.mac_of(self.key, self.head)})

    def send(self, *, aways: Sequence[Mapping[str, Any]] = (), keep: bool = False) -> dict[str, Any]:
        """Report everything that is left; with `keep` it is sent again the next time, as after a lost answer."""
        said: dict[str, Any] = {}
        left = list(self.lines)
        while left or not said:
            batch, left = left[:100], left[100:]
            body = {"client_ms": self.client_ms, "unsent": len(left), "lines": batch, "aways": list(aways)}
            status, said = self.browser.report(f"/exam/{self.device['sitting']}/journal", body)
            if status != 200:
                raise AssertionError(f"the journal was refused: {status} {said}")
            aways = ()
        if not keep:
            self.lines = [line for line in self.lines if line["sequence"] > said["sequence"]]
        return said


@dataclass
class ExamTaker:
    """A candidate at an exam machine, who knows his ticket and his ID number."""

    browser: Browser
    ticket: str
    id_tail: str
    sitting: UUID | None = None

    def enter(self) -> Page:
        """Show ticket and number; the waiting room."""
        page = self.browser.get("/exam").ok().form("/exam", field="ticket")
        room = page.submit({"ticket": self.ticket, "id_tail": self.id_tail}).ok()
        self.sitting = UUID(room.path.split("/")[2])
        return room

    def start(self) -> Page:
        """Begin; the first question."""
        return self.browser.get(f"/exam/{self.sitting}").ok().form("/start").submit({"script": "true"}).ok()

    def machine(self) -> Machine:
        """The script of the page."""
        page = self.browser.get(f"/exam/{self.sitting}/q/1").ok()
        (data,) = page.tree.xpath("//script[@id='exam-device']/text()")
        return Machine(self.browser, json.loads(data))

    def answer_by_forms(self, choose: Choose = first_choice) -> None:
        """All questions, one page after the other, without a script."""
        page = self.browser.get(f"/exam/{self.sitting}/q/1").ok()
        for question in self.machine().device["questions"]:
            letters = choose(question)
            given: dict[str, Value] = {"answer": list(letters) if question["several"] else letters} if letters else {}
            page = page.form("/q/").submit(given, button=("go", "next")).ok()

    def answer(self, choose: Choose = first_choice, *, cut: tuple[int, int] = (0, 0)) -> None:
        """All questions by the script; between the `cut` questions there is no network, then everything follows,
        once more than needed, as after an answer that got lost on its way."""
        machine = self.machine()
        for question in machine.device["questions"]:
            if letters := choose(question):
                machine.put_down(int(question["place"]), letters)
            if not cut[0] <= question["number"] < cut[1]:
                machine.send(keep=question["number"] == cut[1])
        machine.send()

    def leave_page(self, times: int) -> str:
        """Look away so many times, two seconds each; the state of the sitting afterwards."""
        machine = self.machine()
        known = int(machine.device["switches"])
        said: dict[str, Any] = {}
        for number in range(known + 1, known + times + 1):
            said = machine.send(aways=[{"number": number, "ms": 2000}])
        return str(said["state"])

    def hand_in(self) -> Page:
        """Check and hand in; the page with the receipt and, once marked, the score."""
        form = self.browser.get(f"/exam/{self.sitting}/check").ok().form("/hand-in")
        return form.submit({"confirm": True}).ok()

    def done(self) -> Page:
        return self.browser.get(f"/exam/{self.sitting}/done").ok()


@dataclass
class InvigilatorDesk(Staff):
    """An invigilator, or a chief."""

    def sessions(self) -> list[str]:
        """The addresses of today's sessions."""
        return [link for link in self.open("/invigilate").links("/invigilate/") if not link.endswith("/machines")]

    def admit(self, session: str, *names: str) -> int:
        """Let in everybody who is expected, or only these people; returns how many."""
        count = 0
        while True:
            page = self.open(f"{session}/door")
            found = None
            for row in page.tree.xpath("//tbody/tr"):
                name = str(row.xpath("string(th)")).strip()
                if row.xpath(".//form") and (not names or name in names):
                    found = str(row.xpath("string(.//form/@action)"))
                    break
            if found is None:
                return count
            page.form(found).submit(button=("act", "admit")).ok()
            count += 1

    def act(self, session: str, name: str, deed: str, *, reason: str = "", seconds: int = 0) -> Page:
        """Choose a candidate on the wall and do one thing with him, such as `absent`, `disqualify`, `reverse`."""
        wall = self.open(session)
        for link in wall.tree.xpath("//a[contains(@class, 'cf-seat')]"):
            if name in link.text_content():
                form = self.open(str(link.get("href"))).form(session, field="act")
                given: dict[str, Value] = {"act": deed, "reason": reason}
                return form.submit(given | ({"seconds": str(seconds)} if seconds else {})).ok()
        raise wall.unexpected(f"nobody called {name} on the wall")

    def close(self, session: str, note: str = "") -> Page:
        """Sign the sheet of a session; for chiefs."""
        return self.open(f"{session}/close").form("/close").submit({"note": note}).ok()
