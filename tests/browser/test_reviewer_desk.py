"""The desk of one applicant by keyboard alone: eight keys for six materials, and nothing typed is ever lost."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from processes.apply import queries as applications
from processes.apply.service import materials as uploads
from processes.review.queries import faults_to_correct
from tests.browser.desk import heading
from tests.browser.journey import SCREENSHOTS, Journey
from tests.browser.reviewing import Caller, ReviewHouse, focused, has_focus, pages_of, press, review_house, shows
from tests.support.database import Database
from tests.web.office.desk import judge_all, pass_by, row_of, take
from tests.web.visitor import Visitor, values_on

MATERIALS, MOST_KEYS = 6, 8
FAULT = {"verdict": "return", "reason": "I02", "text": "右下角缺失，请重拍"}


@pytest.fixture
def house(committed_database: Database, browser: Browser) -> Iterator[ReviewHouse]:
    with review_house(committed_database, browser) as opened:
        yield opened


def at_the_desk(journey: Journey) -> None:
    """From the inbox to the workspace, by keyboard."""
    journey.go("/review")
    press(journey, "Enter")
    shows(journey, "由您处理")
    journey.settle()


def test_six_materials_take_eight_keys_and_the_next_applicant_is_there(house: ReviewHouse) -> None:
    house.submit("甲一", "乙二")
    with house.journey("desk-keys", house.first()) as journey:
        page = journey.page
        at_the_desk(journey)
        expect(page.locator("nav .cf-row")).to_have_count(MATERIALS + 1)
        assert heading(journey).startswith("甲一")
        page.evaluate("window.pressed = 0; window.never_reloaded = true")
        for number in range(1, MATERIALS + 1):
            expect(page.locator("#at")).to_contain_text(str(number))
            title = page.locator("#at").inner_text()
            page.keyboard.press("y")
            page.wait_for_function("title => document.getElementById('at')?.innerText !== title", arg=title)
            assert focused(journey) == "at"
        press(journey, "Control+Enter")
        expect(page.locator("h1")).to_contain_text("乙二")
        assert page.evaluate("window.pressed") <= MOST_KEYS
        assert page.evaluate("window.never_reloaded"), "a page was loaded on the way"
        assert "m=1&done=" in page.url
        assert page.title().startswith("审核 乙二")
        assert page.evaluate("document.activeElement.tagName") == "H1"
        journey.look("六份材料八次按键 下一位已经在这里")


def test_the_whole_way_by_keyboard_alone(house: ReviewHouse) -> None:
    """A phrase, a comment, the preview, the notice: no mouse, on a tablet, and the focus is never lost."""
    first, second = house.submit("甲一", "乙二")
    visitor = house.first()
    visitor.post("/review/phrases", {"about": "id_front I02", "text": FAULT["text"], "group": ""})
    with house.journey("desk-keyboard", visitor, width=820) as journey:
        page = journey.page
        at_the_desk(journey)
        press(journey, "z", "z", "r", "x", "0")
        press(journey, "n")
        assert page.evaluate("document.activeElement.dataset.shortcut") == "1"
        journey.look("退回 常用语和原因")
        press(journey, "1")
        assert focused(journey) == "f-text"
        assert page.locator("#f-reason").input_value() == "I02"
        page.keyboard.type("。")
        press(journey, "Control+Enter")
        expect(page.locator("#at")).to_contain_text("2")
        assert focused(journey) == "at"
        press(journey, "m")
        assert focused(journey) == "f-comment"
        page.keyboard.type("第一份看不清 yn")
        press(journey, "Tab")  # the colleagues who can be called
        while page.evaluate("document.activeElement.textContent") != "留言":
            press(journey, "Tab")
        press(journey, "Enter")
        shows(journey, "第一份看不清 yn")
        assert focused(journey) == "f-comment"
        assert page.locator("#f-comment").input_value() == ""
        page.evaluate("document.activeElement.blur()")
        press(journey, "k")
        shows(journey, "已判为退回，改判")
        assert focused(journey) == "at"
        press(journey, "j", *["y"] * (MATERIALS - 1))
        shows(journey, "以下 1 项需要补正")
        journey.look("结论 有一份退回")
        press(journey, "Control+Enter")
        assert focused(journey) == "send"
        journey.look("一次性告知 先看再发")
        press(journey, "Control+Enter")
        shows(journey, "请先核对告知书，勾选已核对后再发出")
        while focused(journey) != "f-ok":
            press(journey, "Tab")
        press(journey, "Space", "Control+Enter")
        expect(page.locator("h1")).to_contain_text("乙二")
        assert first not in page.url.partition("?")[0]
        press(journey, "?")
        expect(page.locator("dialog")).to_be_visible()
        journey.look("快捷键一览")
    assert second in page.url


def test_single_keys_can_be_switched_off(house: ReviewHouse) -> None:
    """WCAG 2.1.4; the buttons beside the keys and Ctrl+Enter stay."""
    house.submit("甲一")
    with house.journey("desk-keys-off", house.first()) as journey:
        page = journey.page
        at_the_desk(journey)
        press(journey, "?")
        switch = page.get_by_role("switch", name="启用单键快捷键")
        while not switch.evaluate("one => one === document.activeElement"):
            press(journey, "Tab")
        press(journey, "Space", "Escape", "y", "n")
        expect(page.locator("#at")).to_contain_text("1")
        expect(page.locator("#return")).not_to_have_attribute("open", "")
        page.reload()
        press(journey, "y")
        expect(page.locator("#at")).to_contain_text("1")
        page.locator("#pass").focus()
        press(journey, "Enter")
        expect(page.locator("#at")).to_contain_text("2")


def test_an_expired_lease_keeps_every_word(house: ReviewHouse) -> None:
    house.submit("甲一")
    with house.journey("desk-expired", house.first()) as journey:
        page = journey.page
        at_the_desk(journey)
        press(journey, "n")
        page.locator("#f-reason").select_option("I02")
        page.locator("#f-text").fill(FAULT["text"])
        pass_by(minutes=21)
        press(journey, "Control+Enter")
        shows(journey, "您对这一件的占用已经到期。您填写的内容都还在")
        assert page.locator("#f-text").input_value() == FAULT["text"]
        assert page.locator("#f-reason").input_value() == "I02"
        journey.look("占用到期 写好的理由都在")
        page.reload()
        press(journey, "n")
        page.get_by_role("button", name="领取", exact=True).click()
        journey.settle()
        assert page.locator("#f-text").input_value() == FAULT["text"]
        page.locator("#f-reason").select_option("I02")
        page.locator("#f-text").focus()
        press(journey, "Control+Enter")
        expect(page.locator("#at")).to_contain_text("2")
        press(journey, *["y"] * (MATERIALS - 1))
        page.locator("[name=conclusion][value=reject]").check()
        page.locator("textarea[name=text]").fill("材料与申报不符")
        pass_by(minutes=21)
        press(journey, "Control+Enter")
        shows(journey, "您对这一件的占用已经到期。您填写的内容都还在")
        has_focus(journey, ".cf-errors")
        assert page.locator("textarea[name=text]").input_value() == "材料与申报不符"
        assert page.locator("[name=conclusion][value=reject]").is_checked()
        journey.look("结论也在 重新领取即可提交")
        press(journey, "Control+Enter")
        expect(page.locator(".cf-toast")).to_contain_text("没有待审的申请了")


def test_words_that_are_not_sent_yet_wait_where_they_were_written(house: ReviewHouse) -> None:
    house.submit("甲一")
    with house.journey("desk-drafts", house.first()) as journey:
        page = journey.page
        at_the_desk(journey)
        press(journey, "n")
        page.locator("#f-text").fill(FAULT["text"])
        page.evaluate("document.activeElement.blur()")
        press(journey, "j")
        expect(page.locator("#at")).to_contain_text("2")
        expect(page.locator("#return")).not_to_have_attribute("open", "")
        press(journey, "k")
        assert page.locator("#f-text").input_value() == FAULT["text"]
        expect(page.locator("#return")).to_have_attribute("open", "")
        press(journey, "y", "k")
        shows(journey, "已判为通过，改判")
        assert page.locator("#f-text").input_value() == ""


def test_the_lease_is_lengthened_while_somebody_works_and_a_colleague_sees_it(house: ReviewHouse) -> None:
    (no,) = house.submit("甲一")
    with house.journey("desk-heartbeat", house.first()) as journey:
        page, beats = journey.page, []
        page.clock.install()
        page.on("request", lambda request: beats.append(request.url) if "/heartbeat" in request.url else None)
        at_the_desk(journey)
        page.clock.run_for("05:30")
        assert not beats, "nobody was at work"
        page.keyboard.press("z")
        page.clock.run_for("00:03")
        expect(page.locator("[data-lease-left]")).to_contain_text("剩 19 分")
        assert len(beats) == 1
    with house.journey("desk-colleague", house.first("吴初审")) as journey:
        journey.go(f"/review/{no}")
        shows(journey, "周初审正在处理")
        expect(journey.page.locator("#pass")).to_have_count(0)
        journey.look("同事看到谁在处理")


def test_the_new_file_beside_the_old_one_page_by_page(house: ReviewHouse) -> None:
    (no,) = house.submit("甲一")
    visitor = house.first()
    corrected(house, visitor, no)
    with house.journey("desk-compare", visitor) as journey:
        page = journey.page
        at_the_desk(journey)
        shows(journey, "上一版的判定")
        expect(page.locator(".cf-compare .cf-viewer")).to_have_count(2)
        says, shown = page.locator("[data-page-says]"), page.locator(".viewer-canvas > img").first
        expect(says).to_have_text("第 1 / 3 页")
        press(journey, "]", "]", "]")
        expect(says).to_have_text("第 3 / 3 页")
        expect(shown).to_have_attribute("src", re.compile("/pages/3$"))
        press(journey, "r", "z")
        expect(shown).to_have_attribute("style", re.compile(r"rotate\(90deg\)"))
        large = shown.bounding_box()
        press(journey, "[")
        expect(shown).to_have_attribute("src", re.compile("/pages/2$"))
        expect(shown).to_have_attribute("style", re.compile(r"rotate\(90deg\)"))
        assert shown.bounding_box() == large, "the next page is looked at as the one before"
        journey.look("补正后的新文件与上一版并排")
        press(journey, "0")
        expect(shown).not_to_have_attribute("style", re.compile(r"rotate\(90deg\)"))
        page.set_viewport_size({"width": 820, "height": 1180})
        page.wait_for_function("document.documentElement.scrollWidth <= 820")
        page.screenshot(path=SCREENSHOTS / "desk-compare" / "tablet.png", full_page=True)


def corrected(house: ReviewHouse, visitor: Visitor, no: str) -> None:
    """The first material goes back, and comes again as a PDF of three pages."""
    take(visitor)
    judge_all(visitor, no, FAULT)
    preview = visitor.get(f"/review/{no}/notice").text
    assert visitor.post(f"/review/{no}/conclusion", values_on(preview) | {"ok": "yes"}).status_code == 303
    with house.desk.office() as office:
        row = row_of(office.session, no)
        office.wait(row, timedelta(minutes=3))
        owner = office.applicant(row)
        for fault in faults_to_correct(office.session, row.id):
            assert fault.material_id
            faulted = applications.material(office.session, fault.material_id)
            uploads.stage_correction(office.session, owner, row, faulted, data=pages_of(3), filename="新身份证.pdf")
        office.do(owner, row, "review/correct", complete=True)


def test_phrases_and_consents_have_pages_of_their_own(house: ReviewHouse) -> None:
    (no,) = house.submit("甲一")
    visitor = house.first()
    corrected(house, visitor, no)
    supervisor = Caller(house.desk.visitor("冯督导", "authority:supervisor"), house.url)
    with house.journey("desk-phrases", visitor) as journey:
        page = journey.page
        journey.go("/review/phrases")
        journey.look("还没有常用语")
        page.get_by_label("用于").select_option("id_back I01")
        page.get_by_label("告知申请人的说明").fill("国徽面反光，请避开灯光重拍")
        page.get_by_label("给谁用").select_option(index=1)
        journey.press("保存常用语")
        shows(journey, "机构初审员共用 · 周初审")
        journey.look("常用语 自己的和共用的")
        at_the_desk(journey)
        page.locator(".cf-row", has_text="身份证国徽面").click()
        journey.settle()
        page.locator(".cf-again > summary").click()
        press(journey, "n", "1")
        assert page.locator("#f-text").input_value() == "国徽面反光，请避开灯光重拍"
        journey.press("请督导员同意")
        shows(journey, "已请督导员决定")
        assert page.locator("#f-text").input_value() == "国徽面反光，请避开灯光重拍"
        journey.look("上一轮已通过的材料 先请督导员同意")
    with house.journey("desk-consent", supervisor) as journey:
        journey.go("/my/notices")
        journey.page.locator("main a[href$='/consent']").first.click()
        journey.settle()
        journey.look("督导员看过材料再同意")
        journey.fill(reason="原件复核时发现反光遮住有效期")
        journey.press("同意再次退回")
        shows(journey, "冯督导已同意再次退回")
        journey.look("已同意 理由留存")
