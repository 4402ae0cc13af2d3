"""Registering, signing in and out, and everything that keeps somebody out. What was typed stays."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from engine.platform import clock, crypto, throttle
from engine.platform.database import system_work
from engine.platform.people.models import SmsCode
from engine.platform.people.sign_in import session_of
from tests.support.database import Database
from tests.web.visitor import PASSWORD, Visitor, app_of, staff
from web.public.routes import register, sign_in, texts
from web.ui.guards import COOKIE
from web.ui.local import local

PHONE = "19900000555"


@pytest.fixture
def app(committed_database: Database) -> FastAPI:
    throttle.reset()
    return app_of(sign_in.router, register.router, texts.router)


@pytest.fixture
def visitor(app: FastAPI) -> Visitor:
    return Visitor(app)


def newest_code() -> str:
    with system_work() as system:
        row = system.scalars(select(SmsCode).order_by(SmsCode.created_at.desc()).limit(1)).one()
        return crypto.decrypt(row.code_encrypted, row.id)


def test_a_phone_and_its_code_open_the_candidate_s_home(visitor: Visitor) -> None:
    asked = visitor.post("/signin", {"phone": PHONE, "next": "/my/notices"})
    assert asked.status_code == 200
    assert "199****0555" in asked.text
    opened = visitor.post("/signin", {"phone": PHONE, "code": newest_code(), "next": "/my/notices"})
    assert (opened.status_code, opened.headers["Location"]) == (303, "/my/notices")
    assert "HttpOnly" in opened.headers["Set-Cookie"]
    assert "SameSite=lax" in opened.headers["Set-Cookie"]


def test_registering_needs_consent_and_keeps_the_phone(visitor: Visitor) -> None:
    refused = visitor.post("/register", {"phone": PHONE})
    assert refused.status_code == 422
    assert "请阅读并勾选同意隐私说明" in refused.text
    assert f'value="{PHONE}"' in refused.text
    visitor.post("/register", {"phone": PHONE, "agree": "true"})
    opened = visitor.post("/register", {"phone": PHONE, "code": newest_code()})
    assert (opened.status_code, opened.headers["Location"]) == (303, "/my")


@pytest.mark.parametrize("phone", ["", "12345", "2390000055５"])
def test_a_wrong_phone_is_told_beside_the_field(visitor: Visitor, phone: str) -> None:
    for address in ("/signin", "/register"):
        answer = visitor.post(address, {"phone": phone, "agree": "true"})
        assert answer.status_code == 422
        assert "请输入 11 位手机号码" in answer.text
        assert "<title>错误：" in answer.text


def test_a_code_may_be_typed_full_width_and_any_other_sign_is_wrong(visitor: Visitor) -> None:
    visitor.post("/signin", {"phone": PHONE})
    code = newest_code()
    for wrong in ("验证码", "é", "١٢٣٤٥٦"):
        assert visitor.post("/signin", {"phone": PHONE, "code": wrong}).status_code == 422
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert visitor.post("/signin", {"phone": PHONE, "code": wide}).status_code == 303


def test_another_spelling_of_a_phone_gets_no_code_of_its_own(visitor: Visitor) -> None:
    assert visitor.post("/signin", {"phone": PHONE}).status_code == 200
    wide = PHONE[:4] + "".join(chr(ord(digit) + 0xFEE0) for digit in PHONE[4:])
    assert visitor.post("/signin", {"phone": wide}).status_code == 429
    arabic = PHONE[:4] + "".join(chr(0x660 + int(digit)) for digit in PHONE[4:])
    assert visitor.post("/signin", {"phone": arabic}).status_code == 422


def test_a_wrong_code_may_be_typed_again(visitor: Visitor) -> None:
    visitor.post("/signin", {"phone": PHONE})
    wrong = "000000" if newest_code() != "000000" else "000001"
    answer = visitor.post("/signin", {"phone": PHONE, "code": wrong})
    assert answer.status_code == 422
    assert "验证码不正确" in answer.text
    assert f'name="phone" value="{PHONE}"' in answer.text
    assert visitor.post("/signin", {"phone": PHONE, "code": newest_code()}).status_code == 303


def test_an_old_code_is_refused(visitor: Visitor) -> None:
    visitor.post("/signin", {"phone": PHONE})
    code = newest_code()
    with system_work() as system:
        clock.move(system, timedelta(minutes=6))
    assert "验证码已失效" in visitor.post("/signin", {"phone": PHONE, "code": code}).text


def test_codes_are_sent_once_a_minute(visitor: Visitor) -> None:
    visitor.post("/signin", {"phone": PHONE})
    again = visitor.post("/signin", {"phone": PHONE})
    assert again.status_code == 429
    assert "操作太频繁" in again.text
    assert f'value="{PHONE}"' in again.text


def test_staff_sign_in_and_five_wrong_passwords_lock(app: FastAPI, committed_database: Database) -> None:
    staff(app, committed_database.tenant_id, "auditor", "auditor")
    visitor = Visitor(app)
    opened = visitor.post("/signin/staff", {"login": "auditor", "password": PASSWORD})
    assert opened.headers["Location"] == "/start"
    assert visitor.get("/start").headers["Location"] == "/audit"
    for _ in range(5):
        wrong = visitor.post("/signin/staff", {"login": "auditor", "password": "不对"})
        assert wrong.status_code == 422
        assert "账号或密码不正确" in wrong.text
        assert 'value="auditor"' in wrong.text
    locked = visitor.post("/signin/staff", {"login": "auditor", "password": PASSWORD})
    assert locked.status_code == 423
    assert "从您的网络连续输错次数过多" in locked.text


def test_empty_fields_are_asked_for(visitor: Visitor) -> None:
    answer = visitor.post("/signin/staff", {"login": "", "password": ""})
    assert answer.status_code == 422
    assert "请输入账号" in answer.text
    assert "请输入密码" in answer.text


def test_signing_out_ends_the_session_itself(app: FastAPI, committed_database: Database) -> None:
    visitor = staff(app, committed_database.tenant_id, "何静", "auditor")
    token = visitor.cookies[COOKIE]
    assert visitor.get("/start").headers["Location"] == "/audit"
    assert visitor.post("/signout").headers["Location"] == "/"
    assert Visitor(app, token).get("/start").headers["Location"] == "/"


def test_a_login_that_nobody_has_is_answered_like_one_that_somebody_has(
    app: FastAPI, committed_database: Database
) -> None:
    staff(app, committed_database.tenant_id, "auditor", "auditor")
    visitor = Visitor(app)
    answers = {
        login: [visitor.post("/signin/staff", {"login": login, "password": "错的"}).status_code for _ in range(7)]
        for login in ("auditor", "nobody")
    }
    assert answers["auditor"] == answers["nobody"] == [422] * 5 + [423] * 2


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("/my?a=1", True),
        ("//elsewhere", False),
        ("/\\elsewhere", False),
        ("https://elsewhere", False),
        ("/\t/elsewhere", False),
        ("/\r/elsewhere", False),
        ("", False),
    ],
)
def test_the_way_on_never_leaves_the_site(url: str, kept: bool) -> None:
    assert (local(url, "/my") == url) is kept


def test_pages_of_text_name_the_authority_and_its_hotline(visitor: Visitor) -> None:
    for address in ("/help", "/privacy", "/accessibility", "/register", "/signin"):
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert "鹭江市技能认定中心主办" in answer.text
        assert "0592-12333" in answer.text


def test_signing_in_again_ends_the_session_that_the_browser_had(app: FastAPI, committed_database: Database) -> None:
    visitor = staff(app, committed_database.tenant_id, "何静", "auditor")
    before = visitor.cookies[COOKIE]
    answer = visitor.post("/signin/staff", {"login": "何静", "password": PASSWORD})
    assert answer.status_code == 303
    after = answer.cookies[COOKIE]
    assert after != before
    assert session_of(before) is None
    assert session_of(after) is not None
