"""The days of the exam: every session in its order, from the door to the signed sheet."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from engine.platform import clock
from web.entry.demo.staff import PASSWORD
from web.entry.story import knowledge
from web.entry.story.candidates import Candidate
from web.entry.story.client import Browser, Unexpected
from web.entry.story.exam import Choose, ExamTaker, InvigilatorDesk
from web.entry.story.office import Operator
from web.entry.story.script import Turn
from web.entry.story.together import all_at_once
from web.entry.story.waiting import SessionTime, timetable, until_quiet

BEFORE_HAND_IN = 31  # minutes; the plan lets nobody hand in earlier
INVIGILATORS, CHIEF = ("jishi-invigilator", "jishi-invigilator2"), "jishi-chief"


@dataclass
class ExamDay:
    """`tickets` are numbers by application; `turns` what happens to whom."""

    address: str
    tenant: UUID
    operator: Operator
    people: list[Candidate]
    tickets: Mapping[str, str]
    turns: Mapping[str, Turn]
    tell: Callable[[str], None]

    def hold(self) -> None:
        """Every session that is still to come."""
        while coming := timetable(self.tenant):
            at = coming[0].starts_at
            together = [one for one in coming if one.starts_at == at]
            minutes = math.ceil((at - clock.now()).total_seconds() / 60) + 1
            self.operator.move_clock(minutes=minutes)
            until_quiet(self.tenant)
            for one in together:
                self._session(one)
            until_quiet(self.tenant)

    def _session(self, one: SessionTime) -> None:
        chief = InvigilatorDesk(Browser(self.address), CHIEF, PASSWORD)
        path = f"/invigilate/{one.id}"
        desk = self._appointed(path)
        here = [who for who in self.people if who.no in one.numbers]
        absent = [who for who in here if one.theory and self.turns[who.no] is Turn.ABSENT]
        present = [who for who in here if who not in absent]
        admitted = desk.admit(path, *(who.who.name for who in present))
        if one.theory:
            self._papers(path, present, desk, chief)
        for who in absent:  # only once nobody may come in any more
            desk.act(path, who.who.name, "absent")
        chief.close(path, "秩序良好")
        self.tell(f"{'理论' if one.theory else '技能'}一场：到考 {admitted}，缺考 {len(absent)}")

    def _appointed(self, path: str) -> InvigilatorDesk:
        """Whoever the exam office has appointed for this session."""
        for login in INVIGILATORS:
            desk = InvigilatorDesk(Browser(self.address), login, PASSWORD)
            if desk.get(path).status == HTTPStatus.OK:
                return desk
        raise Unexpected(f"nobody is appointed for {path}")

    def _papers(self, path: str, here: list[Candidate], desk: InvigilatorDesk, chief: InvigilatorDesk) -> None:
        takers = {who.no: self._taker(who) for who in here}

        def begin(who: Candidate) -> None:
            takers[who.no].enter()
            takers[who.no].start()

        def write(who: Candidate) -> None:
            _answer(takers[who.no], self._choice(who))

        all_at_once(begin, here)
        self._disqualify(path, here, desk, chief)
        staying = [who for who in here if self.turns[who.no] is not Turn.DISQUALIFIED]
        all_at_once(write, staying)
        self.operator.move_clock(minutes=BEFORE_HAND_IN)
        all_at_once(lambda who: _hand_in(takers[who.no]), staying)

    def _disqualify(self, path: str, here: list[Candidate], desk: InvigilatorDesk, chief: InvigilatorDesk) -> None:
        for who in here:
            turn = self.turns[who.no]
            if turn in (Turn.REVERSED, Turn.DISQUALIFIED):
                desk.act(path, who.who.name, "disqualify", reason="夹带资料，已取证")
                if turn is Turn.REVERSED:
                    chief.act(path, who.who.name, "reverse", reason="经查是空白草稿纸，恢复作答")
                else:
                    chief.act(path, who.who.name, "confirm")

    def _choice(self, who: Candidate) -> Choose:
        if self.turns[who.no] is Turn.FAILED:
            return knowledge.wrongly
        return knowledge.rightly

    def _taker(self, who: Candidate) -> ExamTaker:
        return ExamTaker(Browser(self.address), self.tickets[who.no], who.who.id_number[-6:])


def _answer(taker: ExamTaker, choose: Choose) -> None:
    """Everything by the script, sent at once, as from a machine that was offline for a while."""
    machine = taker.machine()
    for question in machine.device["questions"]:
        machine.put_down(int(question["place"]), choose(question))
    machine.send()


def _hand_in(taker: ExamTaker) -> None:
    page = taker.hand_in()
    if "交卷回执" not in page.text:
        raise page.unexpected("no receipt")
