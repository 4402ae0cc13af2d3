"""An exam about to begin: a sealed paper, a session, candidates in their seats, invigilators; and a device."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database import tenant_of
from engine.platform.ids import new_id
from engine.platform.outbox import registry
from engine.platform.outbox.models import OutboxRow
from engine.platform.people import Actor
from engine.platform.people.models import Person
from engine.platform.people.service import identify
from engine.workflow.models import Message
from processes.apply.models import Application, Status
from processes.arrange.models import Admission, ExamRoom, ExamSession, Seat
from processes.catalogue.identity import check_digit
from processes.catalogue.models import Institution
from processes.papers.content import PaperContent, PaperQuestion, seal
from processes.papers.models import Paper, PaperStatus
from processes.plans.models import Plan, PlanLine
from processes.questions.models import ElementTable
from processes.sit import queries, rules, service
from processes.sit.models import Sitting
from processes.sit.service.beat import Answer, Away, Report
from processes.sit.service.journal import Line
from tests.processes.plans.builders import make_institution, make_plan
from tests.processes.review.builders import make_staff
from tests.support.time import pass_by

KINDS = (("single", 6), ("multiple", 3), ("judge", 3))
OCCUPATION, GRADE = "6-11-01-03", "3"


def make_content(*, minutes: int = 90, kinds: Sequence[tuple[str, int]] = KINDS) -> PaperContent:
    """Questions whose right answers are B, AC and T."""
    right = {"single": "B", "multiple": "AC", "judge": "T"}
    questions: list[PaperQuestion] = []
    for kind, count in kinds:
        for _ in range(count):
            place = len(questions) + 1
            options = () if kind == "judge" else tuple(f"第 {place} 题的选项{letter}" for letter in "甲乙丙丁")
            questions.append(
                PaperQuestion(
                    place,
                    str(new_id()),
                    str(new_id()),
                    kind,
                    f"示例题目第 {place} 道（　　）。",
                    options,
                    right[kind],
                    50,
                )
            )
    return PaperContent(title="化工总控工 三级/高级工 理论知识试卷", minutes=minutes, questions=questions)


def make_paper(session: Session, content: PaperContent | None = None, *, no: str = "LL-2026-001") -> Paper:
    content = content or make_content()
    table = ElementTable(
        occupation=OCCUPATION, grade=GRADE, edition=int(no[-3:]), title="细目表", active=False, imported_by=new_id()
    )
    session.add(table)
    session.flush()
    paper = Paper(
        id=new_id(),
        no=no,
        title=content.title,
        occupation=OCCUPATION,
        grade=GRADE,
        table_id=table.id,
        status=PaperStatus.SEALED,
        structure=[],
        minutes=content.minutes,
        cooling_days=30,
        assembled_by=new_id(),
        sealed_at=clock.now(),
    )
    seal(paper, content)
    session.add(paper)
    session.flush()
    return paper


def id_number(index: int) -> str:
    head = f"35029919950515{index:03}"
    return head + check_digit(head)


def make_candidate(session: Session, plan: Plan, name: str, index: int, *, institution_id: UUID) -> Application:
    """Somebody whose application was approved."""
    person = Person(id=new_id(), account_id=new_id(), name=name, created_at=clock.now())
    session.add(person)
    session.flush()
    born = datetime(1995, 5, 15).date()  # noqa: DTZ001  # a day
    identify(session, person, name=name, id_kind="111", id_number=id_number(index), sex="1", birth_date=born)
    line = session.scalars(select(PlanLine).where(PlanLine.plan_id == plan.id)).first()
    assert line is not None
    row = Application(
        no=f"A{index:06}",
        person_id=person.id,
        plan_id=plan.id,
        plan_line_id=line.id,
        institution_id=institution_id,
        occupation=line.occupation,
        grade=line.grade,
        name=name,
        status=Status.APPROVED,
    )
    session.add(row)
    session.flush()
    return row


@dataclass
class Device:
    """What the exam page does in a browser: puts lines down, keeps them, sends them when there is a network."""

    sitting_id: UUID
    fence: int
    key: bytes
    started_at: datetime
    sequence: int = 0
    head: str = ""
    kept: list[Line] = field(default_factory=list)

    @classmethod
    def of(cls, sitting: Sitting, fence: int) -> "Device":
        assert sitting.started_at is not None
        key = rules.key_of(service.take.secret_of(sitting), fence)
        head = sitting.head or rules.genesis(sitting.id)
        return cls(sitting.id, fence, key, sitting.started_at, sitting.sequence, head)

    @property
    def client_ms(self) -> int:
        return int((clock.now() - self.started_at).total_seconds() * 1000)

    def put_down(self, place: int, answer: str, *, at: datetime | None = None) -> Line:
        ms = self.client_ms if at is None else int((at - self.started_at).total_seconds() * 1000)
        self.sequence += 1
        found = rules.line_hash(self.head, self.sequence, place, answer, ms)
        line = Line(self.sequence, place, answer, ms, self.head, found, rules.mac_of(self.key, found))
        self.head = found
        self.kept.append(line)
        return line

    def report(self, *aways: Away, lines: Sequence[Line] | None = None, idle: int = 0, **known: object) -> Report:
        sent = self.kept if lines is None else lines
        return Report(self.client_ms, idle * 1000, 0, tuple(sent), aways, **known)  # type: ignore[arg-type]


@dataclass
class Hall:
    """A session in a room, with everybody in it."""

    session: Session
    plan: Plan
    institution: Institution
    row: ExamSession
    invigilator: Actor
    chief: Actor
    stranger: Actor
    sittings: list[Sitting]

    def now(self, by: timedelta | float) -> None:
        """Let time pass, minutes or a span."""
        pass_by(by if isinstance(by, timedelta) else timedelta(minutes=by))

    def to_start(self) -> None:
        self.now(self.row.starts_at - clock.now())

    def begin(self, at: int = 0) -> Device:
        """Admit, claim and start one candidate."""
        sitting = self.sittings[at]
        service.admit.admit(self.session, self.invigilator, sitting, chief=False)
        fence = service.take.claim(self.session, sitting)
        if clock.now() < self.row.starts_at:
            self.to_start()
        service.take.start(self.session, sitting, fence=fence, script=True)
        return Device.of(sitting, fence)

    def move(self, sitting: Sitting) -> int:
        """Another device asks, is approved and takes over; its fence."""
        code = service.take.ask_to_move(self.session, sitting, secret="another")
        service.invigilate.approve_move(self.session, self.invigilator, sitting, code=code)
        return service.take.claim(self.session, sitting, secret="another")

    def send(self, device: Device, *aways: Away, idle: int = 0, **known: object) -> Answer:
        given = device.report(*aways, idle=idle, **known)  # type: ignore[arg-type]
        return service.beat.report(self.session, self.sitting(device.sitting_id), given, fence=device.fence)

    def sitting(self, sitting_id: UUID) -> Sitting:
        return queries.sitting(self.session, sitting_id, lock=True)

    def drain(self) -> None:
        """Carry out what has become due, as relay and worker do."""
        drain(self.session)

    def told(self, at: int = 0) -> list[str]:
        """The messages that a candidate's case got, in their order."""
        self.session.flush()
        key = f"{self.sittings[at].application_id}:1:{self.row.subject}"
        rows = select(Message).where(Message.key == key).order_by(Message.received_at)
        return [row.name for row in self.session.scalars(rows)]


