"""A bank with a small table of elements, its people, and drafts with only what a test cares about named."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from sqlalchemy.orm import Session

from engine.documents import sheets
from engine.platform import clock
from engine.platform.ids import new_id
from engine.platform.people import Actor, queries
from engine.platform.people.models import Person
from engine.platform.people.service import grant
from engine.workflow import commands, worklist
from processes.questions import coverage
from processes.questions import queries as bank
from processes.questions.models import Question
from processes.questions.reading.element_sheet import COLUMNS
from processes.questions.rules.keys import Draft
from processes.questions.rules.points import Place
from processes.questions.service import elements
from processes.questions.service.submit import submit
from tests.processes.apply.builders import deploy
from tests.processes.plans.builders import make_occupation

CHEMICAL, GRADE = "6-11-01-03", "3"
ROWS = (
    ("基本要求", "A", "30%", "职业道德", "A", "100%", "职业守则", "A", "100%", "", "001", "遵章守纪", "X"),
    ("", "", "", "", "", "", "", "", "", "", "002", "爱岗敬业", "Y"),
    ("相关知识", "B", "70%", "流体输送", "A", "60%", "离心泵", "A", "100%", "", "001", "开车操作", "X"),
    ("", "", "", "", "", "", "", "", "", "", "002", "气蚀与气缚", "X"),
    ("", "", "", "传热", "B", "40%", "换热器", "A", "100%", "", "001", "换热器投用", "Z"),
)


def workbook(rows: Any = ROWS, header: Any = COLUMNS) -> bytes:
    return sheets.write([sheets.Sheet("细目表", header, rows)])


def saved(book: Workbook) -> bytes:
    from io import BytesIO

    out = BytesIO()
    book.save(out)
    return out.getvalue()


def make_person(session: Session, name: str, *roles: str, occupation: str = CHEMICAL) -> Actor:
    """Someone with these roles in the questions of an occupation; none for somebody from outside."""
    person = Person(id=new_id(), account_id=new_id(), name=name, created_at=clock.now())
    session.add(person)
    session.flush()
    for role in roles:
        grant(session, Actor.system(person.tenant_id), person, f"questions:{occupation}:{role}")
    return queries.actor(session, person.id)


@dataclass(frozen=True)
class Bank:
    """The people of a bank, and where its questions hang."""

    author: Actor
    first: Actor
    final: Actor
    places: list[Place]

    def place(self, code: str) -> UUID:
        return next(place.id for place in self.places if place.code == code)

    def draft(self, **known: Any) -> Draft:
        return replace(
            Draft(
                kind="single",
                stem="离心泵启动前应先（　　）。",
                options=("打开出口阀", "灌泵排气", "关闭进口阀", "提高转速"),
                answer="B",
                explanation="泵内有空气会产生气缚。",
                source="化工单元操作，流体输送",
                point_id=self.place("B-A-A-001"),
            ),
            **known,
        )


def make_bank(session: Session, tenant: UUID) -> Bank:
    deploy(session, tenant)
    make_occupation(session)
    author = make_person(session, "方命题", "author")
    first, final = make_person(session, "石题审", "first_review"), make_person(session, "姚题终", "final_review")
    table = accept_table(session, author)
    return Bank(author, first, final, coverage.places(session, table))


def accept_table(session: Session, author: Actor, rows: Any = ROWS) -> UUID:
    read = elements.read_upload(
        session, author, data=workbook(rows), filename="细目表.xlsx", occupation=CHEMICAL, grade=GRADE
    )
    return elements.accept(session, author, read).id


def make_question(session: Session, of: Bank, author: Actor | None = None, **known: Any) -> Question:
    return submit(session, author or of.author, of.draft(**known), occupation=CHEMICAL, grade=GRADE)


def decide(session: Session, reviewer: Actor, question: Question, decision: str, text: str = "") -> None:
    """A review as the desk does it: under a lease."""
    item = bank.open_item(session, reviewer, question, "question/review")
    assert item is not None, "nothing to review"
    fence = worklist.take(session, reviewer, item.entry_id).fence
    values = {"decision": decision, **({"text": text} if text else {})}
    commands.complete(session, reviewer, item.id, values, fence=fence)
    session.refresh(question)


def make_approved(session: Session, of: Bank, **known: Any) -> Question:
    question = make_question(session, of, **known)
    decide(session, of.first, question, "pass")
    decide(session, of.final, question, "pass")
    return question
