"""The parts of the story that fill the bank, played over the real pages."""

import asyncio
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from engine.platform.database import work
from engine.platform.people.sign_in import sign_in_by_password
from processes.questions import queries
from tests.support.database import Database
from tests.web.candidate.applicant import applicant
from tests.web.visitor import app_of
from web.candidate import routes as candidate
from web.entry import wiring
from web.entry.demo import questions as demo
from web.entry.demo.authority import seed_authority
from web.entry.demo.staff import PASSWORD
from web.entry.story.client import Browser
from web.entry.story.people import Person
from web.entry.story.questions import QuestionAuthor, QuestionReviewer, QuestionWriter
from web.office import routes as office
from web.public import routes as public
from web.ui.guards import COOKIE

HOUSE = "http://127.0.0.1:8000"


class InProcess(httpx.BaseTransport):
    """The application itself in place of a network."""

    def __init__(self, app: FastAPI) -> None:
        self.asgi = httpx.ASGITransport(app=app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def send() -> httpx.Response:
            sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
            answer = await self.asgi.handle_async_request(sent)
            return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

        return asyncio.run(send())


def signed_in(app: FastAPI, tenant: UUID, login: str) -> Browser:
    return browser(app, sign_in_by_password(tenant, login, PASSWORD))


def browser(app: FastAPI, token: str) -> Browser:
    opened = Browser(HOUSE)
    opened._client = httpx.Client(transport=InProcess(app), base_url=HOUSE, follow_redirects=True)
    opened._client.cookies.set(COOKIE, token)
    return opened


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    wiring.wire()
    return seed_authority(lambda _: None)


def test_the_bank_is_filled_through_its_pages(tenant: UUID) -> None:
    app = app_of(public.router, office.router, candidate.router)
    author = QuestionAuthor(signed_in(app, tenant, demo.AUTHOR), demo.AUTHOR, PASSWORD)
    first = QuestionReviewer(signed_in(app, tenant, demo.FIRST), demo.FIRST, PASSWORD)
    final = QuestionReviewer(signed_in(app, tenant, demo.FINAL), demo.FINAL, PASSWORD)

    author.bring_table(demo.table_workbook(demo.data(f"elements_{demo.BANK}.json")))
    bank = dict(demo.data(f"questions_{demo.BANK}.json"))
    bank["questions"] = bank["questions"][:4]
    author.bring_questions(demo.bank_workbook(bank))
    link = author.call("泵类试题征集", until="2026-12-31")

    guest = applicant(app, tenant, "19900000778")
    token = guest.cookies.get(COOKIE)
    assert token
    writer = QuestionWriter(Person(browser(app, token)), link)
    writer.hand_in(kind="judge", stem="离心泵内存有空气会发生气缚。", answer_judge="T", source="化工原理")

    assert first.pass_all() == 5
    no = final.send_back("请注明出处的章节")
    author_of = "6110103-3-0001"
    assert no == author_of
    assert final.pass_all() == 4
    assert "已经进入题库" in writer.person.open("/my/questions/6110103-3-0005").text
    with work(tenant) as session:
        assert queries.counts(session, "6-11-01-03", "3") == {"approved": 4, "returned": 1}
