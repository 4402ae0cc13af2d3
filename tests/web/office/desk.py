"""A review desk with an office behind it, and what reviewers do there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from engine.platform import clock, database
from engine.platform.database import system_work, work
from processes.apply.models import Application
from processes.plans.models import Plan
from tests.processes.apply.builders import deploy
from tests.processes.plans.builders import make_institution, make_plan
from tests.processes.review.builders import Office, make_office
from tests.support.database import Database
from tests.web.visitor import Visitor, staff, values_on

MOST_STATEMENTS = 12
HTMX = {"HX-Request": "true"}


@dataclass
class Desk:
    """One institution with an open plan; every case is committed."""

    app: FastAPI
    tenant: UUID
    plan_id: UUID
    institution_id: UUID

    def visitor(self, name: str, *groups: str) -> Visitor:
        return staff(self.app, self.tenant, name, *groups)

    def first(self, name: str = "周初审") -> Visitor:
        return self.visitor(name, f"institution:{self.institution_id}:first_review")

    @contextmanager
    def office(self) -> Iterator[Office]:
        with work(self.tenant) as session:
            yield make_office(session, session.get_one(Plan, self.plan_id))

    def submit(self, *names: str, authority: bool = False, **variables: Any) -> list[str]:
        """Numbers of applications handed in; with `authority` they passed the first review."""
        numbers = []
        for name in names:
            with self.office() as office:
                row = office.submit(name, **variables)
                if authority:
                    office.judge(office.first, row)
                    office.conclude(office.first, row, "pass")
                numbers.append(row.no)
        return numbers


def open_desk(database: Database, app: FastAPI) -> Desk:
    """An institution with a plan that takes applications, in a database of the test's own."""
    tenant = database.tenant_id
    with work(tenant) as session:
        deploy(session, tenant)
        institution = make_institution(session)
        plan = make_plan(session, institution=institution)
        plan.sampling_percent = 0
        return Desk(app, tenant, plan.id, institution.id)


def pass_by(*, minutes: int) -> None:
    """Time passes, for every transaction from here on."""
    with system_work() as session:
        clock.move(session, timedelta(minutes=minutes))


def row_of(session: Session, no: str) -> Application:
    return session.scalars(select(Application).where(Application.no == no)).one()


def judge(visitor: Visitor, no: str, **answer: str) -> str:
    """Fill in the verdict form of the material that is open; the address that follows."""
    page = visitor.get(f"/review/{no}")
    action = re.search(r'action="(/review/[^"]+/material/[^"]+)"', page.text)
    assert action, page.text
    done = visitor.post(action[1], values_on(page.text) | {"verdict": "pass", **answer})
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def judge_all(visitor: Visitor, no: str, first: dict[str, str] | None = None) -> None:
    where = judge(visitor, no, **(first or {}))
    while not where.endswith("m=conclusion"):
        where = judge(visitor, no)


def conclude(visitor: Visitor, no: str, **answer: str) -> str:
    page = visitor.get(f"/review/{no}?m=conclusion")
    done = visitor.post(f"/review/{no}/conclusion", values_on(page.text) | answer)
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def take(visitor: Visitor) -> str:
    return str(visitor.post("/review/next").headers["location"]).removeprefix("/review/")


@contextmanager
def recorded() -> Iterator[list[str]]:
    """The SQL of the app role, without what opens a transaction."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "set_config" not in statement:
            statements.append(" ".join(statement.split())[:160])

    engine = database.app_engine()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
