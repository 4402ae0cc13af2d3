"""The wizard over HTTP: the whole way, going back, and everything that is refused. Nothing typed is ever lost."""

from io import BytesIO
from uuid import UUID

import pillow_heif
import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import func, select

from engine.platform.database import work
from engine.platform.files import StoredFile
from processes.apply import queries
from processes.apply.declared import draft_of
from processes.apply.models import Application, Material, Status
from processes.plans.models import Plan, PlanStatus
from tests.processes.apply.builders import picture
from tests.processes.plans.builders import make_plan
from tests.web.candidate.applicant import CONTACT, Applicant, applicant, facts, history, identity
from tests.web.visitor import values_on


@pytest.fixture
def visitor(app: FastAPI, tenant: UUID) -> Applicant:
    return applicant(app, tenant)


def change(tenant: UUID, plan: Plan, **columns: object) -> None:
    with work(tenant) as session:
        row = session.get_one(Plan, plan.id)
        for name, value in columns.items():
            setattr(row, name, value)


def test_the_whole_way_from_home_to_receipt(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    home = visitor.get("/my")
    assert "正在报名的认定计划" in home.text
    assert "化工总控工 · 三级/高级工" in home.text
    visitor.walk(tenant, plan, until=None)
    receipt = visitor.get(f"{visitor.path}/submitted").text
    no = visitor.application(tenant).no
    assert no in receipt
    assert "199****0123" in receipt
    case = visitor.get(f"/my/cases/{no}").text
    assert "机构初审中" in case
    assert "林演示" in case
    assert "350299199505150" not in case
    assert "申请已提交" in visitor.get("/my/notices").text


def test_starting_again_leads_to_the_same_draft(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    first, second = visitor.start(plan), visitor.start(plan)
    assert first.headers["location"] == second.headers["location"]
    with work(tenant) as session:
        assert session.scalar(select(func.count()).select_from(Application)) == 1


def test_a_wrong_check_digit_is_told_and_everything_else_stays(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.start(plan)
    right = identity()["id_number"]
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    answer = visitor.step("identity", identity(id_number=wrong))
    assert answer.status_code == 422
    assert "<title>错误：您的证件" in answer.text
    assert answer.text.count("身份证号码最后一位与前 17 位不符，请对照证件核对") == 2
    assert values_on(answer.text)["name"] == identity()["name"]
    assert values_on(answer.text)["id_number"] == wrong
    assert visitor.application(tenant).finished == []
    assert values_on(visitor.get(f"{visitor.path}/identity").text)["name"] == identity()["name"]


def test_an_empty_form_names_every_field(visitor: Applicant, plan: Plan) -> None:
    visitor.start(plan)
    answer = visitor.step("identity", {})
    assert answer.status_code == 422
    for sentence in ("请输入姓名", "请选择证件类型"):
        assert sentence in answer.text
    assert "请选择民族" in visitor.step("identity", {"id_kind": "111"}).text
    document = {name: value for name, value in identity().items() if name not in ("phone", "address")}
    contact = visitor.step("identity", document)
    for sentence in ("请输入 11 位手机号码", "请输入通讯地址"):
        assert sentence in contact.text


def test_a_draft_is_saved_as_it_is_and_comes_back(visitor: Applicant, plan: Plan) -> None:
    visitor.start(plan)
    assert visitor.step("identity", {"name": "林", "later": "1"}).headers["location"] == "/my"
    assert values_on(visitor.get(f"{visitor.path}/identity").text)["name"] == "林"


def test_rules_that_fit_and_what_the_others_want(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.walk(tenant, plan, until="rule")
    assert visitor.step("rule", facts(tenant, plan)).headers["location"].endswith("/rule?choose=1")
    chosen = visitor.get(f"{visitor.path}/rule?choose=1").text
    assert "您符合 1 项申报条件" in chosen
    assert "其他条件还差什么" in chosen
    answer = visitor.step("rule", {"choose": "1"})
    assert (answer.status_code, "请选择一项申报条件" in answer.text) == (422, True)
    assert visitor.step("rule", {"choose": "1", "rule_id": "R11"}).status_code == 422


def test_who_fits_nothing_learns_what_is_missing(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.walk(tenant, plan, until="rule")
    visitor.step("rule", facts(tenant, plan, work_years=1))
    page = visitor.get(f"{visitor.path}/rule?choose=1").text
    assert "暂不符合申报条件" in page
    assert "从事本职业或相关职业的年限还差 9 年" in page
    assert 'name="rule_id"' not in page


def test_uploads_are_judged_one_by_one(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.walk(tenant, plan, until="materials")
    answer = visitor.upload(
        f"{visitor.path}/materials", id_front=b"MZ a program", portrait=picture(200, 260), id_back=picture()
    )
    assert answer.status_code == 422
    assert "身份证人像面：文件应为图片" in answer.text
    assert "免冠证件照：证件照应不小于 295×413 像素，您上传的是 200×260 像素" in answer.text
    with work(tenant) as session:
        assert [row.kind for row in queries.staged(session, visitor.application(tenant).id)] == ["id_back"]


def broken() -> bytes:
    return picture()[:300]


def bomb() -> bytes:
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (b"", 422, "文件是空的"),
        (broken(), 422, "文件已损坏或不完整"),
        (b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024), 413, "文件应不超过 10 MB"),
        (bomb(), 422, "图片像素太大"),
        (b"PK\x03\x04 a zip", 422, "文件应为图片"),
        (b"%PDF-1.7\nno end", 422, "文件已损坏或不完整"),
    ],
)
def test_every_bad_file_has_its_own_sentence(
    visitor: Applicant, plan: Plan, tenant: UUID, data: bytes, status: int, says: str
) -> None:
    visitor.walk(tenant, plan, until="materials")
    visitor.upload(f"{visitor.path}/materials", id_back=picture())
    answer = visitor.upload(f"{visitor.path}/materials", id_front=data)
    assert answer.status_code == status
    assert f"身份证人像面：{says}" in answer.text
    with work(tenant) as session:
        assert [row.kind for row in session.scalars(select(Material))] == ["id_back"]
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 1


def test_photos_of_phones_are_taken(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.walk(tenant, plan, until="materials")
    out = BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (600, 800), "#dde6e0")).save(out)
    visitor.upload(f"{visitor.path}/materials", portrait=out.getvalue())
    with work(tenant) as session:
        row = queries.staged(session, visitor.application(tenant).id)[0]
        stored = queries.file_of(session, row)
    assert (stored.media_type, stored.width, stored.height) == ("image/jpeg", 295, 413)
    page = visitor.get(f"/my/files/{stored.id}")
    assert page.headers["content-type"] == "image/jpeg"
    visitor.post(f"{visitor.path}/materials", {"remove": "portrait"})
    with work(tenant) as session:
        assert queries.staged(session, visitor.application(tenant).id) == []


def test_what_is_missing_is_listed(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.walk(tenant, plan, until="materials")
    answer = visitor.upload(f"{visitor.path}/materials", id_front=picture())
    assert answer.status_code == 422
    assert "请上传身份证国徽面" in answer.text
    assert "请上传身份证人像面" not in answer.text
    assert "已完成 1 / " in answer.text


def test_the_pledge_is_asked_for(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.walk(tenant, plan, until="check")
    answer = visitor.step("check", {})
    assert (answer.status_code, "请勾选承诺后再提交" in answer.text) == (422, True)
    assert visitor.application(tenant).status == Status.DRAFT


def test_a_change_from_the_last_page_returns_there(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.walk(tenant, plan, until="check")
    assert f"{visitor.path}/identity" in visitor.get(f"{visitor.path}/check").text
    answer = visitor.step(CONTACT, identity(address="鹭州市演示区新地址 9 号"))
    assert answer.headers["location"].endswith("/check")
    assert "新地址 9 号" in visitor.get(f"{visitor.path}/check").text


def test_a_step_ahead_leads_back_to_the_open_one(visitor: Applicant, plan: Plan) -> None:
    visitor.start(plan)
    assert visitor.get(f"{visitor.path}/history").headers["location"].endswith("/identity")
    assert visitor.step("history", history()).status_code == 409


def test_the_same_form_twice_hands_in_once(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.walk(tenant, plan, until=None)
    again = visitor.step("check", {"pledge": "true"})
    assert (again.status_code, "已经提交，不能再修改" in again.text) == (409, True)
    assert visitor.get(f"{visitor.path}/check").headers["location"].startswith("/my/cases/")
    second = visitor.start(plan)
    visitor.step("identity", identity())
    visitor.step("rule", facts(tenant, plan))
    refused = visitor.step("rule", {"choose": "1", "rule_id": "R31"})
    assert second.status_code == 303
    assert (refused.status_code, "不能重复申请" in refused.text) == (409, True)


def test_a_closed_plan_keeps_the_draft(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.walk(tenant, plan, until="check")
    change(tenant, plan, status=PlanStatus.CLOSED)
    answer = visitor.step("check", {"pledge": "true"})
    assert (answer.status_code, "现在不接受报名" in answer.text) == (409, True)
    application = visitor.application(tenant)
    assert application.status == Status.DRAFT
    assert draft_of(application, "identity")["name"] == "林演示"


def test_a_full_line_is_told_before_and_at_the_end(app: FastAPI, tenant: UUID) -> None:
    with work(tenant) as session:
        plan = make_plan(session, lines={"3": 1}, waiting_list=False)
    late = applicant(app, tenant, "19900000302")
    late.walk(tenant, plan, until="check")
    applicant(app, tenant, "19900000303").walk(tenant, plan, until=None)
    answer = late.step("check", {"pledge": "true"})
    assert (answer.status_code, "名额已满" in answer.text) == (409, True)
    assert late.application(tenant).status == Status.DRAFT
    third = applicant(app, tenant, "19900000304")
    third.walk(tenant, plan, until="rule")
    third.step("rule", facts(tenant, plan))
    assert third.step("rule", {"choose": "1", "rule_id": "R31"}).status_code == 409


def test_withdrawing_asks_first(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.walk(tenant, plan, until=None)
    no = visitor.application(tenant).no
    assert "撤回这份申请" in visitor.get(f"/my/cases/{no}/withdraw").text
    assert visitor.application(tenant).status == Status.SUBMITTED
    visitor.post(f"/my/cases/{no}/withdraw")
    assert visitor.application(tenant).outcome == "withdrawn"
    assert "申请已结束：已撤回" in visitor.get(f"/my/cases/{no}").text
    assert visitor.post(f"/my/cases/{no}/withdraw").status_code == 409


def test_another_persons_pages_stay_shut(app: FastAPI, visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.walk(tenant, plan, until=None)
    application = visitor.application(tenant)
    with work(tenant) as session:
        file_id = queries.materials(session, application.id)[0].file_id
    other = applicant(app, tenant, "19900000309")
    assert other.get(f"{visitor.path}/identity").status_code == 403
    assert other.get(f"/my/cases/{application.no}").status_code == 403
    assert other.get(f"/my/files/{file_id}").status_code == 404
    assert visitor.get(f"/my/files/{file_id}").status_code == 200


def test_strange_addresses_are_refused_in_chinese(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.start(plan)
    assert visitor.get(f"{visitor.path}/nowhere").status_code == 404
    assert visitor.get("/my/cases/LZ-0000-0000-0000").status_code == 404
    assert visitor.post("/my/applications/start", {"plan_id": "not an id"}).status_code == 404
