"""Courses, regulations and trainings at any moment, brought there by the commands themselves."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.workflow import commands
from engine.workflow.commands import remote
from engine.workflow.commands.time import move_due
from engine.workflow.models import Instance, RemoteTask, WorkItem
from processes.apply.declared import declare
from processes.apply.models import Application, Status
from processes.catalogue.models import Institution
from processes.questions.models import Question, QuestionStatus, QuestionVersion
from processes.train import queries, service
from processes.train.models import Course, Enrolment, Lesson, TrainingRegulation
from processes.train.service import Owner
from tests.processes.apply.builders import make_applicant
from tests.processes.plans.builders import make_institution, make_occupation
from tests.processes.review.builders import make_staff
from tests.support.time import pass_by

CHEMICAL, GRADE = "6-11-01-03", "3"


def make_course(
    session: Session,
    code: str = "K-1",
    *,
    category: str = "theory",
    minutes: tuple[int, ...] = (10,),
    quiz: int = 0,
    institution_id: UUID | None = None,
    **more: Any,
) -> Course:
    """A course with a text lesson for each of `minutes`."""
    known = {"title": f"课程 {code}", "occupation": CHEMICAL, "grade": GRADE, **more}
    row = Course(code=code, category=category, quiz_questions=quiz, institution_id=institution_id, **known)
    session.add(row)
    session.flush()
    for place, each in enumerate(minutes, 1):
        lesson = Lesson(
            course_id=row.id, place=place, title=f"第 {place} 课", kind="text", body="正文", seconds=each * 60
        )
        session.add(lesson)
    session.flush()
    return row


def make_regulation(session: Session, *courses: Course, institution_id: UUID | None = None) -> TrainingRegulation:
    """All minutes of these courses."""
    keeper = "authority:supervisor" if institution_id is None else f"institution:{institution_id}:trainer"
    asked = {row.id: sum(lesson.seconds for lesson in queries.lessons(session, row.id)) // 60 for row in courses}
    return service.save_regulation(
        session,
        make_staff(session, "管规范", keeper),
        occupation=CHEMICAL,
        grade=GRADE,
        owner=Owner(institution_id),
        minutes=asked,
    )


def make_questions(session: Session, count: int, *, answer: str = "A") -> None:
    """Approved single-choice questions of the occupation and grade."""
    for at in range(count):
        question = Question(
            no=f"T{at:03d}", occupation=CHEMICAL, grade=GRADE, kind="single", status=QuestionStatus.APPROVED,
            author_id=new_id(),
        )  # fmt: skip
        session.add(question)
        session.flush()
        version = QuestionVersion(
            question_id=question.id, number=1, kind="single", stem=f"第 {at} 题", options=["甲", "乙", "丙", "丁"],
            answer=answer, written_by=question.author_id,
        )  # fmt: skip
        session.add(version)
        session.flush()
        question.version_id = version.id
    session.flush()


def make_approved(
    session: Session, institution_id: UUID, *, name: str = "林演示", order: int = 1, applicant: Actor | None = None
) -> Application:
    """An approved application; `order` is the order code of the ID number."""
    actor = applicant or make_applicant(session, name)
    row = Application(
        id=new_id(), no=f"T-{new_id().hex[-10:]}", person_id=actor.person_id, plan_id=new_id(),
        institution_id=institution_id, occupation=CHEMICAL, grade=GRADE, status=Status.APPROVED, name=name,
    )  # fmt: skip
    declare(row, "identity", {"name": name, "id_kind": "111", "id_number": f"35029919950515{order:03d}X"})
    session.add(row)
    session.flush()
    return row


@dataclass
class School:
    """An institution with a trainer, the authority's supervisor, a regulation, and a clock that moves."""

    session: Session
    institution_id: UUID
    trainer: Actor
    lead: Actor
    supervisor: Actor
    regulation: TrainingRegulation
    passed: timedelta = field(default_factory=timedelta)

    def start(self, application: Application, *, days: int = 30) -> Enrolment:
        """Begin the train stage of a case; its account is open."""
        variables = {
            "application_id": str(application.id),
            "person_id": str(application.person_id),
            "institution_id": str(self.institution_id),
            "training_days": days,
        }
        system = Actor.system(application.tenant_id)
        instance = commands.start(self.session, system, "train", str(application.id), variables)
        application.instance_id = instance.id
        self.session.flush()
        enrolment = queries.of_application(self.session, application.id)
        assert enrolment is not None
        return enrolment

    def enrol(self, name: str = "林演示", *, days: int = 30, order: int = 1) -> Enrolment:
        return self.start(make_approved(self.session, self.institution_id, name=name, order=order), days=days)

    def learner(self, enrolment: Enrolment) -> Actor:
        return people.actor(self.session, enrolment.person_id)

    def study(self, enrolment: Enrolment, *, seconds: int | None = None) -> None:
        """Study every lesson to its end, or for so long, with a report every 20 seconds."""
        actor = self.learner(enrolment)
        for course in queries.progress(self.session, enrolment):
            for lesson in course.lessons:
                opened = service.begin(self.session, actor, enrolment.id, lesson.id)
                todo = lesson.left if seconds is None else seconds
                while todo > 0 and enrolment.state == "learning":
                    self.tick(min(20, todo))
                    service.beat(self.session, actor, opened.id)
                    todo -= 20
                    self.session.refresh(enrolment)
                if enrolment.state != "learning":
                    return

    def tick(self, seconds: float) -> None:
        self.passed += timedelta(seconds=seconds)
        pass_by(timedelta(seconds=seconds))

    def wait(self, enrolment: Enrolment, by: timedelta) -> None:
        """Let time pass, and fire what has become due in this case."""
        self.tick(by.total_seconds())
        assert enrolment.instance_id is not None
        move_due(self.session, enrolment.instance_id)
        self.session.expire_all()

    def at(self, enrolment: Enrolment) -> set[str]:
        """The forms that wait."""
        found = select(WorkItem).where(WorkItem.instance_id == enrolment.instance_id, WorkItem.status == "open")
        return {item.form_key for item in self.session.scalars(found.execution_options(populate_existing=True))}

    def do(self, actor: Actor, enrolment: Enrolment, form: str, **values: Any) -> None:
        items = commands.open_items(self.session, actor, business_key=str(enrolment.application_id))
        item = next(each for each in items if each.form_key == form)
        commands.complete(self.session, actor, item.id, values)

    def confirm(self, enrolment: Enrolment, **more: str) -> None:
        asked = {course.category for course in queries.progress(self.session, enrolment)}
        values = {f"{category}_result": "qualified" for category in asked} | more
        self.do(self.trainer, enrolment, "train/results", **values)

    def registry_says(self, enrolment: Enrolment, sync: str, message: str | None = None) -> None:
        """What the job does after the training-management system has answered."""
        parked = select(RemoteTask).where(RemoteTask.instance_id == enrolment.instance_id)
        task = self.session.scalars(parked).one()
        remote.resume(self.session, task.instance_id, task.id, {"sync": sync, "sync_message": message})

    def instance(self, enrolment: Enrolment) -> Instance:
        return self.session.get_one(Instance, enrolment.instance_id, populate_existing=True)


def make_school(session: Session, *courses: Course, institution: Institution | None = None) -> School:
    """The regulation has these courses, or one of ten minutes."""
    institution = institution or make_institution(session)
    make_occupation(session)
    regulation = make_regulation(session, *(courses or (make_course(session),)))
    own = f"institution:{institution.id}"
    return School(
        session,
        institution.id,
        make_staff(session, "袁培训", f"{own}:trainer"),
        make_staff(session, "庄负责", f"{own}:lead"),
        make_staff(session, "吴督导", "authority:supervisor"),
        regulation,
    )
