"""An exam that has begun, for measurements: a sealed paper of 160 questions and candidates at their machines."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database import work
from engine.platform.ids import new_id
from processes.apply.models import Application, Status
from processes.arrange.models import Admission, ExamRoom, ExamSession, Seat
from processes.catalogue.models import Institution
from processes.papers.content import PaperContent, PaperQuestion, seal
from processes.papers.models import Paper, PaperStatus
from processes.plans.models import Plan, PlanLine
from processes.questions.models import ElementTable
from processes.sit import rules, service
from processes.sit.models import Sitting, SittingState
from processes.sit.service.journal import Line

QUESTIONS, MINUTES = 160, 90


@dataclass
class Machine:
    """A candidate's device: puts lines down as the exam page does."""

    sitting_id: UUID
    key: bytes
    head: str
    sequence: int = 0

    def put_down(self, place: int, answer: str, client_ms: int) -> Line:
        self.sequence += 1
        previous = self.head
        self.head = rules.line_hash(previous, self.sequence, place, answer, client_ms)
        return Line(self.sequence, place, answer, client_ms, previous, self.head, rules.mac_of(self.key, self.head))


def begun(tenant_id: UUID, candidates: int) -> list[Machine]:
    """The machines of a session in which everybody has just started."""
    with work(tenant_id) as session:
        return [_started(session, sitting) for sitting in _let_in(session, candidates)]


def let_in(tenant_id: UUID, candidates: int) -> list[tuple[UUID, str]]:
    """Sittings whose candidates are let in and wait for the start, each with what its device keeps in its cookie."""
    with work(tenant_id) as session:
        return [
            (sitting.id, service.take.token(sitting, service.take.claim(session, sitting)))
            for sitting in _let_in(session, candidates)
        ]


def _let_in(session: Session, candidates: int) -> list[Sitting]:
    now = clock.now()
    institution = Institution(code="000001", name="测量", short_name="测量", credit_code=None, address="", phone="")
    plan = Plan(
        title="测量", opens_at=now, closes_at=now + timedelta(days=1), exam_from=now.date(), exam_until=now.date(),
        drafted_by=new_id(),
    )  # fmt: skip
    session.add_all([institution, plan])
    session.flush()
    line = PlanLine(plan_id=plan.id, place=0, occupation="6-11-01-03", occupation_name="化工总控工", grade="3")
    room = ExamRoom(institution_id=institution.id, name="一", address="", capacity=candidates, subjects=["theory"])
    session.add_all([line, room])
    session.flush()
    exam = ExamSession(
        plan_id=plan.id, plan_line_id=line.id, subject="theory", room_id=room.id, starts_at=now,
        ends_at=now + timedelta(minutes=MINUTES), paper_id=_paper(session).id, published_at=now,
    )  # fmt: skip
    session.add(exam)
    session.flush()
    admissions = [
        Admission(
            application_id=new_id(), person_id=new_id(), plan_id=plan.id, plan_line_id=line.id,
            institution_id=institution.id, occupation="6-11-01-03", grade="3", attempt=1, subjects=["theory"],
        )
        for _ in range(candidates)
    ]  # fmt: skip
    session.add_all(admissions)
    session.add_all(
        Application(
            id=one.application_id, no=str(number), person_id=one.person_id, plan_id=plan.id, plan_line_id=line.id,
            institution_id=institution.id, occupation=one.occupation, grade="3", name="测量", status=Status.APPROVED,
        )
        for number, one in enumerate(admissions, start=1)
    )  # fmt: skip
    session.flush()
    session.add_all(
        Seat(
            admission_id=one.id, application_id=one.application_id, session_id=exam.id, subject="theory",
            number=number, ticket_no=str(number), published_at=now,
        )
        for number, one in enumerate(admissions, start=1)
    )  # fmt: skip
    session.flush()
    service.seats.expect(session, exam.id)
    sittings = list(session.scalars(select(Sitting).where(Sitting.session_id == exam.id)))
    for sitting in sittings:
        sitting.state = SittingState.ADMITTED
    return sittings


def _started(session: Session, sitting: Sitting) -> Machine:
    fence = service.take.claim(session, sitting)
    service.take.start(session, sitting, fence=fence, script=True)
    key = rules.key_of(service.take.secret_of(sitting), fence)
    return Machine(sitting.id, key, rules.genesis(sitting.id))


def _paper(session: Session) -> Paper:
    table = ElementTable(
        occupation="6-11-01-03", grade="3", edition=1, title="测量", active=False, imported_by=new_id()
    )
    session.add(table)
    session.flush()
    questions = [
        PaperQuestion(
            place=place, question_id="", version_id="", kind="single", stem=f"第 {place} 题",
            options=("甲", "乙", "丙", "丁"), answer="A", score=6,
        )
        for place in range(1, QUESTIONS + 1)
    ]  # fmt: skip
    paper = Paper(
        id=new_id(), no="B-1", title="测量", occupation="6-11-01-03", grade="3", table_id=table.id,
        status=PaperStatus.SEALED, structure=[], minutes=MINUTES, cooling_days=0, assembled_by=new_id(),
    )  # fmt: skip
    seal(paper, PaperContent(title="测量", minutes=MINUTES, questions=questions))
    session.add(paper)
    session.flush()
    return paper
