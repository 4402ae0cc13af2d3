"""The wizard by keyboard alone, from the candidate's home to the confirmation, on a phone's screen."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from engine.platform.database import work
from processes.plans.models import Plan
from tests.browser.journey import Journey
from tests.browser.keyboard import fill_by_keys, press_button, tab_to
from tests.browser.reviewing import Caller, ReviewHouse, review_house
from tests.processes.apply import builders
from tests.support.database import Database
from tests.web.candidate.applicant import applicant, facts

DOCUMENT = {
    "name": "林演示",
    "id_kind": "111",
    "id_number": builders.identity()["id_number"],
    "id_long": "true",
    "ethnicity": "01",
}
CONTACT = {"phone": "19900000123", "address": "鹭州市演示区听潮路 1 号", "education": "47", "employment": "employed"}
HISTORY = {
    "studies.0.school": "演示中学",
    "studies.0.level": "71",
    "studies.0.major": "普通",
    "studies.0.start.year": "2008",
    "studies.0.start.month": "9",
    "studies.0.end.year": "2011",
    "studies.0.end.month": "6",
    "works.0.employer": "演示化工有限公司",
    "works.0.post": "操作工",
    "works.0.start.year": "2014",
    "works.0.start.month": "1",
    "works.0.related": "true",
    "works.0.witness": "陈证明",
    "works.0.witness_phone": "19900010001",
}


@pytest.fixture
def house(committed_database: Database, browser: Browser) -> Iterator[ReviewHouse]:
    with review_house(committed_database, browser) as opened:
        yield opened


def finish(journey: Journey, values: Mapping[str, str], button: str, heading: str) -> None:
    """Fill a page, press its button, and be on the next one."""
    fill_by_keys(journey.page, values)
    press_button(journey.page, button)
    expect(journey.page.locator("h1")).to_have_text(heading)
    journey.settle()


def test_an_application_is_handed_in_without_a_mouse(house: ReviewHouse, tmp_path: Path) -> None:
    visitor = Caller(applicant(house.desk.app, house.desk.tenant), house.url)
    with work(house.desk.tenant) as session:
        plan = session.get_one(Plan, house.desk.plan_id)
        line = str(builders.line_of(session, plan).id)
    answers = facts(house.desk.tenant, plan) | {"plan_line_id": line}
    paper = tmp_path / "paper.jpg"
    paper.write_bytes(builders.picture())
    with house.journey("keyboard", visitor, width=375) as journey:
        page = journey.page
        journey.go("/my")
        tab_to(page, "it.tagName === 'BUTTON' && it.form?.action.endsWith('/my/applications/start')")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("您的证件")
        journey.settle()
        finish(journey, DOCUMENT, "保存并继续", "联系方式和现状")
        finish(journey, CONTACT, "保存并继续", "职业与条件")
        finish(journey, answers, "查看符合的条件", "您符合 1 项申报条件")
        finish(journey, {"rule_id": "R31"}, "保存并继续", "学习与工作经历")
        finish(journey, HISTORY, "保存并继续", "上传材料")
        kinds = [box.get_attribute("name") or "" for box in page.locator("input[type=file][name]").all()]
        for kind in kinds:
            tab_to(page, f"it.name === {kind!r}")
            page.locator(f"input[name={kind}]").set_input_files(paper)
            expect(page.locator(f"#row-{kind} .cf-tag")).to_contain_text("已上传", timeout=20_000)
        journey.look("材料 键盘上传")
        press_button(page, "上传所选文件并继续")
        expect(page.locator("h1")).to_have_text("核对信息")
        journey.settle()
        finish(journey, {"pledge": "true"}, "确认并提交", "申请已提交")
        journey.look("只用键盘提交了申请")
