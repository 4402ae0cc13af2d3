"""A bank and its staff in a database of the test's own, because an assembly commits."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from engine.platform import clock, outbox
from engine.platform.database import system_work, work
from engine.platform.people import Actor
from engine.workflow import commands, definitions
from processes.papers import handlers, queries
from processes.papers.models import Paper
from processes.papers.service import blueprint, decide
from tests.processes.papers.builders import blueprint as values_of
from tests.processes.papers.builders import complete, make_bank, make_staff, make_table
from tests.support.database import Database

ROOT = Path(__file__).parents[3]
FILES = [ROOT / "processes/papers/paper.bpmn", *(ROOT / "forms/paper").glob("*.json")]
REGISTERED = (handlers.assemble, decide.decide)  # by their import
ASSEMBLER, APPROVER = "papers:assembler", "papers:approver"


@dataclass
class Room:
    """Two assemblers (the second may also approve), an approver, a table with a bank of sixty."""

    tenant: UUID
    assembler: Actor
    both: Actor
    approver: Actor
    table_id: UUID
    values: dict[str, Any]

    def do(self, act: Callable[[Session], Any]) -> Any:
        with work(self.tenant) as session:
            return act(session)

    def drain(self) -> int:
        return outbox.drain(self.tenant)

    def paper(self, paper_id: UUID) -> Paper:
        with work(self.tenant) as session:
            paper = queries.paper(session, paper_id)
            session.expunge(paper)
            return paper

    def draw_up(self, actor: Actor | None = None, **known: Any) -> UUID:
        values, who = self.values | known, actor or self.assembler
        with work(self.tenant) as session:
            paper = blueprint.draw_up(session, who, values)
        self.complete(who, paper.id, "blueprint", **values)
        return paper.id

    def complete(self, actor: Actor, paper_id: UUID, form: str, **values: Any) -> None:
        with work(self.tenant) as session:
            complete(session, actor, paper_id, f"paper/{form}", values)

    def assembled(self, **known: Any) -> UUID:
        paper_id = self.draw_up(**known)
        self.drain()
        return paper_id

    def sealed(self, **known: Any) -> UUID:
        paper_id = self.assembled(**known)
        self.complete(self.assembler, paper_id, "check", decision="submit")
        self.complete(self.approver, paper_id, "approve", decision="approve")
        return paper_id

    def pass_time(self, **by: float) -> None:
        from datetime import timedelta

        with system_work() as system:
            clock.move(system, timedelta(**by))
        while commands.fire_due(100):
            pass


@pytest.fixture
def room(committed_database: Database) -> Room:
    tenant = committed_database.tenant_id
    with work(tenant) as session:
        files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in FILES}
        definitions.deploy(session, Actor.system(tenant), files, note="测试")
        table = make_table(session)
        make_bank(session, table)
        return Room(
            tenant,
            make_staff(session, tenant, "金组卷", ASSEMBLER),
            make_staff(session, tenant, "双岗", ASSEMBLER, APPROVER),
            make_staff(session, tenant, "陆卷批", APPROVER),
            table.id,
            values_of(table),
        )
