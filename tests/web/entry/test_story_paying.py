"""The money of the story over the whole application: real forms, real signatures, the worker's part in between."""

import asyncio
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from engine.platform.database import work
from engine.platform.people import queries as people
from engine.platform.people.sign_in import session_of, sign_in_by_password
from integrations.payments import book
from processes.pay import queries
from processes.pay.service import orders
from tests.processes.pay.builders import Case, Till, make_till, notify
from tests.support.database import Database
from tests.web.candidate.applicant import applicant
from tests.web.visitor import PASSWORD, app_of, staff
from web.candidate import routes as candidate
from web.entry.story import paying
from web.entry.story.client import Browser
from web.entry.story.people import Person
from web.office import routes as office
from web.public import routes as public
from web.public.routes import simulators
from web.ui.guards import COOKIE

DEAD = "19900008888"  # text messages to it are refused, so none is waited for


class Bridge(httpx.BaseTransport):
    """The application without a socket. Before each request the worker has done what is due."""

    def __init__(self, app: FastAPI, till: Till) -> None:
        self.app, self.till = app, till

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.till.work_off()
        body, headers = request.read(), request.headers

        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app)) as client:
                answer = await client.request(request.method, request.url, content=body, headers=headers)
                return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

        return asyncio.run(send())


class Local(Browser):
    def __init__(self, app: FastAPI, till: Till, token: str | None = None) -> None:
        cookies = {COOKIE: token} if token else {}
        self._client = httpx.Client(
            transport=Bridge(app, till), base_url="http://127.0.0.1:8000", cookies=cookies, follow_redirects=True
        )


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """Candidate, office and public pages; the simulated gateways post their notices without a network."""

    def deliver(row: book.Trade, *, how: str = "") -> tuple[int, str]:
        try:
            notify(row, how=how)
        except Exception as refusal:
            return 401, type(refusal).__name__
        return 204, ""

    monkeypatch.setattr(simulators, "deliver", deliver)
    return app_of(candidate.router, office.router, public.router)


@pytest.fixture
def till(committed_database: Database) -> Till:
    return make_till(committed_database.tenant_id)


@pytest.fixture
def me(app: FastAPI, till: Till) -> tuple[Person, Case]:
    token = str(applicant(app, till.tenant, DEAD).cookies[COOKIE])
    found = session_of(token)
    assert found is not None
    with work(till.tenant) as session:
        actor = people.actor(session, UUID(str(found.person_id)))
    return Person(Local(app, till, token)), till.case(applicant=actor)


@pytest.fixture
def gateways(app: FastAPI, till: Till) -> paying.Gateways:
    return paying.Gateways(Local(app, till))


@pytest.fixture
def cashier(app: FastAPI, till: Till) -> paying.Cashier:
    staff(app, till.tenant, "kong", "authority:finance")
    token = sign_in_by_password(till.tenant, "kong", PASSWORD)
    return paying.Cashier(Local(app, till, token), "kong", PASSWORD)


@pytest.fixture
def approver(app: FastAPI, till: Till) -> paying.FinanceApprover:
    staff(app, till.tenant, "mao", "authority:finance_approver")
    token = sign_in_by_password(till.tenant, "mao", PASSWORD)
    return paying.FinanceApprover(Local(app, till, token), "mao", PASSWORD)


def test_a_candidate_pays_despite_what_is_forged_and_repeated(
    till: Till, me: tuple[Person, Case], gateways: paying.Gateways, cashier: paying.Cashier
) -> None:
    person, case = me
    assert paying.owes(person, case.no)
    order = paying.choose(person, case.no, "wechat")
    assert [gateways.do(order, deed) for deed in ("lost", "forged", "stale")] == [0, 401, 401]
    assert paying.owes(person, case.no)
    assert [gateways.do(order, "again") for _ in range(2)] == [204, 204]
    paying.settled(person, case.no)
    assert len(case.payments()) == len(case.entries()) == 1
    assert cashier.balanced()


def test_late_money_goes_back_and_the_case_goes_on(
    till: Till,
    me: tuple[Person, Case],
    gateways: paying.Gateways,
    cashier: paying.Cashier,
    approver: paying.FinanceApprover,
) -> None:
    person, case = me
    order = paying.choose(person, case.no, "alipay")
    with work(till.tenant) as session:
        orders.close(
            session, till.cashier, orders.held(session, queries.order_by_number(session, order).id), why="test"
        )
    gateways.do(order, "late")
    till.work_off()
    assert approver.approve_refunds() == 1
    till.work_off()
    assert case.refunds()[0].status == "done"
    assert cashier.balanced()


def test_a_wrong_amount_is_an_exception_until_it_is_given_back(
    till: Till,
    me: tuple[Person, Case],
    gateways: paying.Gateways,
    cashier: paying.Cashier,
    approver: paying.FinanceApprover,
) -> None:
    person, case = me
    order = paying.choose(person, case.no, "alipay")
    gateways.do(order, "wrong")
    assert cashier.exceptions() == 1
    cashier.ask_back(order, "金额不符")
    assert approver.approve_refunds() == 1
    assert cashier.exceptions() == 0
    cashier.take_cash(order, "340", "SJ-1")
    paying.settled(person, case.no)
    assert cashier.balanced()


def test_the_cashier_waives(me: tuple[Person, Case], cashier: paying.Cashier, till: Till) -> None:
    person, case = me
    cashier.waive(case.order().no, "低保家庭，凭证已核")
    paying.settled(person, case.no)
    assert case.order().status == "waived"
