"""Other documents than the identity card: their own fields, checks and pages to hand in; and WeChat's browser."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from pypdf import PdfWriter

from engine.platform.database import work
from processes.apply import queries
from processes.apply.declared import answers_of
from processes.catalogue.identity import check_digit
from processes.plans.models import Plan
from tests.processes.apply.builders import picture
from tests.web.candidate.applicant import Answers, Applicant, applicant, facts, history, identity

WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.49"
SCRIPTS = Path(__file__).parents[3] / "web" / "ui" / "static" / "js"
RESIDENT = "81000019950515001" + check_digit("81000019950515001")


@pytest.fixture
def phone(app: FastAPI, tenant: UUID, plan: Plan) -> Applicant:
    visitor = applicant(app, tenant)
    visitor.start(plan)
    return visitor


def who(kind: str, number: str, **known: Any) -> Answers:
    """The answers of somebody with such a document; born on 1995-05-15."""
    given = {"id_kind": kind, "id_number": number, "id_long": False, "id_expires": "2036-01-01", **known}
    answers = identity(**{"sex": "1", "birth_date": "1995-05-15", "nationality": "CAN"} | given)
    return {name: text for name, text in answers.items() if text}


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("414", "E12345678"),
        ("516", "H12345678"),
        ("511", "12345678"),
        ("154", RESIDENT),
        ("553", "CAN110195051515"),
        ("553", "91112419950515002" + check_digit("91112419950515002")),
    ],
)
def test_every_document_goes_through(phone: Applicant, tenant: UUID, kind: str, number: str) -> None:
    answer = phone.step("identity", who(kind, number))
    assert answer.headers.get("location", answer.text).endswith("/rule")
    kept = answers_of(phone.application(tenant), "identity")
    assert (kept["birth_date"], kept["sex"]) == ("1995-05-15", "1")
    assert ("nationality" in kept) is (kind in ("414", "553"))
    assert ("ethnicity" in kept) is (kind in ("154", "511", "516"))


@pytest.mark.parametrize(
    ("kind", "number", "changed", "says"),
    [
        ("414", "E1", {}, "护照号码应为 5 至 17 位字母或数字"),
        ("414", "E12345678", {"nationality": ""}, "请选择国籍"),
        ("414", "E12345678", {"birth_date": ""}, "请输入出生日期"),
        ("414", "E12345678", {"id_long": "true"}, "只有居民身份证可以长期有效"),
        ("516", "C12345678", {}, "应为字母 H 或 M 加 8 位或 10 位数字"),
        ("511", "1234", {}, "台湾居民来往大陆通行证号码应为 8 位数字"),
        ("154", "35029919950515001" + check_digit("35029919950515001"), {}, "应以 81、82 或 83 开头"),
        ("111", RESIDENT, {}, "请把证件类型改为“港澳台居民居住证”"),
        ("553", "911124198108030025", {}, "永久居留身份证号码最后一位不符"),
        ("553", "911124198108030024", {}, "出生日期与证件号码第 7 至 14 位不一致"),
        ("553", "JPN110195051515", {}, "国籍与证件号码前三位不一致"),
        ("553", "12345", {}, "应为 18 位且以 9 开头"),
        ("513", "C12345678", {}, "证件类型"),
    ],
)
def test_what_cannot_be_right_is_told(
    phone: Applicant, tenant: UUID, kind: str, number: str, changed: dict[str, str], says: str
) -> None:
    answer = phone.step("identity", who(kind, number) | changed)
    assert answer.status_code == 422
    assert says in answer.text
    assert phone.application(tenant).finished == []


def walk_to_materials(phone: Applicant, tenant: UUID, plan: Plan, **known: Any) -> str:
    phone.step("rule", facts(tenant, plan, **known))
    answer = phone.step("rule", {"choose": "1", "rule_id": known.get("rule_id", "R31")})
    assert answer.headers.get("location", answer.text).endswith("/history")
    phone.step("history", history())
    return phone.get(f"{phone.path}/materials").text


def test_a_passport_has_other_pages(phone: Applicant, tenant: UUID, plan: Plan) -> None:
    phone.step("identity", who("414", "E12345678"))
    page = walk_to_materials(phone, tenant, plan)
    assert "护照资料页" in page
    assert "签证或居留许可页" in page
    assert "身份证" not in page.partition('<ul class="cf-files">')[2].partition("</ul>")[0]
    phone.upload(f"{phone.path}/materials", id_front=picture())
    with work(tenant) as session:
        (row,) = queries.staged(session, phone.application(tenant).id)
    assert row.title == "护照资料页"


def test_another_document_asks_for_its_own_pictures(phone: Applicant, tenant: UUID, plan: Plan) -> None:
    phone.step("identity", identity())
    walk_to_materials(phone, tenant, plan)
    with work(tenant):
        kinds = [kind.code for kind in queries.needed(phone.application(tenant))]
    phone.upload(f"{phone.path}/materials", **dict.fromkeys(kinds, picture()))
    assert phone.step("identity", who("414", "E12345678")).headers["location"].endswith("/materials")
    page = phone.get(f"{phone.path}/materials").text
    assert "还差 2 份" in page
    assert phone.get(f"{phone.path}/check").headers["location"].endswith("/materials")


def test_a_diploma_from_abroad_comes_with_its_recognition(phone: Applicant, tenant: UUID, plan: Plan) -> None:
    phone.step("identity", who("553", "CAN110195051515"))
    known = {"diploma_kind": "college", "diploma_related": True, "evaluated_school": True, "rule_id": "R36"}
    phone.step("rule", facts(tenant, plan, **known))
    listed = phone.get(f"{phone.path}/rule?choose=1").text
    assert 'value="R36"' in listed
    page = walk_to_materials(phone, tenant, plan, diploma_abroad=True, **known)
    assert "国外学历学位认证书" in page
    assert "教育部留学服务中心" in page


def test_wechat_is_told_where_pdfs_open(phone: Applicant, tenant: UUID, plan: Plan) -> None:
    phone.step("identity", identity())
    walk_to_materials(phone, tenant, plan)
    phone.upload(f"{phone.path}/materials", id_front=one_page())
    address = f"{phone.path}/materials"
    assert "在浏览器打开" in phone.get(address, **{"User-Agent": WECHAT}).text
    assert "在浏览器打开" not in phone.get(address).text
    assert "· 1 页 ·" in phone.get(address).text


def one_page() -> bytes:
    out, writer = BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def test_no_script_opens_a_window_of_its_own() -> None:
    """WeChat's browser has one window, and blocks what a script downloads."""
    for script in SCRIPTS.rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"window\.open|\.download\s*=|showSaveFilePicker", text), script.name