def drain(session: Session) -> None:
    session.flush()
    while True:
        due = select(OutboxRow).where(OutboxRow.closed_at.is_(None), OutboxRow.due_at <= clock.now())
        row = session.scalars(due.order_by(OutboxRow.due_at).limit(1)).first()
        if row is None:
            return
        if row.event in registry.local:
            for carry_out in registry.local[row.event]:
                carry_out(session, registry.load(row.event, row.payload))
        row.closed_at = clock.now()
        session.flush()


def make_hall(
    session: Session,
    *names: str,
    starts_in: timedelta = timedelta(minutes=30),
    paper: bool = True,
    subject: str = "theory",
    content: PaperContent | None = None,
) -> Hall:
    """One institution, one room, one session of 90 minutes; the seats are published and known to the exam."""
    names = names or ("林晓岚", "黄思雨")
    institution = make_institution(session)
    plan = make_plan(session, institution=institution)
    group = f"institution:{institution.id}:"
    room = ExamRoom(
        institution_id=institution.id, name="第三考场", address="一号楼 302", capacity=40, subjects=["theory", "skill"]
    )
    session.add(room)
    session.flush()
    line = session.scalars(select(PlanLine).where(PlanLine.plan_id == plan.id)).first()
    assert line is not None
    starts = (clock.now() + starts_in).replace(microsecond=0)
    row = ExamSession(
        plan_id=plan.id,
        plan_line_id=line.id,
        subject=subject,
        room_id=room.id,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=90),
        paper_id=make_paper(session, content).id if paper else None,
        published_at=clock.now(),
    )
    session.add(row)
    session.flush()
    for number, name in enumerate(names, start=1):
        candidate = make_candidate(session, plan, name, number, institution_id=institution.id)
        admission = Admission(
            application_id=candidate.id,
            person_id=candidate.person_id,
            plan_id=plan.id,
            plan_line_id=line.id,
            institution_id=institution.id,
            occupation=OCCUPATION,
            grade=GRADE,
            attempt=1,
            subjects=[subject],
        )
        session.add(admission)
        session.flush()
        session.add(
            Seat(
                admission_id=admission.id,
                application_id=candidate.id,
                session_id=row.id,
                subject=subject,
                number=number,
                ticket_no=f"26122003{number:02}",
                published_at=clock.now(),
            )
        )
    session.flush()
    service.seats.expect(session, row.id)
    return Hall(
        session,
        plan,
        institution,
        row,
        make_staff(session, "唐监考", group + "invigilator"),
        make_staff(session, "丁监长", group + "chief_invigilator"),
        make_staff(session, "外监考", f"institution:{new_id()}:invigilator"),
        [one.sitting for one in queries.placed(session, row.id)],
    )


def tenant(session: Session) -> UUID:
    return tenant_of(session)
