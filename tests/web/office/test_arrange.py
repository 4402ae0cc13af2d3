"""The exam office's pages, from generating sessions to a printed ticket; and what a stranger is answered."""

import re
from uuid import UUID

import pytest
from fastapi import FastAPI
from pypdf import PdfReader
from io import BytesIO

from engine.platform import outbox
from engine.platform.database import work
from engine.platform.people import Actor
from processes.arrange import queries
from processes.arrange.models import Admission
from processes.plans.models import Plan
from sqlalchemy import select
from tests.processes.apply.builders import deploy
from tests.processes.arrange.builders import ExamOffice, make_exam_office, make_paper
from tests.processes.plans.builders import make_institution, make_plan
from tests.support.database import Database
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.candidate import routes as candidate
from web.office.routes import router as office_routes

ARRANGER = "authority:arranger"


class Hall:
    """A committed plan with admitted people, and the arranger before the screen."""

    def __init__(self, database: Database, people: int = 4) -> None:
        self.tenant = database.tenant_id
        self.app: FastAPI = app_of(office_routes, candidate.router)
        with work(self.tenant) as session:
            deploy(session, self.tenant)
            office = make_exam_office(session, make_plan(session))
            make_paper(session, office.line)
            office.admitted(people)
            office.room("理论一号机房", 30, "theory")
            office.room("一号实训室", 30, "skill")
            self.plan_id, self.line_id, self.institution_id = office.plan.id, office.line.id, office.institution.id
        self.arranger = staff(self.app, self.tenant, "常考务", ARRANGER)
        self.at = f"/arrange/plans/{self.plan_id}"

    def drain(self) -> None:
        outbox.drain(self.tenant)

    def follow(self, answer) -> str:  # type: ignore[no-untyped-def]
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def generate(self, **more: str) -> object:
        form = values_on(self.arranger.get(f"{self.at}/generate").text)
        return self.arranger.post(f"{self.at}/generate", form | more)

    def solve(self) -> None:
        at = self.follow(self.arranger.post(f"{self.at}/solve"))
        assert "正在编排座位" in self.arranger.get(at).text
        self.drain()
        assert "采用结果" in self.arranger.get(at).text
        self.follow(self.arranger.post(f"{at}/adopt"))

    def publish(self) -> object:
        return self.arranger.post(f"{self.at}/publish", {"confirmed": "true"})

    def sessions(self) -> list[UUID]:
        with work(self.tenant) as session:
            return [place.row.id for place in queries.sessions_of(session, self.plan_id)]

    def admissions(self) -> list[Admission]:
        with work(self.tenant) as session:
            return list(queries.admissions(session, self.plan_id))

    def owner(self, row: Admission) -> Visitor:
        """The candidate at his own screen."""
        from engine.platform.people.models import Person

        name = f"考生账号{row.id.hex[-6:]}"
        visitor = staff(self.app, self.tenant, name)
        with work(self.tenant) as session:
            known = session.scalars(select(Person).where(Person.name == name)).one()
            old = session.get_one(Person, row.person_id)
            account, known.account_id = known.account_id, old.account_id
            session.delete(known)
            session.flush()
            old.account_id = account
        from engine.platform.people.sign_in import sign_in_by_password
        from tests.web.visitor import PASSWORD

        return Visitor(self.app, sign_in_by_password(self.tenant, name, PASSWORD)) if visitor else visitor


@pytest.fixture
def hall(committed_database: Database) -> Hall:
    return Hall(committed_database)


def test_from_head_counts_to_a_ticket_in_the_hand(hall: Hall) -> None:
    assert "待编排" in hall.arranger.get("/arrange").text
    assert "缺座位的考生" in hall.arranger.get(hall.at).text
    hall.follow(hall.generate())
    hall.solve()
    board = hall.arranger.get(hall.at).text
    assert "4 / 30 人" in board
    assert "缺座位的考生" not in board
    hall.follow(hall.publish())
    hall.drain()
    assert "已发布" in hall.arranger.get(hall.at).text
    assert hall.publish().status_code == 409
    owner = hall.owner(hall.admissions()[0])
    with work(hall.tenant) as session:
        row = hall.admissions()[0]
        from processes.apply.models import Application

        no = session.get_one(Application, row.application_id).no
    assert "打印准考证" in owner.get(f"/my/cases/{no}").text
    shown = owner.get(f"/my/cases/{no}/ticket").text
    assert "理论一号机房" in shown
    assert re.search(r"\d{19}", shown)
    data = owner.get(f"/my/cases/{no}/ticket.pdf")
    assert data.headers["content-type"] == "application/pdf"
    assert "考生00" in PdfReader(BytesIO(data.content)).pages[0].extract_text()
    other = hall.owner(hall.admissions()[1])
    for address in (f"/my/cases/{no}/ticket", f"/my/cases/{no}/ticket.pdf"):
        assert other.get(address).status_code == 404
