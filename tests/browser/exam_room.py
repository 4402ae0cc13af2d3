"""An exam room for the journeys: the whole application on a database of its own, an exam that has just begun."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import uvicorn
from sqlalchemy.orm import Session

from engine.platform import clock, files, throttle
from engine.platform.database import system_work, work
from engine.platform.embedded.process import free_port
from engine.platform.people import Actor
from engine.platform.people.service import ensure_person, ensure_staff_account, grant
from engine.platform.people.sign_in import hash_password
from processes.apply.models import Material
from processes.sit import queries
from processes.sit.models import Sitting
from tests.processes.apply.builders import picture
from tests.processes.sit.builders import id_number, make_content, make_hall
from tests.support.database import Database
from web.entry.asgi import create_app

NAMES = ("林晓岚", "黄思雨", "吴国栋", "蔡泽宇", "郑明辉", "苏婉清", "叶文静", "陈志远")
PASSWORD = "一段足够长的口令 2026"
KINDS = (("single", 20), ("multiple", 10), ("judge", 10))


@dataclass
class ExamRoom:
    url: str
    tenant: UUID
    session_id: UUID
    sittings: list[UUID] = field(default_factory=list)

    def ticket(self, at: int) -> tuple[str, str]:
        return f"26122003{at + 1:02}", id_number(at + 1)[-6:]

    def answers(self, at: int) -> dict[int, str]:
        with work(self.tenant) as session:
            return queries.answers(session, self.sittings[at])


@contextmanager
def exam_room(database: Database) -> Iterator[ExamRoom]:
    """The server in a thread of this process, until the block ends."""
    throttle.reset()
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(), host="127.0.0.1", port=port, log_config=None))
    room = _furnished(f"http://127.0.0.1:{port}", database.tenant_id)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 30
        while not server.started:
            assert time.monotonic() < until, "the server does not start"
            time.sleep(0.05)
        yield room
    finally:
        server.should_exit = True
        thread.join(timeout=20)


def _furnished(url: str, tenant: UUID) -> ExamRoom:
    with system_work() as system:
        accounts = {
            login: ensure_staff_account(system, login=login, password_hash=hash_password(PASSWORD)).id
            for login in ("tang", "ding")
        }
    with work(tenant) as session:
        content = make_content(kinds=KINDS)
        hall = make_hall(session, *NAMES, starts_in=timedelta(minutes=-1), content=content)
        for login, name, role in (("tang", "唐监考", "invigilator"), ("ding", "丁监长", "chief_invigilator")):
            person = ensure_person(session, accounts[login], phone=None, name=name)
            grant(session, Actor.system(tenant), person, f"institution:{hall.institution.id}:{role}")
        _portraits(session, hall.sittings)
        return ExamRoom(url, tenant, hall.row.id, [sitting.id for sitting in hall.sittings])


def _portraits(session: Session, sittings: Sequence[Sitting]) -> None:
    stored = files.store(session, picture(295, 413), filename="portrait.jpg")
    for sitting in sittings:
        session.add(
            Material(
                application_id=sitting.application_id,
                kind="portrait",
                title="免冠证件照",
                file_id=stored.id,
                sha256=stored.sha256,
                handed_in_at=clock.now(),
            )
        )
