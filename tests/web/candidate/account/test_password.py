"""A password: another way in when no message arrives, hard to guess, easy to change."""

from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI

from engine.platform import crypto, throttle
from tests.web.candidate.account.helpers import NUMBER, OLD, SECRET, pass_time, set_password
from tests.web.candidate.applicant import Applicant, applicant
from tests.web.visitor import Visitor, staff


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
