"""A correction on a phone: the notice tells everything once, one file is replaced, the rest stays as it is."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from engine.platform.database import work
from engine.platform.people import queries as people
from engine.platform.people.sign_in import session_of
from processes.apply import queries
from tests.browser.reviewing import Caller, ReviewHouse, review_house
from tests.processes.apply.builders import picture
from tests.support.database import Database
from tests.web.candidate.applicant import applicant
from web.ui.guards import COOKIE


@pytest.fixture
def house(committed_database: Database, browser: Browser) -> Iterator[ReviewHouse]:
    with review_house(committed_database, browser) as opened:
        yield opened


def returned(house: ReviewHouse, visitor: Caller) -> UUID:
    """The visitor's case, of which the first reviewer returned one picture."""
    found = session_of(visitor.cookies[COOKIE])
    assert found is not None
    with house.desk.office() as office:
        row = office.submit(applicant=people.actor(office.session, UUID(str(found.person_id))))
        office.judge(office.first, row, id_front="I01")
        office.conclude(office.first, row, "return")
        return row.id


def test_one_faulted_file_is_replaced_on_a_phone(house: ReviewHouse, tmp_path: Path) -> None:
    visitor = Caller(applicant(house.desk.app, house.desk.tenant), house.url)
    application_id = returned(house, visitor)
    with work(house.desk.tenant) as session:
        before = {row.kind: row.id for row in queries.materials(session, application_id)}
    new, wrong = tmp_path / "front.jpg", tmp_path / "front.txt"
    new.write_bytes(picture(700, 900))
    wrong.write_bytes(b"MZ this is no picture")
    with house.journey("correction", visitor, width=375) as journey:
        page = journey.page
        journey.go("/my")
        journey.look("我的首页 有一件补正要办")
        journey.go("/my/notices")
        journey.look("消息 一次性告知")
        page.locator("main a[href^='/my/cases/']").first.click()
        journey.settle()
        journey.look("补正 由消息直接打开")
        journey.press("返回办理进度")
        expect(page.locator("#now")).to_contain_text("补正 1 项内容")
        journey.look("办理进度 现在轮到您补正")
        journey.press("去补正")
        boxes = page.locator("input[type=file][name]")
        expect(boxes).to_have_count(1)
        expect(page.locator("main")).to_contain_text("请更正身份证人像面")
        journey.look("补正 只有退回的一项")
        journey.press("上传并提交补正")
        expect(page.locator(".cf-errors")).to_be_focused()
        journey.look("补正 还没有上传")
        boxes.first.set_input_files(wrong)
        expect(page.locator("#row-id_front .cf-error")).to_contain_text("文件应为图片")
        journey.look("补正 不是图片的文件")
        page.locator("input[name=id_front]").set_input_files(new)
        expect(page.locator("#row-id_front .cf-tag")).to_contain_text("已更正", timeout=20_000)
        expect(page.locator(".cf-errors")).to_have_count(0)
        journey.look("补正 已更正 原文件保留")
        journey.press("上传并提交补正")
        expect(page.locator("#now")).to_contain_text("机构初审中")
        journey.look("补正已提交 审核继续")
        journey.press("办理经过")
        expect(page.locator("main")).to_contain_text("您提交了补正")
        journey.look("办理经过")
        page.go_back()
        journey.press("申报内容")
        journey.look("申报内容")
    with work(house.desk.tenant) as session:
        after = {row.kind: row.id for row in queries.materials(session, application_id)}
    assert {kind for kind, found in after.items() if found != before[kind]} == {"id_front"}
