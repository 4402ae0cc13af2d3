"""At the counter: a code or another phone for whoever shows the ID card; and what the page of the code says."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import select

from engine.platform import crypto, notices, outbox
from engine.platform.audit.models import AuditRow
from engine.platform.database import system_work, work
from engine.platform.people import Actor, queries, service
from engine.platform.people.models import CounterCode, Person, PhoneChange
from processes.apply.models import Application
from tests.web.candidate.account.helpers import (
    NEW,
    NUMBER,
    OLD,
    Gateway,
    code_for,
    pass_time,
    set_password,
)
from tests.web.candidate.applicant import Applicant, applicant
from tests.web.visitor import Visitor, staff, values_on


def found(clerk: Visitor, name: str = "林演示", number: str = NUMBER) -> str:
    headers = clerk.post("/counter", {"name": name, "id_number": number}).headers
    return str(headers.get("location", ""))


def test_a_clerk_hands_out_a_code_that_opens_once(app: FastAPI, known: Applicant, clerk: Visitor, tenant: UUID) -> None:
    where = found(clerk)
    page = clerk.get(where).text
    assert NUMBER not in page
    assert "199****0301" in page
    unseen = clerk.post(f"{where}/code")
    assert (unseen.status_code, "请先核对身份证原件和本人" in unseen.text) == (422, True)
    shown = clerk.post(f"{where}/code", {"seen": "true"}).text
    code = re.search(r"(\d{4}) (\d{4})", shown)
    assert code is not None
    assert "".join(code.groups()) not in clerk.get(where).text
    visitor = Visitor(app)
    assert visitor.post("/signin/counter", {"name": NUMBER, "code": code[0]}).headers["location"] == "/my"
    assert known.application(tenant).no in visitor.get("/my").text
    assert Visitor(app).post("/signin/counter", {"name": NUMBER, "code": code[0]}).status_code == 422
    assert set_password(visitor) == 303
    access = visitor.get("/my/access").text
    assert "核对证件后发放登录码" in access
    assert "机构经办人" in access
    assert "苏经办" not in access
    assert "窗口登录码已发放" in visitor.get("/my/notices").text


def test_a_counter_code_ends_after_ten_minutes_and_five_tries(app: FastAPI, known: Applicant, clerk: Visitor) -> None:
    where = found(clerk)

    def handed_out() -> str:
        code = re.search(r"(\d{4}) (\d{4})", clerk.post(f"{where}/code", {"seen": "true"}).text)
        assert code is not None
        return code[0]

    code = handed_out()
    pass_time(timedelta(minutes=10))
    assert Visitor(app).post("/signin/counter", {"name": OLD, "code": code}).status_code == 422
    code = handed_out()
    wrong = "00000000" if not code.startswith("0000") else "11111111"
    answers = [Visitor(app).post("/signin/counter", {"name": OLD, "code": wrong}).status_code for _ in range(4)]
    assert answers == [422] * 4
    assert Visitor(app).post("/signin/counter", {"name": OLD, "code": code}).status_code in (303, 423)
    with system_work() as system:
        assert system.scalar(select(CounterCode.digest).limit(1)) != code.encode()


def test_a_person_gets_three_codes_a_day(known: Applicant, clerk: Visitor) -> None:
    where = found(clerk)
    answers = [clerk.post(f"{where}/code", {"seen": "true"}).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_a_clerk_changes_the_phone_of_whoever_lost_the_old_one(
    app: FastAPI, known: Applicant, clerk: Visitor, tenant: UUID, messages: Gateway
) -> None:
    where = found(clerk)
    assert clerk.post(f"{where}/phone", {"new_phone": NEW}).status_code == 422
    assert clerk.post(f"{where}/phone", {"new_phone": "12", "seen": "true"}).status_code == 422
    asked = clerk.post(f"{where}/phone", {"new_phone": NEW, "seen": "true"}).text
    assert values_on(asked)["new_phone"] == NEW
    answers = {"new_phone": NEW, "seen": "true", "code": code_for(NEW)}
    assert clerk.post(f"{where}/phone", answers | {"code": "999" + code_for(NEW)[:3]}).status_code == 422
    assert clerk.post(f"{where}/phone", answers).headers["location"] == where
    outbox.drain(tenant)
    assert {phone for phone, text in messages.sent if "已变更为" in text} == {OLD, NEW}
    assert known.get("/my").headers["location"].startswith("/signin")
    with work(tenant) as session:
        row = session.scalars(select(PhoneChange)).one()
        assert row.how == "counter"
        told = session.scalars(select(AuditRow).where(AuditRow.action == "account.phone_changed")).one()
        assert told.before == {"phone": "199****0301"}
        assert told.after is not None
        assert told.after["phone"] == "199****0302"
    again = applicant(app, tenant, NEW)
    assert "核对证件后变更手机号码" in again.get("/my/access").text


def test_only_name_and_number_together_find_somebody(known: Applicant, clerk: Visitor) -> None:
    for name, number in (("林演", NUMBER), ("林演示", NUMBER[:-1]), ("林演示", "")):
        answer = clerk.post("/counter", {"name": name, "id_number": number})
        assert answer.status_code in (404, 422)
        assert f'value="{name}"' in answer.text
    assert found(clerk).startswith("/counter/")


def test_another_institution_s_clerk_serves_nobody_here(
    app: FastAPI, known: Applicant, clerk: Visitor, tenant: UUID
) -> None:
    where = found(clerk)
    stranger = staff(app, tenant, "许外人", "institution:00000000-0000-7000-8000-000000000001:clerk")
    assert found(stranger) == ""
    assert stranger.get(where).status_code == 404
    assert stranger.post(f"{where}/code", {"seen": "true"}).status_code == 404
    assert stranger.post(f"{where}/phone", {"seen": "true", "new_phone": NEW}).status_code == 404
    assert known.get("/counter").status_code == 403


def test_a_colleague_s_account_is_not_opened_at_the_counter(
    app: FastAPI, known: Applicant, clerk: Visitor, tenant: UUID
) -> None:
    where = found(clerk)
    with work(tenant) as session:
        person = queries.person(session, known.application(tenant).person_id)
        service.grant(session, Actor.system(tenant), person, "auditor")
    assert clerk.get(where).status_code == 403
    assert clerk.post(f"{where}/code", {"seen": "true"}).status_code == 403


def test_the_page_of_the_code_names_the_other_ways_and_counts_down(app: FastAPI) -> None:
    visitor = Visitor(app)
    page = visitor.post("/signin", {"phone": OLD}).text
    assert 'data-wait="60"' in page
    for way in ("/signin/password", "/signin/counter", "0592-12333"):
        assert way in page
    early = visitor.post("/signin", {"phone": OLD, "again": "1"})
    assert early.status_code == 429
    assert "输入验证码" in early.text
    assert "操作太频繁" in early.text


def test_a_message_that_was_refused_is_told_beside_its_notice(visitor: Applicant, tenant: UUID) -> None:
    with work(tenant) as session:
        person = session.scalars(select(Person).where(Person.phone_index.is_not(None))).first()
        assert person is not None
        notice = notices.send(session, person.id, "test", title="通知", body="内容")
        notice.sms_state, notice.sms_error = "refused", "dead_number"
    assert "短信未能送达" in visitor.get("/my/notices").text


def test_of_two_accounts_with_one_number_the_clerk_chooses(
    app: FastAPI, known: Applicant, clerk: Visitor, tenant: UUID
) -> None:
    with work(tenant) as session:
        first = queries.person(session, known.application(tenant).person_id)
    second = applicant(app, tenant, "19900000366")
    with work(tenant) as session:
        other = session.scalars(
            select(Person).where(Person.phone_index == crypto.blind_index("phone", "19900000366"))
        ).one()
        assert first.birth_date is not None
        service.identify(
            session, other, name=first.name, id_kind="111", id_number=NUMBER, sex="1", birth_date=first.birth_date
        )
        row = known.application(tenant)
        session.add(Application(no="X-1", person_id=other.id, plan_id=row.plan_id, institution_id=row.institution_id))
    page = clerk.post("/counter", {"name": "林演示", "id_number": NUMBER})
    assert (page.status_code, "找到 2 个账户" in page.text) == (200, True)
    for phone in ("199****0301", "199****0366"):
        assert phone in page.text
    assert second.get("/my/access").text.count("凭姓名和证件号码查找您") == 1


def test_a_code_used_by_several_at_once_opens_for_one(app: FastAPI, known: Applicant, clerk: Visitor) -> None:
    shown = clerk.post(f"{found(clerk)}/code", {"seen": "true"}).text
    code = re.search(r"(\d{4}) (\d{4})", shown)
    assert code is not None
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(Visitor(app).post, "/signin/counter", {"name": OLD, "code": code[0]}) for _ in range(4)]
    assert sorted(answer.result().status_code for answer in sent) == [303, 422, 422, 422]


def test_a_held_back_message_is_read_out_instead(app: FastAPI, tenant: UUID, messages: Gateway) -> None:
    visitor = Visitor(app)
    visitor.post("/signin", {"phone": OLD})
    asked = {"phone": OLD, "again": "1", "voice": "1"}
    assert visitor.post("/signin", asked).status_code == 429
    pass_time(timedelta(minutes=1))
    assert "正在拨打 199****0301" in visitor.post("/signin", asked).text
    outbox.drain(tenant)
    code = code_for(OLD)
    assert (OLD, f"您好，匠程的验证码是 {code}。再说一遍，{code}。") in messages.called
    assert visitor.post("/signin", {"phone": OLD, "code": code}).status_code == 303
