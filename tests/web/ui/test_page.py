"""A page or its fragment, the way on, and what every answer carries."""

from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import Conflict, FieldError, InvalidForm
from tests.web.visitor import Visitor, app_of
from web.ui import edge, page, redirect
from web.ui.typed import TypedForm

router = APIRouter()
SENTENCE = "请输入 11 位手机号码"


@router.get("/here/{name}")
def here(request: Request, name: str) -> Response:
    return page(request, "public/sign_out.html")


@router.get("/form")
def form(request: Request) -> Response:
    errors = [FieldError("phone", SENTENCE)]
    return page(request, "public/sign_in.html", "form", status=422, phone="<b>1", next="", errors=errors)


@router.post("/onward")
def onward(request: Request) -> Response:
    return redirect(request, "/here/x", toast="陈志远 已通过")


@router.post("/echo")
def echo(request: Request, typed: TypedForm) -> Response:
    return page(request, "public/sign_in.html", "form", phone=typed.first("phone"), next="")


@router.get("/elsewhere")
def elsewhere(request: Request, to: str) -> Response:
    return redirect(request, to)


@router.get("/taken")
@router.post("/taken")
def taken() -> Response:
    raise Conflict


@router.post("/invalid")
def invalid() -> Response:
    raise InvalidForm([FieldError("phone", SENTENCE)])


@router.get("/broken")
def broken() -> Response:
    raise ZeroDivisionError("a name: 林晓岚")


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(app_of(router))


def test_a_browser_gets_the_page_and_htmx_its_block(visitor: Visitor) -> None:
    whole = visitor.get("/form")
    part = visitor.get("/form", **{"HX-Request": "true"})
    back = visitor.get("/form", **{"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<!doctype html>" in whole.text
    assert "<!doctype html>" in back.text
    assert "<!doctype html>" not in part.text
    assert part.text.strip() in whole.text
    assert {answer.headers["Vary"] for answer in (whole, part, back)} == {"HX-Request"}


def test_a_refused_form_says_so_in_title_summary_and_field(visitor: Visitor) -> None:
    answer = visitor.get("/form")
    assert answer.status_code == 422
    assert "<title>错误：登录 - 匠程</title>" in answer.text
    assert answer.text.count(SENTENCE) == 2
    assert 'href="#f-phone"' in answer.text
    assert 'value="&lt;b&gt;1"' in answer.text


def test_the_way_on_is_a_303_or_an_htmx_header(visitor: Visitor) -> None:
    plain = visitor.post("/onward")
    assert (plain.status_code, plain.headers["Location"]) == (303, "/here/x")
    swapped = visitor.post("/onward", {}, **{"HX-Request": "true"})
    assert (swapped.status_code, swapped.headers["HX-Redirect"]) == (200, "/here/x")


def test_any_address_fits_into_the_header_that_names_it(visitor: Visitor) -> None:
    for headers, name in (({}, "Location"), ({"HX-Request": "true"}, "HX-Redirect")):
        answer = visitor.get("/elsewhere?to=/中文?q=1%0D%0AX-Evil:1%09", **headers)
        assert answer.headers[name] == "/%E4%B8%AD%E6%96%87?q=1%0D%0AX-Evil:1%09"
        assert "X-Evil" not in answer.headers


@pytest.mark.parametrize("address", ["/here/%00", "/here/a%00b", "/form?q=%00", "/form?%00=1"])
def test_an_address_with_a_nul_leads_nowhere(visitor: Visitor, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_what_no_database_can_hold_is_left_out_of_what_was_typed(visitor: Visitor) -> None:
    answer = visitor.post("/echo", {"phone": "1\x0038\x00"})
    assert (answer.status_code, 'value="138"' in answer.text) == (200, True)


@pytest.mark.parametrize(
    ("charset", "typed", "status"),
    [("unicode_escape", r"1\ud80038", 200), ("undefined", "138", 400), ("no-such", "138", 200), ("utf-16", "138", 200)],
)
def test_a_body_in_a_strange_character_set_is_read_or_refused(
    visitor: Visitor, charset: str, typed: str, status: int
) -> None:
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    body = f'--x\r\nContent-Disposition: form-data; name="phone"\r\n\r\n{typed}\r\n--x--\r\n'
    assert visitor.send_raw("/echo", body.encode(), kind).status_code == status


def test_a_toast_is_shown_once(visitor: Visitor) -> None:
    visitor.post("/onward")
    assert "陈志远 已通过" in visitor.get("/here/x").text
    assert "陈志远" not in visitor.get("/here/x").text


def test_a_refusal_is_a_page_a_fragment_or_json(visitor: Visitor) -> None:
    whole = visitor.get("/taken")
    part = visitor.post("/taken", {}, **{"HX-Request": "true"})
    plain = visitor.post("/taken", Accept="application/json")
    assert {answer.status_code for answer in (whole, part, plain)} == {409}
    assert Conflict.message in whole.text
    assert Conflict.message in part.text
    assert "<html" not in part.text
    assert part.headers["HX-Retarget"] == "#cf-alert"
    assert plain.json() == {"code": "conflict", "message": Conflict.message}


def test_form_errors_are_told_in_json(visitor: Visitor) -> None:
    answer = visitor.post("/invalid", Accept="application/json")
    assert answer.json()["errors"] == [{"path": "phone", "message": SENTENCE}]


def test_a_bug_answers_500_with_a_trace_and_nothing_else(visitor: Visitor) -> None:
    answer = visitor.get("/broken")
    assert answer.status_code == 500
    assert answer.headers["X-Trace-Id"] in answer.text
    assert "林晓岚" not in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_wrong_addresses_and_methods_are_told_in_chinese(visitor: Visitor) -> None:
    assert "没有找到" in visitor.get("/nowhere").text
    assert visitor.get("/onward").status_code == 405
    assert "请从页面上的按钮或链接进入" in visitor.get("/onward").text


def test_every_answer_carries_the_security_headers(visitor: Visitor) -> None:
    for answer in (visitor.get("/form"), visitor.get("/nowhere"), visitor.get("/broken")):
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'self'" in policy
        assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Origin": "http://127.0.0.1:8000"}, False),
        ({"Origin": "https://elsewhere.example"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "http://["}, True),
    ],
)
def test_another_site_cannot_post(visitor: Visitor, headers: dict[str, str], refused: bool) -> None:
    answer: httpx.Response = visitor.post("/onward", {}, **headers)
    assert (answer.status_code == 403) is refused
    assert visitor.get("/here/x", **headers).status_code == 200


def test_the_log_holds_no_address_and_no_text(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[dict[str, Any]] = []
    monkeypatch.setattr(edge, "_log", SimpleNamespace(info=lambda event, **fields: lines.append(fields)))
    visitor.get("/here/林晓岚?phone=13800000021")
    (line,) = lines
    assert line["route"] == "/here/{name}"
    assert line["status"] == 200
    assert "林晓岚" not in str(line)
    assert "13800000021" not in str(line)


def test_a_refused_post_leads_back_to_no_other_site(visitor: Visitor) -> None:
    address = "http://127.0.0.1:8000//evil.example/login"
    answer = visitor.post(address, {"a": "b"}, **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "evil.example" not in answer.text


def test_a_browser_that_came_by_https_is_told_to_stay_there(visitor: Visitor) -> None:
    safe = visitor.get("https://127.0.0.1:8000/form")
    assert safe.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in visitor.get("/form").headers
