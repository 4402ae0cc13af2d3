"""Exam machines and invigilators' desks over real forms."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from engine.platform import clock
from engine.platform.database import system_work, work
from engine.platform.outbox import drain
from processes.arrange.models import Seat
from processes.sit import queries
from processes.sit.models import Sitting
from tests.processes.sit.builders import id_number
from tests.web.visitor import Visitor, staff


@dataclass
class Place:
    app: FastAPI
    tenant: UUID
    session_id: UUID
    institution_id: UUID
    sittings: list[UUID]
    starts_at: datetime

    @property
    def address(self) -> str:
        return f"/invigilate/{self.session_id}"

    def invigilator(self, name: str = "唐监考") -> Visitor:
        return staff(self.app, self.tenant, name, f"institution:{self.institution_id}:invigilator")

    def chief(self, name: str = "丁监长") -> Visitor:
        return staff(self.app, self.tenant, name, f"institution:{self.institution_id}:chief_invigilator")

    def machine(self) -> Visitor:
        return Visitor(self.app)

    def enter(self, at: int = 0) -> Visitor:
        """A machine at which the candidate has shown ticket and ID number."""
        machine = self.machine()
        answer = machine.post("/exam", self.ticket(at))
        assert answer.status_code == 303, answer.text
        return machine

    def ticket(self, at: int = 0) -> dict[str, str]:
        with work(self.tenant) as session:
            seat = session.scalars(
                select(Seat).join(Sitting, Sitting.seat_id == Seat.id).where(Sitting.id == self.sittings[at])
            ).one()
        return {"ticket": seat.ticket_no, "id_tail": id_number(at + 1)[-6:]}

    def act(self, visitor: Visitor, deed: str, at: int = 0, **more: str) -> httpx.Response:
        return visitor.post(f"{self.address}/{self.sittings[at]}", {"act": deed, **more})

    def to_start(self) -> None:
        pass_by(self.starts_at - clock.now())

    def begin(self, at: int = 0) -> Visitor:
        """Let in, at the machine, begun."""
        assert self.act(self.invigilator(), "admit", at).status_code == 303
        machine = self.enter(at)
        if clock.now() < self.starts_at:
            self.to_start()
        answer = machine.post(f"/exam/{self.sittings[at]}/start", {"script": "true"})
        assert answer.status_code == 303, answer.text
        return machine

    def sitting(self, at: int = 0) -> Sitting:
        with work(self.tenant) as session:
            return queries.sitting(session, self.sittings[at])

    def answers(self, at: int = 0) -> dict[int, str]:
        with work(self.tenant) as session:
            return queries.answers(session, self.sittings[at])

    def drain(self) -> None:
        drain(self.tenant)


def pass_by(by: timedelta) -> None:
    with system_work() as session:
        clock.move(session, max(by, timedelta()))


def device_of(page: str) -> dict[str, Any]:
    """What the page's script is given."""
    found = re.search(r'<script type="application/json" id="exam-device">(.*?)</script>', page, re.DOTALL)
    assert found, page
    return dict(json.loads(found[1]))


def send(machine: Visitor, sitting_id: UUID, **report: Any) -> httpx.Response:
    return machine._send(
        "POST", f"/exam/{sitting_id}/journal", content=json.dumps(report), headers={"Content-Type": "application/json"}
    )
