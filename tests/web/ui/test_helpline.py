"""Whatever goes wrong, the page says whom to call: the authority's own hotline and hours."""

import pytest
from fastapi import APIRouter, FastAPI
from starlette.requests import Request

from engine.platform.errors import Conflict, FieldError, Forbidden, InvalidForm
from engine.platform.people.errors import SignedOut
from engine.platform.throttle import TooMany
from tests.support.database import Database
from tests.web.visitor import Visitor, app_of, staff
from web.public.routes import sign_in
from web.ui.guards import DbSession, Public

router = APIRouter()
REFUSALS = {
    "403": Forbidden(),
    "409": Conflict(),
    "422": InvalidForm([FieldError("name", "请输入姓名")]),
    "429": TooMany(wait="60 秒"),
    "401": SignedOut(),
    "500": RuntimeError("a bug"),
}
HOTLINE = "0592-12333"


@router.api_route("/refuse/{status}", methods=["GET", "POST"])
def refuse(request: Request, session: DbSession, visitor: Public, status: str) -> None:
    raise REFUSALS[status]


@pytest.fixture
def app(committed_database: Database) -> FastAPI:
    return app_of(router, sign_in.router)


def body_of(text: str) -> str:
    """The page without its footer, which names the hotline everywhere."""
    return text.partition("<footer")[0]


@pytest.mark.parametrize("status", REFUSALS)
def test_a_refusal_names_the_hotline(app: FastAPI, status: str) -> None:
    answer = Visitor(app).post(f"/refuse/{status}")
    assert answer.status_code == int(status)
    assert HOTLINE in body_of(answer.text)


@pytest.mark.parametrize("status", REFUSALS)
def test_so_does_the_part_of_a_page(app: FastAPI, status: str) -> None:
    answer = Visitor(app).post(f"/refuse/{status}", {}, **{"HX-Request": "true"})
    assert HOTLINE in answer.text
    assert "<html" not in answer.text


def test_so_do_a_wrong_address_and_a_form_of_another_site(app: FastAPI) -> None:
    missing = Visitor(app).get("/nowhere")
    assert (missing.status_code, HOTLINE in body_of(missing.text)) == (404, True)
    foreign = Visitor(app).post("/signin", {"phone": "1"}, **{"Sec-Fetch-Site": "cross-site"})
    assert (foreign.status_code, HOTLINE in body_of(foreign.text)) == (403, True)


def test_so_does_the_summary_above_a_form(app: FastAPI) -> None:
    answer = Visitor(app).post("/signin", {"phone": "12"})
    assert answer.status_code == 422
    assert f"填写有困难，请拨打 {HOTLINE}" in body_of(answer.text)


def test_a_member_of_staff_without_the_role_is_told_too(app: FastAPI, committed_database: Database) -> None:
    answer = staff(app, committed_database.tenant_id, "何静", "auditor").get("/refuse/403")
    assert (answer.status_code, HOTLINE in body_of(answer.text)) == (403, True)
