"""Candidates at the exam: seats, sittings, a sealed paper and its answers, as rows; the case itself by the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.ids import new_id
from engine.platform.people import Actor, queries
from engine.workflow import commands
from engine.workflow.commands.time import move_due
from engine.workflow.models import Instance
from processes.apply.models import Application
from processes.arrange.models import Admission, ExamRoom, ExamSession, Seat
from processes.mark.models import SubjectResult
from processes.papers import content
from processes.papers.content import PaperContent, PaperQuestion
from processes.papers.models import Paper
from processes.plans.models import Plan, PlanInstitution
from processes.questions.models import ElementTable
from processes.sit.models import AnswerLine, Sitting, SittingState
from tests.processes.apply.builders import line_of, make_applicant, make_application
from tests.processes.review.builders import make_staff
from tests.support.time import pass_by

DAY = timedelta(days=1)
OCCUPATION = "6-11-01-03"


def make_paper(session: Session, *, key: str = "ABCDT", score: int = 200) -> Paper:
    """A sealed paper of as many questions as `key` has letters; `T` and `F` are judgements."""
    table = ElementTable(occupation=OCCUPATION, grade="3", edition=1, title="细目表", imported_by=new_id())
    session.add(table)
    session.flush()
    paper = Paper(
        no=str(new_id())[-6:], title="理论知识试卷", occupation=OCCUPATION, grade="3", table_id=table.id,
        status="sealed",
        structure=[], minutes=90, cooling_days=180, assembled_by=new_id(),
    )  # fmt: skip
    session.add(paper)
    session.flush()
    questions = [
        PaperQuestion(
            place=at, question_id=str(new_id()), version_id=str(new_id()),
            kind="judge" if answer in "TF" else "single", stem=f"第 {at} 题", options=["甲", "乙", "丙", "丁"],
            answer=answer, score=score,
        )
        for at, answer in enumerate(key, start=1)
    ]  # fmt: skip
    content.seal(paper, PaperContent("理论知识试卷", 90, questions))
    session.flush()
    return paper


@dataclass
class ExamHall:
    """One plan's exam: cases that wait for seats, and everything that happens to them there."""

    session: Session
    plan: Plan
    institution_id: UUID
    examiners: Sequence[Actor]
    chief: Actor
    officer: Actor
    room: ExamRoom | None = None

    def begin(
        self, applicant: Actor | None = None, *, attempt: int = 1, subjects: Sequence[str] = ("theory", "skill")
    ) -> Application:
        """A case that has just come to the exam."""
        row = make_application(self.session, applicant or make_applicant(self.session), self.plan)
        variables = {
            "application_id": str(row.id), "person_id": str(row.person_id), "plan_id": str(self.plan.id),
            "institution_id": str(row.institution_id), "grade": row.grade, "attempt": attempt,
            "subjects": list(subjects), "exam_until": self.plan.exam_until.isoformat(),
            "publicity_days": self.plan.publicity_days,
        }  # fmt: skip
        commands.start(self.session, Actor.system(self.plan.tenant_id), "exam", str(row.id), variables)
        return row

    def exam(self, row: Application) -> Instance:
        found = select(Instance).where(Instance.process == "exam", Instance.business_key == str(row.id))
        return self.session.scalars(found.execution_options(populate_existing=True)).one()

    def seat(self, row: Application, *, attempt: int = 1, subjects: Sequence[str] = ("theory", "skill")) -> None:
        """Publish seats in every subject, and tell the case."""
        admission = Admission(
            application_id=row.id, person_id=row.person_id, plan_id=row.plan_id,
            plan_line_id=line_of(self.session, self.plan).id, institution_id=self.institution_id,
            occupation=OCCUPATION, grade="3", attempt=attempt, subjects=list(subjects), state="seated",
        )  # fmt: skip
        known = select(Admission).where(Admission.application_id == row.id, Admission.attempt == attempt)
        found = self.session.scalar(known)
        if found is None:
            self.session.add(admission)
            self.session.flush()
            found = admission
        for subject in subjects:
            self._sit(row, found, subject, attempt)
        commands.correlate(self.session, "seat.assigned", f"{row.id}:{attempt}", {"first_session_at": "2026-12-12"})

    def hand_in(self, row: Application, answers: Mapping[int, str], *, attempt: int = 1) -> None:
        """Write the journal and hand in the theory paper."""
        self.write(self.sitting(row, "theory", attempt), answers)
        self.happens(row, "theory", SittingState.HANDED_IN, "sitting.handed_in", attempt=attempt)

    def write(self, sitting: Sitting, answers: Mapping[int, str], *, after: int = 0) -> None:
        """Lines of the journal, the first one with the number after `after`."""
        for sequence, (place, answer) in enumerate(answers.items(), start=after + 1):
            self.session.add(
                AnswerLine(
                    sitting_id=sitting.id, sequence=sequence, place=place, answer=answer, client_ms=sequence,
                    previous="", hash=str(sequence), mac="", fence=0,
                )
            )  # fmt: skip
        self.session.flush()

    def happens(self, row: Application, subject: str, state: str, message: str, *, attempt: int = 1) -> None:
        """A sitting comes to a state, and the case hears of it."""
        self.sitting(row, subject, attempt).state = state
        self.session.flush()
        commands.correlate(self.session, message, f"{row.id}:{attempt}:{subject}")

    def sitting(self, row: Application, subject: str, attempt: int = 1) -> Sitting:
        found = select(Sitting).where(
            Sitting.application_id == row.id, Sitting.subject == subject, Sitting.attempt == attempt
        )
        return self.session.scalars(found.order_by(Sitting.id.desc())).first() or _missing()

    def result(self, row: Application, subject: str, attempt: int = 1) -> SubjectResult:
        found = select(SubjectResult).where(
            SubjectResult.application_id == row.id, SubjectResult.subject == subject, SubjectResult.attempt == attempt
        )
        return self.session.scalars(found.execution_options(populate_existing=True)).one()

    def candidate(self, row: Application) -> Actor:
        return queries.actor(self.session, row.person_id)

    def wait(self, row: Application, by: timedelta) -> None:
        """Let time pass, and fire what has become due in this exam."""
        pass_by(by)
        move_due(self.session, self.exam(row).id)
        self.session.expire_all()

    def _sit(self, row: Application, admission: Admission, subject: str, attempt: int) -> None:
        if self.room is None:
            self.room = ExamRoom(
                institution_id=self.institution_id, name="一号考场", address="听潮路 2 号", capacity=30,
                subjects=["theory", "skill"],
            )  # fmt: skip
            self.session.add(self.room)
            self.session.flush()
        count = len(self.session.scalars(select(ExamSession.id)).all())
        starts = clock.now() + timedelta(hours=4 * count)
        held = ExamSession(
            plan_id=row.plan_id, plan_line_id=admission.plan_line_id, subject=subject, room_id=self.room.id,
            starts_at=starts, ends_at=starts + timedelta(hours=2),
        )  # fmt: skip
        if subject == "theory":
            held.paper_id = make_paper(self.session).id if count == 0 else self._paper()
        self.session.add(held)
        self.session.flush()
        old = select(Seat).where(Seat.admission_id == admission.id, Seat.subject == subject)
        for before in self.session.scalars(old):
            before.void = True
        self.session.flush()
        seat = Seat(
            admission_id=admission.id, application_id=row.id, session_id=held.id, subject=subject, number=1,
            ticket_no=f"2612121{count:012d}", published_at=clock.now(),
        )  # fmt: skip
        self.session.add(seat)
        self.session.flush()
        self.session.add(
            Sitting(
                seat_id=seat.id, session_id=held.id, application_id=row.id, person_id=row.person_id, subject=subject,
                attempt=attempt, paper_id=held.paper_id,
            )
        )  # fmt: skip
        self.session.flush()

    def _paper(self) -> UUID:
        found = self.session.scalar(select(Paper.id).limit(1))
        return found or make_paper(self.session).id


def _missing() -> Sitting:
    raise LookupError("no sitting")


def make_hall(session: Session, plan: Plan) -> ExamHall:
    """One institution with three examiners and their chief, and somebody who decides objections."""
    institution_id = session.scalars(
        select(PlanInstitution.institution_id).where(PlanInstitution.plan_id == plan.id)
    ).one()
    group = f"institution:{institution_id}:"
    examiners = [make_staff(session, name, group + "examiner") for name in ("贾考评", "夏考评", "傅考评")]
    chief = make_staff(session, "钟考长", group + "chief_examiner")
    officer = make_staff(session, "龙异议", "authority:objections")
    return ExamHall(session, plan, institution_id, examiners, chief, officer)
