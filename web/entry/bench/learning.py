"""The learning clock: heartbeats acknowledged a second, each durable, against the same rows by plain SQL."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import text

from engine.platform import clock
from engine.platform.database import work
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.platform.people.models import Person
from processes.train import service
from processes.train.models import Course, Lesson
from web.entry.bench.ground import ground

BEATS = 400
Line = dict[str, Any]
Tell = Callable[[str], None]
# what a heartbeat cannot do without: lock the session, add to the progress, note when it was heard
_PLAIN = text("""
    with heard as (
        update learning_session set heard_at = :now, beats = beats + 1 where id = :session returning lesson_id)
    insert into lesson_progress (id, tenant_id, enrolment_id, lesson_id, seconds, updated_at)
    select :id, :tenant, :enrolment, lesson_id, 1, :now from heard
    on conflict (tenant_id, enrolment_id, lesson_id) do update
    set seconds = lesson_progress.seconds + 1, updated_at = :now
""")


def measure(tell: Tell = lambda _: None) -> Iterator[Line]:
    """`train.beats`, as the fields of one line."""
    with ground() as (_, tenant_id):
        actor, session_id, enrolment_id = _learner(tenant_id)
        tell(f"{BEATS} 次学习心跳")
        ours = _rate(lambda: _beat(tenant_id, actor, session_id))
        plain = _rate(lambda: _sql(tenant_id, session_id, enrolment_id))
        yield {
            "name": "train.beats",
            "value": round(ours, 1),
            "unit": "heartbeats/s, durable",
            "reference": "the same rows by one SQL statement each, durable, 1/s",
            "reference_value": round(plain, 1),
            "ratio": round(ours / plain, 3),
            "load": f"one learner, {BEATS} heartbeats one after the other, a transaction each",
        }


def _learner(tenant_id: UUID) -> tuple[Actor, UUID, UUID]:
    with work(tenant_id) as session:
        person = Person(account_id=new_id(), name="测量", created_at=clock.now())
        course = Course(code="B", title="测量", category="general", free_choice=True)
        session.add_all((person, course))
        session.flush()
        session.add(Lesson(course_id=course.id, place=1, title="测量", kind="text", body="测量", seconds=10_800))
        session.flush()
        actor = Actor(person.id, tenant_id, "测量")
        enrolment = service.choose(session, actor, course.id)
        (lesson_id,) = session.scalars(text("select id from lesson"))
        return actor, service.begin(session, actor, enrolment.id, lesson_id).id, enrolment.id


def _beat(tenant_id: UUID, actor: Actor, session_id: UUID) -> None:
    with work(tenant_id) as session:
        service.beat(session, actor, session_id)


def _sql(tenant_id: UUID, session_id: UUID, enrolment_id: UUID) -> None:
    given = {"now": clock.now(), "session": session_id, "id": new_id(), "tenant": tenant_id, "enrolment": enrolment_id}
    with work(tenant_id) as session:
        session.execute(_PLAIN, given)


def _rate(one: Callable[[], None]) -> float:
    one()
    began = time.perf_counter()
    for _ in range(BEATS):
        one()
    return BEATS / (time.perf_counter() - began)
