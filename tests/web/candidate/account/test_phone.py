"""Another phone by the old one's code."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from engine.platform import crypto, outbox
from engine.platform.database import work
from engine.platform.people import Actor, phones, queries
from engine.platform.people.errors import PhoneTaken
from engine.platform.people.models import Person
from tests.web.candidate.account.helpers import NEW, OLD, Gateway, account_phone, code_for, pass_time
from tests.web.candidate.applicant import Applicant, applicant
from tests.web.visitor import values_on


def test_the_old_phone_s_code_brings_the_new_phone(
    app: FastAPI, known: Applicant, tenant: UUID, messages: Gateway
) -> None:
    account = account_phone(tenant, OLD)
    assert "199****0301" in known.get("/account/phone").text
    known.post("/account/phone", {"step": "begin"})
    wrong = known.post("/account/phone", {"step": "old", "code": "000000" if code_for(OLD) != "000000" else "1"})
    assert (wrong.status_code, "验证码不正确" in wrong.text) == (422, True)
    page = known.post("/account/phone", {"step": "old", "code": code_for(OLD)})
    proof = values_on(page.text)["proof"]
    page = known.post("/account/phone", {"step": "new", "proof": proof, "new_phone": NEW})
    assert "199****0302" in page.text
    done = known.post("/account/phone", {"step": "code", "proof": proof, "new_phone": NEW, "code": code_for(NEW)})
    assert (done.status_code, done.headers["location"]) == (303, "/account")
    assert (account_phone(tenant, NEW), account_phone(tenant, OLD)) == (account, None)
    outbox.drain(tenant)
    told = [(phone, text) for phone, text in messages.sent if "手机号码已变更为" in text]
    assert [phone for phone, _ in told] == [NEW, OLD]
    assert all(NEW not in text for _, text in told)
    assert "手机号码已变更" in known.get("/my/notices").text
    assert "199****0302" in known.get("/account").text


def test_a_phone_cannot_be_changed_without_the_old_one_s_code(visitor: Applicant, tenant: UUID) -> None:
    for proof in ("", "1.x", "99999999999.abc", "９９９.z"):
        answer = visitor.post("/account/phone", {"step": "new", "proof": proof, "new_phone": NEW})
        assert (answer.status_code, "核验已过期" in answer.text) == (409, True)
    assert visitor.post("/account/phone", {"step": "code", "new_phone": NEW, "code": "1"}).status_code == 409
    assert account_phone(tenant, NEW) is None


def test_a_proof_serves_one_browser_for_a_quarter_of_an_hour(app: FastAPI, visitor: Applicant, tenant: UUID) -> None:
    visitor.post("/account/phone", {"step": "begin"})
    proof = values_on(visitor.post("/account/phone", {"step": "old", "code": code_for(OLD)}).text)["proof"]
    other = applicant(app, tenant, "19900000399")
    assert other.post("/account/phone", {"step": "new", "proof": proof, "new_phone": NEW}).status_code == 409
    pass_time(timedelta(minutes=15))
    assert visitor.post("/account/phone", {"step": "new", "proof": proof, "new_phone": NEW}).status_code == 409


@pytest.mark.parametrize(
    ("phone", "status", "said"),
    [("123", 422, "请输入 11 位手机号码"), (OLD, 422, "新号码与现在的号码相同"), ("19900000777", 409, "已有账户")],
)
def test_a_number_that_will_not_do_is_refused_and_kept(
    app: FastAPI, visitor: Applicant, tenant: UUID, phone: str, status: int, said: str
) -> None:
    applicant(app, tenant, "19900000777")
    visitor.post("/account/phone", {"step": "begin"})
    proof = values_on(visitor.post("/account/phone", {"step": "old", "code": code_for(OLD)}).text)["proof"]
    answer = visitor.post("/account/phone", {"step": "new", "proof": proof, "new_phone": phone})
    assert (answer.status_code, said in answer.text, f'value="{phone}"' in answer.text) == (status, True, True)
    assert values_on(answer.text)["proof"] == proof


def test_two_people_never_get_one_number(app: FastAPI, visitor: Applicant, tenant: UUID) -> None:
    people = [visitor, applicant(app, tenant, "19900000398")]
    with work(tenant) as session:
        actors = [queries.actor(session, row.id) for row in session.scalars(select(Person).order_by(Person.id))]
    actors = [each for each in actors if not each.is_staff]
    assert len(actors) == len(people)

    def change(actor: Actor) -> str:
        try:
            with work(tenant) as session:
                phones.change_phone(session, actor, queries.person(session, actor.person_id), NEW, how="code")
        except PhoneTaken:
            return "taken"
        return "changed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(change, actors)) == ["changed", "taken"]
    with work(tenant) as session:
        index = crypto.blind_index("phone", NEW)
        assert session.scalar(select(func.count()).select_from(Person).where(Person.phone_index == index)) == 1
