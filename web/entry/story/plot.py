"""What happens in the story, in its order."""

from collections.abc import Callable
from threading import Barrier
from typing import TypeVar

from engine.platform import calendar, clock
from web.entry.demo.people import synthetic
from web.entry.demo.staff import PASSWORD, STAFF
from web.entry.story import checks, turns
from web.entry.story.candidates import PERSON_OF_THIS_OCCUPATION, Candidate
from web.entry.story.client import Browser, Unexpected
from web.entry.story.desks import Desks
from web.entry.story.judging import Stage
from web.entry.story.office import CORRECTION_DAYS, Operator, PlanApprover, Planner, wait_for_open_plan
from web.entry.story.people import Staff
from web.entry.story.reviewers import Casebook, Reviewer, Supervisor
from web.entry.story.script import Fate, Part
from web.entry.story.second_half import SecondHalf
from web.entry.story.together import all_at_once
from web.entry.story.waiting import until_quiet

TITLE = "故事：2027 年第一批职业技能等级认定"
MOST_ROUNDS = 8
ANSWERED = [204, 204, 401, 401]  # a notice, the same again, a forged one, a stale one
S = TypeVar("S", bound=Staff)


class Plot:
    """Plays every part. `tell` hears how it goes."""

    def __init__(self, address: str, cast: list[Part], tell: Callable[[str], None]) -> None:
        self.address, self.cast, self.tell = address, cast, tell
        self.tenant = checks.tenant()
        self.operator = self._staff(Operator, "operator")
        self.candidates: dict[int, Candidate] = {}
        self.raced: list[bool] = []
        self.corrections: dict[Fate, int] = {}
        self.desks: Desks | None = None
        self.noticed: list[int] = []

    def play(self) -> None:
        plan = self._publish()
        self._apply(plan)
        self._race()
        self._of(Fate.WITHDRAWN)[0].withdraw()
        self.tell("一人撤回")
        self._review()
        second = SecondHalf(self.address, self.cast, self.candidates, self.operator, self.tell)
        second.pay()
        second.learn()
        self._expire()
        second.late_money()
        second.sit(plan_title=TITLE)
        second.retake(plan_title=TITLE)
        second.certify()
        self.noticed = second.noticed

    def moments(self) -> dict[str, bool]:
        """Whether each awkward moment did happen, by name."""
        seen = self.desks.seen if self.desks else set()
        return {
            Fate.SEVERAL.value: self.corrections.get(Fate.SEVERAL, 0) >= 2,
            Fate.TWICE.value: self.corrections.get(Fate.TWICE, 0) >= 2,
            Fate.TAKEN_BACK.value: Fate.TAKEN_BACK in seen,
            Fate.TWO_PEOPLE.value: Fate.TWO_PEOPLE in seen,
            Fate.LEASE.value: Fate.LEASE in seen,
            Fate.RACE.value: sorted(self.raced) == [False, True],
            **turns.happened({self.candidates[part.index].no: part.turn for part in self.cast}),
            "forged and stale notices refused": self.noticed == ANSWERED,
        }

    def _publish(self) -> str:
        planner = self._staff(Planner, "planner")
        path = planner.draw_up(TITLE, self.cast, today=clock.today())
        self._staff(PlanApprover, "plan-approver").approve(path)
        until_quiet(self.tenant)
        self.operator.move_clock(days=1)
        found = wait_for_open_plan(planner, TITLE)
        self.tell("计划已批准并开放报名")
        return found

    def _apply(self, plan: str) -> None:
        for part in self.cast:
            who = synthetic(part.index * PERSON_OF_THIS_OCCUPATION, today=clock.today())
            self.candidates[part.index] = Candidate(Browser(self.address), who, clock.today())

        def one(part: Part) -> None:
            candidate = self.candidates[part.index]
            candidate.register()
            candidate.apply(plan)
            if part.fate is not Fate.RACE and not candidate.hand_in():
                raise Unexpected(f"part {part.index} found no place")
            self.tell(f"第 {part.index + 1} 名申请人 {candidate.no or '已到最后一步'}")

        all_at_once(one, self.cast)

    def _race(self) -> None:
        start = Barrier(2)

        def hand_in(candidate: Candidate) -> None:
            start.wait()
            self.raced.append(candidate.hand_in())

        all_at_once(hand_in, self._of(Fate.RACE))
        self.tell(f"最后一个名额：{self.raced}")
        until_quiet(self.tenant)

    def _review(self) -> None:
        first = self._reviewers("机构初审员", Stage.FIRST)
        authority = self._reviewers("审批员", Stage.AUTHORITY)
        fates = {candidate.no: self._fate(index) for index, candidate in self.candidates.items() if candidate.no}
        self.desks = Desks((first[0], first[1]), self.operator, Casebook(fates), self.tell)
        for _ in range(MOST_ROUNDS):
            judged = 0
            for reviewer in (*first, *authority):
                judged += self.desks.work(reviewer)
                self.operator.move_clock(minutes=3)
                until_quiet(self.tenant)
            judged += self._correct()
            if not judged:
                return
        raise Unexpected("the review did not come to an end")

    def _correct(self) -> int:
        """Whoever was told to correct does so, but for the one who never does; returns how many did."""
        done = 0
        for fate in (Fate.SEVERAL, Fate.TWICE):
            for candidate in self._of(fate):
                if (count := candidate.correct()) > 0:
                    self.corrections[fate] = self.corrections.get(fate, 0) + count
                    self.tell(f"{candidate.no} 补正 {count} 份材料")
                    done += 1
        until_quiet(self.tenant)
        return done

    def _expire(self) -> None:
        """Nobody corrects until the time is over, however many holidays are in it; the supervisor lets the case end."""
        left = calendar.add_working_days(clock.now(), CORRECTION_DAYS) - clock.now()
        self.operator.move_clock(days=left.days + 1)
        until_quiet(self.tenant)
        supervisor = self._staff(Supervisor, "supervisor")
        count = supervisor.let_expire()
        self.tell(f"{count} 人逾期未补正")
        until_quiet(self.tenant)

    def _of(self, fate: Fate) -> list[Candidate]:
        return [self.candidates[part.index] for part in self.cast if part.fate is fate]

    def _fate(self, index: int) -> Fate:
        return next(part.fate for part in self.cast if part.index == index)

    def _staff(self, kind: type[S], login: str) -> S:
        """Whoever has this login name, at a screen of his own."""
        return kind(Browser(self.address), login, PASSWORD)

    def _reviewers(self, role: str, stage: Stage) -> list[Reviewer]:
        logins = [account.login for account in STAFF if account.role == role]
        return [Reviewer(Browser(self.address), login, PASSWORD, stage) for login in logins]
