"""What a candidate sees of a clerk's registration, and his answer."""

from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from engine.platform.database import work
from processes.apply.models import Application
from processes.plans.models import Plan
from tests.processes.apply.builders import deploy
from tests.processes.plans.builders import make_plan
from tests.support.database import Database
from tests.web.candidate.applicant import Applicant, applicant
from tests.web.candidate.registration import PHONE, clerk, form
from tests.web.visitor import Visitor, app_of
from web.candidate.routes import router as candidate
from web.office.routes import router as office


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    return committed_database.tenant_id


@pytest.fixture
def plan(tenant: UUID) -> Plan:
    with work(tenant) as session:
        deploy(session, tenant)
        return make_plan(session)


@pytest.fixture
def app() -> FastAPI:
    return app_of(candidate, office)


@pytest.fixture
def desk(app: FastAPI, tenant: UUID, plan: Plan) -> Visitor:
    visitor = clerk(app, tenant, plan)
    assert visitor.post("/registrations/new", form(tenant, plan)).status_code == 303
    return visitor


@pytest.fixture
def visitor(app: FastAPI, tenant: UUID, desk: Visitor) -> Applicant:
    known = applicant(app, tenant, PHONE)
    known.path = f"/my/applications/{registered(tenant).id}"
    return known


def registered(tenant: UUID) -> Application:
    with work(tenant) as session:
        return session.scalars(select(Application)).one()


def number(tenant: UUID, plan: Plan) -> str:
    return form(tenant, plan)["id_number"]


def test_it_is_the_candidates_turn(visitor: Applicant, tenant: UUID) -> None:
    home = visitor.get("/my").text
    assert "您有 1 件事要办" in home
    assert f'href="{visitor.path}/confirm"' in home
    case = visitor.get(f"/my/cases/{registered(tenant).no}").text
    assert "现在轮到您：确认报名" in case


def test_he_reads_what_was_registered(visitor: Applicant, tenant: UUID, plan: Plan) -> None:
    shown = visitor.get(f"{visitor.path}/confirm").text
    for words in (
        "鹭江技师学院",
        "林演示",
        "化工总控工 · 三级/高级工",
        "汉族",
        "湖里报名点",
        "申报条件",
        "正在从事",
    ):
        assert words in shown
    assert number(tenant, plan) not in shown


def test_confirmed_he_goes_on_with_the_wizard(visitor: Applicant, desk: Visitor, tenant: UUID, plan: Plan) -> None:
    answer = visitor.step("confirm", {"decision": "confirm", "id_number": number(tenant, plan).lower()})
    assert answer.headers["location"] == f"{visitor.path}/history"
    assert visitor.get(f"{visitor.path}/history").status_code == 200
    assert visitor.get(f"{visitor.path}/identity").status_code == 200
    assert visitor.get(f"{visitor.path}/confirm").headers["location"].startswith("/my/cases/")
    assert "林演示，您有 1 件事要办" in visitor.get("/my").text
    assert "已确认，填写中" in desk.get("/registrations").text


def test_declined_the_clerk_reads_why(visitor: Applicant, desk: Visitor, tenant: UUID) -> None:
    refused = visitor.step("confirm", {"decision": "reject", "reason": ""})
    assert refused.status_code == 422
    assert "请说明不报名的原因" in refused.text
    answer = visitor.step("confirm", {"decision": "reject", "reason": "手机号码登记错了"})
    assert answer.headers["location"] == f"/my/cases/{registered(tenant).no}"
    assert "已撤回" in visitor.get(answer.headers["location"]).text
    listed = desk.get("/registrations").text
    assert "申请人不报名" in listed
    assert "手机号码登记错了" in listed


def test_a_wrong_number_confirms_nothing(visitor: Applicant) -> None:
    refused = visitor.step("confirm", {"decision": "confirm", "id_number": "350299199505150000"})
    assert refused.status_code == 422
    assert "与机构登记的证件号码不一致" in refused.text
    assert "350299199505150000" in refused.text
    assert visitor.get(f"{visitor.path}/confirm").status_code == 200


def test_the_wizard_waits_for_the_answer(visitor: Applicant, plan: Plan) -> None:
    for step in ("identity", "rule", "history", "materials", "check"):
        assert visitor.get(f"{visitor.path}/{step}").headers["location"] == f"{visitor.path}/confirm"
    assert visitor.step("identity", {"name": "别人", "later": "1"}).status_code == 409
    begun = visitor.post("/my/applications/start", {"plan_id": str(plan.id)}).headers["location"]
    assert begun.startswith(visitor.path)


def test_nobody_else_answers(visitor: Applicant, desk: Visitor, app: FastAPI, tenant: UUID) -> None:
    for stranger in (desk, applicant(app, tenant, "19900000309")):
        assert stranger.get(f"{visitor.path}/confirm").status_code == 403
        assert stranger.post(f"{visitor.path}/confirm", {"decision": "reject", "reason": "x"}).status_code == 403
    assert Visitor(app).get(f"{visitor.path}/confirm").status_code in (303, 401)
