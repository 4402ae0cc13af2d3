"""Designers: versions, pictures and lists, and publishing that needs a second person."""

from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from engine.platform.database import work
from engine.workflow import definitions
from engine.workflow.models import Deployment, Instance
from processes.apply.models import Application
from processes.plans.models import Plan
from tests.processes.apply.builders import shipped
from tests.support.database import Database
from tests.web.house import apply, furnish
from tests.web.visitor import Visitor, app_of, staff
from web.designer.differences import differences
from web.designer.publish import merge
from web.designer.routes import router
from web.ui.typed import Upload

REVIEW = "processes/review/review.bpmn"


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    return committed_database.tenant_id


@pytest.fixture
def app(tenant: UUID) -> FastAPI:
    return app_of(router)


@pytest.fixture
def plan(tenant: UUID) -> Plan:
    return furnish(tenant)


@pytest.fixture
def designer(app: FastAPI, tenant: UUID) -> Visitor:
    return staff(app, tenant, "罗一鸣", "designer")


@pytest.fixture
def approver(app: FastAPI, tenant: UUID) -> Visitor:
    return staff(app, tenant, "郑立", "deploy_approver")


def upload(visitor: Visitor, data: bytes, *, note: str = "改名") -> httpx.Response:
    chosen = {"files": ("review.bpmn", data, "application/xml")}
    return visitor._send("POST", "/design/deploy", data={"note": note, "path": ""}, files=chosen)


def renamed() -> bytes:
    return shipped()[REVIEW].replace('name="初审结论"'.encode(), 'name="初审总结论"'.encode())


def test_an_empty_house_says_how_to_begin(designer: Visitor) -> None:
    assert "还没有发布任何流程" in designer.get("/design").text
    assert "还没有表单" in designer.get("/design/forms").text


def test_a_version_is_shown_as_picture_list_and_problems(designer: Visitor, plan: Plan) -> None:
    assert "材料审核" in designer.get("/design").text
    assert designer.get("/design/review").headers["Location"] == "/design/review/v/1"
    assert 'data-diagram="bpmn"' in designer.get("/design/review/v/1").text
    listed = designer.get("/design/review/v/1?view=list").text
    assert "working days from now" in listed
    assert "机构初审" in listed
    assert "没有发现问题" in designer.get("/design/review/v/1?view=problems").text
    assert "这是第一个版本" in designer.get("/design/review/v/1?view=changes").text
    assert designer.get("/design/review/v/1/file").content == shipped()[REVIEW]


def test_tables_and_forms_are_shown_in_words(designer: Visitor, plan: Plan) -> None:
    table = designer.get("/design/tables/eligibility/v/1").text
    assert "R31" in table
    assert 'data-diagram="dmn"' in table
    forms = designer.get("/design/forms").text
    assert "材料审核 · 核对材料" in forms
    form = designer.get("/design/forms/apply/identity").text
    assert "姓名" in form
    assert "这里是预览" in form


@pytest.mark.parametrize("address", ["/nothing", "/review/v/9", "/tables/x/v/1", "/forms/a/b"])
def test_what_is_not_there_is_404(designer: Visitor, plan: Plan, address: str) -> None:
    assert designer.get(f"/design{address}").status_code == 404


def test_a_change_waits_for_a_second_person_and_running_cases_keep_theirs(
    designer: Visitor, approver: Visitor, plan: Plan, tenant: UUID
) -> None:
    before: Application = apply(tenant, plan)
    proposed = upload(designer, renamed())
    assert (proposed.status_code, proposed.headers["Location"]) == (303, "/design/deploy/2")
    page = designer.get("/design/deploy/2").text
    assert "初审总结论" in page
    assert "自己提交的" in page
    assert designer.post("/design/deploy/2/approve").status_code == 403
    assert "批准并生效" in approver.get("/design/deploy/2").text
    assert approver.post("/design/deploy/2/approve").headers["Location"] == "/design"
    after: Application = apply(tenant, plan, "陈志远")
    with work(tenant) as session:
        active = definitions.active(session)
        first, second = (session.get_one(Instance, each.instance_id) for each in (before, after))
        assert active.number == 2
        assert first.deployment_hash != second.deployment_hash == active.hash
    compared = designer.get("/design/review/v/2?view=changes").text
    assert "初审总结论" in compared


def test_one_person_with_both_roles_cannot_approve_alone(app: FastAPI, tenant: UUID, plan: Plan) -> None:
    both = staff(app, tenant, "独揽", "designer", "deploy_approver")
    upload(both, renamed())
    refused = both.post("/design/deploy/2/approve")
    assert refused.status_code == 403
    assert "须由另一人批准" in refused.text


