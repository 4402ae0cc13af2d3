"""From approval to a certificate anyone can verify: paying, learning, the exam, retakes, certificates."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TypeVar

from engine.platform import calendar, clock
from web.entry.demo.staff import PASSWORD, STAFF
from web.entry.story import checks, knowledge, paying
from web.entry.story.arranger import Arranger, ticket_number
from web.entry.story.candidates import Candidate
from web.entry.story.certifying import CertificateApprover, CertificateOffice
from web.entry.story.client import Browser, Unexpected
from web.entry.story.exam_day import ExamDay
from web.entry.story.learners import Learner, Trainer
from web.entry.story.marking import ChiefExaminer, Examiner, ObjectionConfirmer, ObjectionOfficer, object_to
from web.entry.story.office import GRADE, LASTS, OCCUPATION, Operator
from web.entry.story.paper_desk import Assembler, PaperApprover
from web.entry.story.people import Staff
from web.entry.story.script import RETAKEN, Part, Turn
from web.entry.story.together import InStep, all_at_once
from web.entry.story.waiting import until_quiet

S = TypeVar("S", bound=Staff)
GOOD, POOR, CORRECTED = "82.5", "56", "61.5"
PUBLICITY_DAYS = 5  # working days
SKILL = "操作技能"


class SecondHalf:
    """Everything after the review. `noticed` are the answers to a notice, its repetition, a forged and a stale one."""

    def __init__(
        self,
        address: str,
        cast: list[Part],
        candidates: dict[int, Candidate],
        operator: Operator,
        tell: Callable[[str], None],
    ) -> None:
        self.address, self.cast, self.candidates = address, cast, candidates
        self.operator, self.tell = operator, tell
        self.tenant, self.began = checks.tenant(), clock.today()
        self.gateways = paying.Gateways(Browser(address))
        self.turns = {candidates[part.index].no: part.turn for part in cast if candidates[part.index].no}
        self.late_order = ""
        self.noticed: list[int] = []

    def pay(self) -> None:
        """Everybody who was approved pays, but for two: one is late, one never does."""
        until_quiet(self.tenant)
        owing: list[Candidate] = []

        def look(one: Candidate) -> None:
            if paying.owes(one, one.no):
                owing.append(one)

        all_at_once(look, [one for one in self.candidates.values() if one.no], most=8)
        late, never = self._one(Turn.LATE), self._one(Turn.UNPAID)
        self.learners = [one for one in owing if one not in (late, never)]
        self.late_order = paying.choose(late, late.no, "alipay")
        all_at_once(self._pay, self.learners)
        until_quiet(self.tenant)
        self.tell(f"{len(self.learners)} 人已缴费，2 人未缴")

    def learn(self) -> None:
        """All learn in step, so that their hours pass once."""
        self._learn(self.learners)

    def late_money(self) -> None:
        """The order is closed: money that comes now goes back; the candidate opens it again and pays."""
        late = self._one(Turn.LATE)
        self.gateways.do(self.late_order, "late")
        until_quiet(self.tenant)
        self._staff(paying.FinanceApprover, "finance-approver").approve_refunds()
        until_quiet(self.tenant)
        paying.reopen(late, late.no)
        until_quiet(self.tenant)
        self._pay(late)
        until_quiet(self.tenant)
        self._learn([late])
        self.tell("逾期到账已退，重新缴费")

    def sit(self, *, plan_title: str) -> None:
        """After the plan has closed: seats, the exam, marks, an objection, results."""
        self._move_to_day(self.began + LASTS + timedelta(days=1))
        seated = [*self.learners, self._one(Turn.LATE)]
        self._exam(plan_title, seated, first=True)
        objector = self._one(Turn.OBJECTION)
        object_to(objector, objector.no, SKILL, "第二项操作没有计分，请复核录像。")
        until_quiet(self.tenant)
        self._staff(ObjectionOfficer, "objections").uphold(CORRECTED)
        self._staff(ObjectionConfirmer, "supervisor").confirm_all()
        until_quiet(self.tenant)
        self._publicity()

    def retake(self, *, plan_title: str) -> None:
        """Who failed or was absent pays for what is left and sits it again, on a paper with other questions."""
        again = [self.candidates[part.index] for part in self.cast if part.turn in RETAKEN]
        for one in again:
            self._pay(one)
        until_quiet(self.tenant)
        assembler = self._staff(Assembler, "assembler")
        paper = assembler.assemble("补考试卷")
        assembler.submit(paper)
        self._staff(PaperApprover, "paper-approver").approve(paper)
        self._exam(plan_title, again, first=False)
        self._publicity()

    def certify(self) -> None:
        """One batch for all; then one certificate is voided and issued again."""
        office = self._staff(CertificateOffice, "certificates")
        approver = self._staff(CertificateApprover, "certificate-approver")
        self._issue(office, approver)
        voided = self._one(Turn.VOID)
        at = office.find(voided.who.name)
        office.ask_void(at, "证书上的照片有误，持证人提供了新照片。")
        approver.void_and_issue_again(at)
        self._issue(office, approver)
        self.tell("一本证书作废并补发")

    def _issue(self, office: CertificateOffice, approver: CertificateApprover) -> None:
        until_quiet(self.tenant)
        batch = office.make_batch(OCCUPATION, GRADE)
        approver.approve(batch)
        until_quiet(self.tenant)
        self.tell(f"发证 {office.issued(batch)} 本")

    def _pay(self, who: Candidate) -> None:
        """Choose a code, pay it, wait until the page says so."""
        if self.turns[who.no] is Turn.NOTICES:
            order = paying.choose(who, who.no, "wechat")
            self.noticed = [self.gateways.do(order, deed) for deed in ("pay", "again", "forged", "stale")]
        else:
            order = paying.choose(who, who.no, paying.CHANNELS[int(who.no[-1]) % 2])
            paying.Gateways(Browser(self.address)).do(order, "pay")
        paying.settled(who, who.no)

    def _learn(self, people: list[Candidate]) -> None:
        step = InStep(len(people), lambda minutes: self.operator.move_clock(minutes=minutes))

        def study(who: Candidate) -> None:
            try:
                learner = Learner(who)
                for path in learner.trainings():
                    learner.study(path, step.tick, answers=knowledge.letters)
            except BaseException:
                step.give_up()
                raise

        all_at_once(study, people, most=len(people))
        until_quiet(self.tenant)
        confirmed = self._staff(Trainer, "jishi-trainer").confirm_all()
        until_quiet(self.tenant)
        self.tell(f"{confirmed} 人培训合格")
        if confirmed != len(people):
            raise Unexpected(f"{confirmed} of {len(people)} have learnt")

    def _exam(self, plan_title: str, people: list[Candidate], *, first: bool) -> None:
        arranger = self._staff(Arranger, "arranger")
        plan = arranger.plan(plan_title)
        if plan is None:
            raise Unexpected("nobody of the plan waits for a seat")
        sessions = arranger.arrange(plan)
        until_quiet(self.tenant)
        self.tell(f"{sessions} 场考试已编排")
        tickets: dict[str, str] = {}

        def fetch(who: Candidate) -> None:
            tickets[who.no] = ticket_number(who, who.no)

        all_at_once(fetch, people, most=8)
        turns = self.turns if first else dict.fromkeys(self.turns, Turn.NONE)
        ExamDay(self.address, self.tenant, self.operator, people, tickets, turns, self.tell).hold()
        self._mark(first=first)
        until_quiet(self.tenant)

    def _mark(self, *, first: bool) -> None:
        def points(no: str) -> str:
            return POOR if first and self.turns.get(no) is Turn.OBJECTION else GOOD

        for login in _logins("jishi", "考评员"):
            self._staff(Examiner, login).score_all(points)
        chief = self._staff(ChiefExaminer, "jishi-chief-examiner")
        self.tell(f"已确认 {chief.close_all()} 人的技能成绩")

    def _publicity(self) -> None:
        over = calendar.add_working_days(clock.now(), PUBLICITY_DAYS) - clock.now()
        self.operator.move_clock(days=over.days + 1)
        until_quiet(self.tenant)
        self.tell("公示期满")

    def _move_to_day(self, day: date) -> None:
        left = (day - clock.today()).days
        if left > 0:
            self.operator.move_clock(days=left)
        until_quiet(self.tenant)

    def _one(self, turn: Turn) -> Candidate:
        return self.candidates[next(part.index for part in self.cast if part.turn is turn)]

    def _staff(self, kind: type[S], login: str) -> S:
        return kind(Browser(self.address), login, PASSWORD)


def _logins(prefix: str, role: str) -> Iterable[str]:
    return [account.login for account in STAFF if account.role == role and account.login.startswith(prefix)]
