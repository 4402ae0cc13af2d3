"""A committed plan with admitted people, rooms and a sealed paper; the arranger before the screen."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from uuid import UUID

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

from engine.platform import outbox
from engine.platform.database import work
from engine.platform.embedded.process import free_port
from engine.platform.people.models import Person
from engine.platform.people.sign_in import sign_in_by_password
from processes.apply.models import Application
from processes.arrange import queries
from processes.arrange.models import Admission
from processes.plans.models import Plan, PlanLine
from tests.processes.apply.builders import deploy
from tests.processes.arrange.builders import make_exam_office, make_paper
from tests.processes.plans.builders import make_plan
from tests.support.database import Database
from tests.web.visitor import PASSWORD, Visitor, app_of, staff, values_on
from web.candidate import routes as candidate
from web.entry.story.client import Browser
from web.entry.story.people import Staff
from web.office import routes as office
from web.public import routes as public

ARRANGER = "authority:arranger"


class Hall:
    password = PASSWORD

    def __init__(self, database: Database, people: int = 4, papers: int = 1) -> None:
        self.tenant = database.tenant_id
        self.app: FastAPI = app_of(office.router, candidate.router, public.router)
        with work(self.tenant) as session:
            deploy(session, self.tenant)
            plan = make_plan(session)
            built = make_exam_office(session, plan)
            for _ in range(papers):
                make_paper(session, built.line)
            built.admitted(people)
            built.room("理论一号机房", 30, "theory")
            built.room("一号实训室", 30, "skill")
            self.plan_id, self.institution_id, self.line_id = plan.id, built.institution.id, built.line.id
            self.rooms = {row.subjects[0]: row.id for row, _ in queries.rooms(session)}
        self.arranger = staff(self.app, self.tenant, "常考务", ARRANGER)
        self.at = f"/arrange/plans/{self.plan_id}"

    def drain(self) -> None:
        outbox.drain(self.tenant)

    def follow(self, answer: httpx.Response) -> str:
        """The address it leads to; it must lead on."""
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def generate(self, *, one_day: bool = False) -> httpx.Response:
        form = values_on(self.arranger.get(f"{self.at}/generate").text)
        if one_day:
            form |= {name.replace("first", "last"): value for name, value in form.items() if name.startswith("first")}
        return self.arranger.post(f"{self.at}/generate", form)

    def add_session(self, subject: str) -> None:
        form = values_on(self.arranger.get(f"{self.at}/sessions/new").text)
        given = {"line": str(self.line_id), "subject": subject, "room": str(self.rooms[subject])}
        self.follow(
            self.arranger.post(
                f"{self.at}/sessions/new", form | given | {"starts": "9:00" if subject == "theory" else "14:00"}
            )
        )

    def solve(self) -> None:
        at = self.follow(self.arranger.post(f"{self.at}/solve"))
        assert "正在编排座位" in self.arranger.get(at).text
        self.drain()
        assert "采用结果" in self.arranger.get(at).text
        self.follow(self.arranger.post(f"{at}/adopt"))

    def publish(self) -> httpx.Response:
        return self.arranger.post(f"{self.at}/publish", {"confirmed": "true"})

    def admit_more(self, people: int) -> None:
        with work(self.tenant) as session:
            make_exam_office(session, session.get_one(Plan, self.plan_id)).admitted(people)

    def add_paper(self) -> None:
        with work(self.tenant) as session:
            make_paper(session, session.get_one(PlanLine, self.line_id))

    def candidate(self, address: str, row: Admission) -> Staff:
        """The candidate of the story, at a real address."""
        self.give_account(row)
        return Staff(Browser(address), self.account(row), PASSWORD)

    def account(self, row: Admission) -> str:
        return f"考生账号{row.id.hex[-6:]}"

    def sessions(self) -> list[UUID]:
        with work(self.tenant) as session:
            return [place.row.id for place in queries.sessions_of(session, self.plan_id)]

    def admissions(self) -> list[Admission]:
        with work(self.tenant) as session:
            return list(queries.admissions(session, self.plan_id))

    def number(self, row: Admission) -> str:
        with work(self.tenant) as session:
            return session.get_one(Application, row.application_id).no

    def name(self, row: Admission) -> str:
        with work(self.tenant) as session:
            return session.get_one(Application, row.application_id).name

    def owner(self, row: Admission) -> Visitor:
        """The candidate, signed in."""
        self.give_account(row)
        return Visitor(self.app, sign_in_by_password(self.tenant, self.account(row), PASSWORD))

    def give_account(self, row: Admission) -> None:
        """An account behind the person that applied."""
        name = self.account(row)
        staff(self.app, self.tenant, name)
        with work(self.tenant) as session:
            made = session.scalars(select(Person).where(Person.name == name)).one()
            account = made.account_id
            session.delete(made)
            session.flush()
            session.get_one(Person, row.person_id).account_id = account

    @contextmanager
    def served(self) -> Iterator[str]:
        """The pages at a real address, in a thread of this process."""
        port = free_port()
        server = uvicorn.Server(uvicorn.Config(self.app, port=port, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            while not server.started:
                sleep(0.02)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)

    @contextmanager
    def working(self) -> Iterator[None]:
        """A worker that carries out what the pages ask for."""
        done = threading.Event()

        def carry_out() -> None:
            while not done.is_set():
                self.drain()
                sleep(0.1)

        thread = threading.Thread(target=carry_out, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join(timeout=20)

    def browser(self, address: str) -> Browser:
        return Browser(address)