def test_going_back_to_an_old_version_takes_two_people_too(
    app: FastAPI, designer: Visitor, approver: Visitor, plan: Plan, tenant: UUID
) -> None:
    both = staff(app, tenant, "独揽", "designer", "deploy_approver")
    upload(designer, renamed())
    approver.post("/design/deploy/2/approve")
    assert approver.post("/design/deploy/1/approve").status_code == 409
    assert upload(both, shipped()[REVIEW]).headers["Location"] == "/design/deploy/1"
    assert both.post("/design/deploy/1/approve").status_code == 403
    with work(tenant) as session:
        assert definitions.active(session).number == 2
    assert approver.post("/design/deploy/1/approve").status_code == 303
    assert approver.post("/design/deploy/1/approve").status_code == 303
    with work(tenant) as session:
        assert definitions.active(session).number == 1


FORM = "forms/review/conclusion.json"


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"{}",
        shipped()[FORM].replace(b'"widget": "textarea"', b'"widget": "nothing"'),
        shipped()[FORM].replace(b'"widget": "textarea"', b'"widget": "textarea", "options": 5'),
    ],
)
def test_a_form_that_no_page_could_show_is_not_deployed(
    designer: Visitor, plan: Plan, tenant: UUID, body: bytes
) -> None:
    chosen = {"files": ("conclusion.json", body, "application/json")}
    answer = designer._send("POST", "/design/deploy", data={"note": "改表单", "path": FORM}, files=chosen)
    assert answer.status_code == 422
    assert FORM in answer.text
    with work(tenant) as session:
        assert session.query(Deployment).count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "是空的"),
        (b"not xml", "XML"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "DOCTYPE"),
        (shipped()[REVIEW].replace(b"review.send_notice", b"review.nobody_home"), "review.nobody_home"),
        (shipped()[REVIEW].replace(b'form="review/conclusion"', b'form="review/missing"'), "review/missing"),
        (shipped()[REVIEW].replace(b"authority:supervisor", b"authority:overseer"), "办理组 authority:overseer 不存在"),
        (shipped()[REVIEW].replace(b"bpmn:serviceTask", b"bpmn:scriptTask"), "脚本"),
        (shipped()[REVIEW], "完全相同"),
    ],
)
def test_a_faulty_file_is_refused_with_its_reason(
    designer: Visitor, plan: Plan, tenant: UUID, data: bytes, sentence: str
) -> None:
    answer = upload(designer, data, note="我的说明")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "我的说明" in answer.text
    with work(tenant) as session:
        assert session.query(Deployment).count() == 1


def test_a_file_with_endless_problems_gets_a_page_that_ends(designer: Visitor, plan: Plan) -> None:
    tasks = b"".join(b'<bpmn:task id="t%d"/>' % number for number in range(1000))
    answer = upload(designer, shipped()[REVIEW].replace(b"</bpmn:process>", tasks + b"</bpmn:process>"))
    assert "有 1000 处错误" in answer.text
    assert answer.text.count("cf-mono cf-small") == 100


def test_nothing_chosen_and_nothing_said_is_asked_for(designer: Visitor, plan: Plan) -> None:
    answer = designer.post("/design/deploy", {"note": "", "path": ""})
    assert "请选择要发布的文件" in answer.text
    assert "请输入修改说明" in answer.text


def test_a_new_file_needs_a_place() -> None:
    known = {"forms/review/material.json": b"{}"}
    new = [Upload("extra.json", b"{}")]
    assert merge(known, new, "").errors[0].path == "path"
    assert merge(known, new, "../../etc/passwd").errors[0].path == "path"
    assert merge(known, new, "forms/review/extra.json").changed == ["forms/review/extra.json"]
    assert merge(known, [Upload("C:\\x\\material.json", b"[]")], "").files["forms/review/material.json"] == b"[]"


def test_differences_name_what_changed() -> None:
    old = dict(shipped())
    form, table = "forms/apply/identity.json", "processes/apply/eligibility.dmn"
    new = {
        **old,
        REVIEW: renamed().replace(b"first_review_days)", b"first_review_days + 1)", 1),
        form: old[form].replace('"title": "姓名"'.encode(), '"title": "真实姓名"'.encode(), 1),
        table: old[table].replace(b"&gt;= 16", b"&gt;= 18", 1).replace(b">= 16", b">= 18", 1),
    }
    del new["forms/review/blind.json"]
    told = {(each.kind, each.what): [change.label for change in each.changes] for each in differences(old, new)}
    assert told["改", "初审总结论"][0] == "名称"
    assert ("改", "字段“真实姓名”") in told
    assert ("删", "整个文件") in told
    assert [what for kind, what in told if what.startswith("规则 ")] == ["规则 R51"]
    assert differences(old, old) == []


def test_others_are_not_let_in(app: FastAPI, tenant: UUID, plan: Plan) -> None:
    auditor = staff(app, tenant, "何静", "auditor")
    for address in ("/design", "/design/review/v/1", "/design/forms", "/design/deploy"):
        assert auditor.get(address).status_code == 403
