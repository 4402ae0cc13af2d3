"""Who is let in, and what the unit of work does at the end of a request."""

from typing import Annotated
from uuid import UUID

import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from engine.platform import clock
from engine.platform.database import system_work, tenant_of, work
from engine.platform.errors import Conflict
from engine.platform.notices import queries
from engine.platform.notices import service as notices
from engine.platform.people.models import SignInSession
from tests.support.database import Database
from tests.web.visitor import Visitor, app_of, staff
from web.ui.guards import Auditor, DbSession, Public, Reviewer, SignedIn, Staff, requires

router = APIRouter()


@router.get("/public")
def public(session: DbSession, visitor: Public) -> Response:
    return PlainTextResponse(f"{tenant_of(session)} {visitor.name if visitor else '-'}")


@router.get("/signed-in")
@router.post("/signed-in")
def signed_in(actor: SignedIn) -> Response:
    return PlainTextResponse(actor.name)


@router.get("/auditor")
def auditor(actor: Auditor) -> Response:
    return PlainTextResponse(actor.name)


@router.get("/reviewer")
def reviewer(actor: Reviewer) -> Response:
    return PlainTextResponse(actor.name)


@router.get("/staff")
def any_staff(actor: Staff) -> Response:
    return PlainTextResponse(actor.name)


@router.get("/either")
def either(actor: Annotated[object, Depends(requires("auditor", "designer"))]) -> Response:
    return PlainTextResponse("in")


@router.post("/write")
def write(request: Request, session: DbSession, actor: SignedIn, refuse: bool = False) -> Response:
    notices.send(session, actor.person_id, "test", title="通知", body="内容")
    if refuse:
        raise Conflict
    return PlainTextResponse("kept")


@pytest.fixture
def app(committed_database: Database) -> FastAPI:
    return app_of(router)


@pytest.fixture
def auditor_visitor(app: FastAPI, committed_database: Database) -> Visitor:
    return staff(app, committed_database.tenant_id, "何静", "auditor")


def test_a_stranger_sees_public_pages_of_the_authority(app: FastAPI, committed_database: Database) -> None:
    assert Visitor(app).get("/public").text == f"{committed_database.tenant_id} -"


def test_a_stranger_is_sent_to_sign_in_and_back(app: FastAPI) -> None:
    answer = Visitor(app).get("/signed-in?a=1&b=2")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/signin?next=/signed-in%3Fa%3D1%26b%3D2"


def test_what_a_stranger_posts_is_refused_where_he_stands(app: FastAPI) -> None:
    answer = Visitor(app).post("/signed-in", {}, **{"HX-Request": "true"})
    assert answer.status_code == 401
    assert "/signin?next=" in answer.text


def test_roles_open_their_pages_only(auditor_visitor: Visitor) -> None:
    assert auditor_visitor.get("/auditor").text == "何静"
    assert auditor_visitor.get("/either").text == "in"
    assert auditor_visitor.get("/staff").text == "何静"
    refused = auditor_visitor.get("/reviewer")
    assert refused.status_code == 403
    assert "“机构初审员”或“审批员”或“督导员”身份" in refused.text


def test_an_institution_role_counts_in_any_institution(app: FastAPI, committed_database: Database) -> None:
    group = f"institution:{UUID(int=7)}:first_review"
    assert staff(app, committed_database.tenant_id, "周敏", group).get("/reviewer").status_code == 200


def test_a_session_that_was_closed_opens_nothing(auditor_visitor: Visitor) -> None:
    with system_work() as system:
        for row in system.query(SignInSession):
            row.expires_at = clock.now()
    assert auditor_visitor.get("/auditor").status_code == 303


@pytest.mark.parametrize(("refuse", "kept"), [(False, 1), (True, 0)])
def test_a_request_is_one_transaction(
    auditor_visitor: Visitor, committed_database: Database, refuse: bool, kept: int
) -> None:
    auditor_visitor.post(f"/write?refuse={refuse}")
    assert auditor_visitor.person is not None
    with work(committed_database.tenant_id) as session:
        assert len(queries.unread(session, auditor_visitor.person.person_id)) == kept
