"""An exam office: admitted people, rooms and sessions, brought there by the commands themselves."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.ids import new_id
from engine.platform.people import Actor
from processes.apply.models import Application, Status, WorkEntry
from processes.arrange import service
from processes.arrange.models import Admission, ExamRoom, ExamSession, Seat
from processes.arrange.service import RoomFacts
from processes.catalogue import queries as catalogue
from processes.catalogue.models import Institution
from processes.papers.content import PaperContent, seal
from processes.papers.models import Paper, PaperStatus
from processes.plans.models import Plan, PlanLine, PlanPoint
from processes.questions.models import ElementTable
from tests.processes.apply.builders import make_applicant, make_application
from tests.processes.review.builders import make_staff

BOTH = ("theory", "skill")


@dataclass
class ExamOffice:
    session: Session
    plan: Plan
    institution: Institution
    line: PlanLine
    arranger: Actor
    people: list[Actor] = field(default_factory=list)

    def candidate(self, name: str = "林晓岚", *, employer: str = "", whole: bool = False) -> Application:
        """An approved application; `whole` fills it in step by step, files included."""
        actor = make_applicant(self.session, name)
        self.people.append(actor)
        if whole:
            row = make_application(self.session, actor, self.plan, identity={"name": name})
            row.status = Status.APPROVED
            self.session.flush()
            return row
        point = self.session.scalars(select(PlanPoint).where(PlanPoint.plan_id == self.plan.id)).one()
        row = Application(
            no=f"ONE-{new_id().hex[-12:]}",
            person_id=actor.person_id,
            plan_id=self.plan.id,
            plan_line_id=self.line.id,
            institution_id=self.institution.id,
            point_id=point.point_id,
            occupation=self.line.occupation,
            grade=self.line.grade,
            status=Status.APPROVED,
            name=name,
        )
        self.session.add(row)
        self.session.flush()
        if employer:
            job = {"place": 0, "employer": employer, "post": "工", "start": clock.today(), "end": None}
            more = {"related": True, "witness": "", "witness_phone_encrypted": b"", "overlap_note": ""}
            self.session.add(WorkEntry(application_id=row.id, **job, **more))
            self.session.flush()
        return row

    def admit(self, row: Application, *subjects: str, attempt: int = 1) -> Admission:
        return service.admit(self.session, self.arranger, row.id, attempt=attempt, subjects=subjects or BOTH)

    def admitted(self, count: int, **known: Any) -> list[Admission]:
        return [self.admit(self.candidate(f"考生{at:02}", **known)) for at in range(count)]

    def room(
        self, name: str = "一号机房", capacity: int = 30, *subjects: str, at: Institution | None = None
    ) -> ExamRoom:
        facts = RoomFacts(name, "一号路 1 号", capacity, 5, subjects or BOTH)
        return service.add_room(self.session, self.arranger, (at or self.institution).id, facts)

    def moment(self, day: int = 0, hour: int = 9) -> datetime:
        """An hour of the plan's exam days."""
        return datetime.combine(self.plan.exam_from + timedelta(days=day), time(hour), clock.SHANGHAI)

    def sits(self, room: ExamRoom, subject: str = "theory", *, day: int = 0, hour: int = 9) -> ExamSession:
        starts = self.moment(day, hour)
        return service.add_session(
            self.session,
            self.arranger,
            self.plan.id,
            line_id=self.line.id,
            subject=subject,
            room_id=room.id,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=90),
        )

    def solve(self) -> int:
        proposal = service.ask(self.session, self.arranger, self.plan.id)
        service.compute(self.session, proposal.id)
        return service.adopt(self.session, self.arranger, proposal.id)

    def seats(self) -> list[Seat]:
        self.session.expire_all()
        return list(self.session.scalars(select(Seat).where(~Seat.void).order_by(Seat.session_id, Seat.number)))

    def publishable(self, people: int = 3) -> list[Admission]:
        """People seated in a theory and a skill session, with a paper: everything that publishing needs."""
        make_paper(self.session, self.line)
        admitted = self.admitted(people)
        room = self.room()
        self.sits(room, "theory", hour=9)
        self.sits(room, "skill", hour=14)
        self.solve()
        return admitted


def make_paper(session: Session, line: PlanLine, *, status: str = PaperStatus.SEALED) -> Paper:
    table = session.scalar(select(ElementTable).limit(1))
    if table is None:
        table = ElementTable(
            occupation=line.occupation, grade=line.grade, edition=1, title="细目表", imported_by=new_id()
        )
        session.add(table)
        session.flush()
    paper = Paper(
        no=f"P-{new_id().hex[-8:]}",
        title="理论知识试卷",
        occupation=line.occupation,
        grade=line.grade,
        table_id=table.id,
        status=status,
        structure=[],
        minutes=90,
        cooling_days=0,
        assembled_by=new_id(),
        id=new_id(),
    )
    if status == PaperStatus.SEALED:
        seal(paper, PaperContent("理论知识试卷", 90, []))
        paper.sealed_at = clock.now()
    session.add(paper)
    session.flush()
    return paper


def make_exam_office(session: Session, plan: Plan) -> ExamOffice:
    line = session.scalars(select(PlanLine).where(PlanLine.plan_id == plan.id)).first()
    point = session.scalars(select(PlanPoint).where(PlanPoint.plan_id == plan.id)).one()
    assert line is not None
    institution = catalogue.institution(session, point.institution_id)
    return ExamOffice(session, plan, institution, line, make_staff(session, "常考务", "authority:arranger"))
