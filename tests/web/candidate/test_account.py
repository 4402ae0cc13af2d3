"""One's account without a programmer's or a colleague's help: other ways in, another phone, a password."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from engine.platform import clock, crypto, notices, outbox, ports, throttle
from engine.platform.audit.models import AuditRow
from engine.platform.database import system_work, work
from engine.platform.people import Actor, queries, service
from engine.platform.people.models import Account, CounterCode, Person, PhoneChange, SmsCode
from engine.platform.sms import SmsGateway
from processes.plans import queries as plans
from processes.plans.models import Plan
from tests.processes.apply import builders
from tests.processes.plans.builders import make_plan
from tests.support.database import Database
from tests.web.candidate.applicant import Applicant, applicant
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.candidate.routes import router as candidate
from web.office.routes import router as office
from web.public.routes import router as public

OLD, NEW = "19900000301", "19900000302"
SECRET = "三明沙县小吃真好吃 88"
NUMBER = builders.identity()["id_number"]


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    return committed_database.tenant_id


@pytest.fixture
def app(tenant: UUID) -> FastAPI:
    throttle.reset()
    with work(tenant) as session:
        builders.deploy(session, tenant)
    return app_of(public, candidate, office)


@pytest.fixture
def visitor(app: FastAPI, tenant: UUID) -> Applicant:
    return applicant(app, tenant, OLD)


@pytest.fixture
def plan(app: FastAPI, tenant: UUID) -> Plan:
    with work(tenant) as session:
        return make_plan(session)


@pytest.fixture
def known(visitor: Applicant, tenant: UUID, plan: Plan) -> Applicant:
    """Somebody whose name and number are declared and who has applied."""
    visitor.walk(tenant, plan, until=None)
    return visitor


def institution_of(tenant: UUID, plan: Plan) -> UUID:
    with work(tenant) as session:
        return plans.institutions(session, plan.id)[0].institution.id


@pytest.fixture
def clerk(app: FastAPI, tenant: UUID, plan: Plan) -> Visitor:
    return staff(app, tenant, "苏经办", f"institution:{institution_of(tenant, plan)}:clerk")


def code_for(phone: str) -> str:
    with system_work() as system:
        rows = select(SmsCode).where(SmsCode.phone_index == crypto.blind_index("phone", phone))
        row = system.scalars(rows.order_by(SmsCode.created_at.desc()).limit(1)).one()
        return crypto.decrypt(row.code_encrypted, row.id)


def account_phone(tenant: UUID, phone: str) -> UUID | None:
    with system_work() as system:
        return system.scalar(select(Account.id).where(Account.phone_index == crypto.blind_index("phone", phone)))


def pass_time(by: timedelta) -> None:
    with system_work() as system:
        clock.move(system, by)


def set_password(visitor: Visitor, **known: str) -> int:
    answers = {"new": SECRET, "again": SECRET} | known
    return visitor.post("/account/password", answers).status_code


class Gateway:
    sent: list[tuple[str, str]]

    def __init__(self) -> None:
        self.sent = []

    def send(self, phone: str, text: str, *, serial: str) -> None:
        self.sent.append((phone, text))


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    gateway = Gateway()
    monkeypatch.setattr(ports, "_factories", {**ports._factories, SmsGateway: lambda: gateway})
    return gateway


# passwords


def test_a_password_opens_the_account_by_phone_and_by_document_number(app: FastAPI, known: Applicant) -> None:
    assert set_password(known) == 303
    for name in (OLD, NUMBER, NUMBER.lower()):
        opened = Visitor(app).post("/signin/password", {"name": name, "password": SECRET, "next": "/my/notices"})
        assert (opened.status_code, opened.headers["location"]) == (303, "/my/notices")


@pytest.mark.parametrize("name", [OLD, "19911112222", NUMBER, "350299000000000000"])
def test_whoever_is_registered_is_not_told(app: FastAPI, known: Applicant, name: str) -> None:
    answer = Visitor(app).post("/signin/password", {"name": name, "password": "不对的密码"})
    assert answer.status_code == 422
    assert "号码与密码（或登录码）不匹配" in answer.text
    assert f'value="{name}"' in answer.text


def test_five_wrong_passwords_stop_that_address_and_nobody_else(app: FastAPI, known: Applicant) -> None:
    set_password(known)
    guesser = Visitor(app)
    codes = [guesser.post("/signin/password", {"name": OLD, "password": "错"}).status_code for _ in range(6)]
    assert codes == [422] * 5 + [423]
    throttle.forget(f"password:{crypto.blind_index('login', OLD).hex()}:127.0.0.1", 5, 900)
    assert Visitor(app).post("/signin/password", {"name": OLD, "password": SECRET}).status_code == 303


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("短1a", "密码应为 10 至 128 个字符"),
        ("13571113171923", "不能只用数字"),
        ("abcabcabcabc", "单一"),
        (f"{OLD}abc", "不要包含"),
        ("password2026", "容易被猜到"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(visitor: Applicant, new: str, said: str) -> None:
    answer = visitor.post("/account/password", {"new": new, "again": new})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert new not in answer.text


def test_two_passwords_that_differ_are_told_apart(visitor: Applicant) -> None:
    answer = visitor.post("/account/password", {"new": SECRET, "again": SECRET + "x"})
    assert (answer.status_code, "两次输入的新密码不一致" in answer.text) == (422, True)


def test_an_old_sign_in_needs_the_current_password(app: FastAPI, visitor: Applicant, tenant: UUID) -> None:
    pass_time(timedelta(minutes=16))
    assert "15 分钟内完成" in visitor.get("/account/password").text
    assert set_password(visitor) == 409
    fresh = applicant(app, tenant, OLD)
    assert set_password(fresh) == 303
    pass_time(timedelta(minutes=16))
    assert "当前密码" in fresh.get("/account/password").text
    assert set_password(fresh, new=SECRET + "新", again=SECRET + "新") == 422
    assert set_password(fresh, current="不是它", new=SECRET + "新", again=SECRET + "新") == 422
    assert set_password(fresh, current=SECRET, new=SECRET + "新", again=SECRET + "新") == 303


def test_a_new_password_signs_out_every_other_browser(app: FastAPI, visitor: Applicant, tenant: UUID) -> None:
    other = applicant(app, tenant, OLD)
    set_password(visitor)
    assert visitor.get("/my").status_code == 200
    assert other.get("/my").headers["location"].startswith("/signin")


def test_staff_change_their_password(app: FastAPI, tenant: UUID) -> None:
    reviewer = staff(app, tenant, "zhoumin", "auditor")
    page = reviewer.get("/account")
    assert "登录密码" in page.text
    assert "手机号码" not in page.text
    assert set_password(reviewer, current="一段足够长的口令 2026") == 303
    sign_in = {"login": "zhoumin", "password": SECRET}
    assert Visitor(app).post("/signin/staff", sign_in).status_code == 303
    assert reviewer.get("/account/phone").status_code == 404


def test_a_candidate_s_name_does_not_open_the_staff_door_nor_the_reverse(app: FastAPI, tenant: UUID) -> None:
    staff(app, tenant, "zhoumin", "auditor")
    answer = Visitor(app).post("/signin/password", {"name": "zhoumin", "password": "一段足够长的口令 2026"})
    assert answer.status_code == 422


# another phone


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


# at the counter


def found(clerk: Visitor, name: str = "林演示", number: str = NUMBER) -> str:
    return clerk.post("/counter", {"name": name, "id_number": number}).headers.get("location", "")


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


# when the message does not come


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
