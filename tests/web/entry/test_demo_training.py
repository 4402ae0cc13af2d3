"""The demo's courses come by the real commands; the story's learner can study them; repeating changes nothing."""

import asyncio
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database import work
from engine.platform.files.kinds import kind_of
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.commands import remote
from engine.workflow.models import RemoteTask
from processes.apply.models import Application
from processes.train import queries
from processes.train.models import Course, Enrolment, Lesson, TrainingRegulation
from tests.processes.train.builders import make_approved, make_questions
from tests.support.database import Database
from tests.web.office.desk import pass_by
from tests.web.visitor import Visitor, app_of, staff
from web.candidate import routes as candidate
from web.entry import wiring
from web.entry.demo import seed_authority
from web.entry.demo.authority import staff_actor
from web.entry.demo.pictures.film import SECONDS, slides
from web.entry.demo.train import seed_train
from web.entry.story.client import Browser, Page, Value
from web.entry.story.learners import Learner, Trainer
from web.office import routes as office


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    wiring.wire()
    tenant = seed_authority(lambda step: None)
    seed_train(tenant, lambda step: None)
    return tenant


def counted(tenant: UUID) -> list[int | None]:
    with work(tenant) as session:
        return [session.scalar(select(func.count()).select_from(each)) for each in (Course, Lesson, TrainingRegulation)]


def test_seeding_again_changes_nothing(tenant: UUID) -> None:
    before = counted(tenant)
    assert before == [4, 9, 2]
    seed_train(tenant, lambda step: None)
    assert counted(tenant) == before


def test_a_quiz_is_added_once_the_bank_has_questions(tenant: UUID) -> None:
    with work(tenant) as session:
        make_questions(session, 10)
    seed_train(tenant, lambda step: None)
    with work(tenant) as session:
        quizzes = session.execute(select(Course.code, Course.quiz_questions).order_by(Course.code)).all()
        assert dict(quizzes) == {"AI-01": 0, "AQ-01": 0, "DD-01": 0, "HG-01": 5}


def test_the_film_is_a_webm_with_a_key_frame_every_two_seconds() -> None:
    film = slides("标题", ["一", "二"])
    assert kind_of(film) == "WEBM"
    assert film.count(b"\x1f\x43\xb6\x75") == 2 * SECONDS // 2
    assert film.count(b"\x9d\x01\x2a") == film.count(b"\x1f\x43\xb6\x75")  # the start code of VP8 key frames


class Inside(Browser):
    """The story's browser over ASGI: what it does over HTTP, without a server."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    def get(self, path: str, **query: str) -> Page:
        return self._page("GET", path, params=query or None)

    def send(self, method: str, url: str, fields: list[tuple[str, Value]]) -> Page:
        plain: dict[str, list[str]] = {}
        for name, value in fields:
            plain.setdefault(name, []).append(str(value))
        return self._page(method.upper(), url.removeprefix("http://127.0.0.1:8000"), data=plain)

    def _page(self, method: str, path: str, **options: object) -> Page:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.visitor.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://127.0.0.1:8000", cookies=self.visitor.cookies,
                follow_redirects=True,
            ) as client:  # fmt: skip
                answer = await client.request(method, path, **options)  # type: ignore[arg-type]
                self.visitor.cookies = client.cookies
                return answer

        return Page(self, asyncio.run(ask()))


class Person:
    """Somebody who is signed in already."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def open(self, path: str, **query: str) -> Page:
        return self.browser.get(path, **query).ok()


def test_the_storys_learner_and_trainer_go_through_the_real_pages(tenant: UUID) -> None:
    with work(tenant) as session:
        make_questions(session, 10, answer="B")
    seed_train(tenant, lambda step: None)
    app = app_of(candidate.router, office.router)
    learner = staff(app, tenant, "林故事")
    with work(tenant) as session:
        trainer_actor = staff_actor(session, "jishi-trainer")
        (institution,) = trainer_actor.institutions_as("trainer")
        assert learner.person
        application = make_approved(session, institution, applicant=learner.person, name="林故事")
        start(session, application)
    playing = Learner(Person(Inside(learner)))  # type: ignore[arg-type]
    (path,) = playing.trainings()
    page = playing.study(path, lambda minutes: pass_by(minutes=minutes), answers=lambda stem: "B")
    assert "等培训机构确认结果" in page.text
    desk = staff(app, tenant, "故事教师", f"institution:{institution}:trainer")
    trainer = Trainer(Inside(desk), "x", "x")
    trainer.remind_all()
    assert trainer.confirm_all() == 1
    assert trainer.confirm_all() == 0
    with work(tenant) as session:
        parked = session.scalars(select(RemoteTask)).one()
        remote.resume(session, parked.instance_id, parked.id, {"sync": "accepted"})
        row = session.scalars(select(Enrolment)).one()
        assert row.state == "done"
        assert queries.proof(session, row.id) is not None
        assert row.ended_at is not None
        assert row.ended_at <= clock.now()


def start(session: Session, application: Application) -> None:
    variables = {
        "application_id": str(application.id),
        "person_id": str(application.person_id),
        "institution_id": str(application.institution_id),
        "training_days": 30,
    }
    commands.start(session, Actor.system(application.tenant_id), "train", str(application.id), variables)
