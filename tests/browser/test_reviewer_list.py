"""The reviewer's list and the pages around it by keyboard alone, on a desk and on a tablet."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.journey import Journey
from tests.browser.reviewing import Caller, ReviewHouse, choose, focused, has_focus, press, reach, review_house, shows
from tests.support.database import Database
from tests.web.visitor import PASSWORD

DESK, TABLET = 1280, 820


@pytest.fixture
def house(committed_database: Database, browser: Browser) -> Iterator[ReviewHouse]:
    with review_house(committed_database, browser) as opened:
        yield opened


def chosen(journey: Journey, name: str) -> None:
    """The row of this applicant has the focus and is the current one, and its pane lies beside."""
    expect(journey.page.locator("#cur")).to_contain_text(name)
    row = journey.page.locator(".cf-row[aria-current]")
    expect(row).to_contain_text(name)
    expect(row).to_be_focused()


@pytest.mark.parametrize("width", [DESK, TABLET])
def test_the_list_by_keyboard_alone(house: ReviewHouse, width: int) -> None:
    house.submit("甲一", "乙二", "丙三")
    with house.journey(f"list-keys-{width}", house.first(), width=width) as journey:
        page = journey.page
        journey.go("/review")
        page.evaluate("window.never_reloaded = true")
        press(journey, "j")
        chosen(journey, "乙二")
        press(journey, "j")
        chosen(journey, "丙三")
        press(journey, "j", "k")
        chosen(journey, "乙二")
        assert "entry=" in page.url, "the address says who is chosen"
        page.get_by_role("button", name="下一位").click()
        chosen(journey, "丙三")
        page.get_by_role("button", name="上一位").click()
        chosen(journey, "乙二")
        assert page.evaluate("window.never_reloaded"), "choosing brings the pane alone"
        journey.look("待审列表 键盘选中第二位")
        press(journey, "s")
        has_focus(journey, "#skip-reason")
        journey.look("跳过要写原因")
        page.keyboard.type("与申请人相识 jk")
        press(journey, "Enter")
        expect(page.locator(".cf-toast")).to_contain_text("4 小时内不再分给您")
        press(journey, "f")
        has_focus(journey, "#filters > summary")
        journey.look("筛选条件")
        reach(journey, "[name=age]")
        page.keyboard.press("ArrowDown")
        reach(journey, "[name=own]")
        press(journey, "Space", "Enter")
        assert "age=1" in page.url
        assert "own=1" in page.url
        shows(journey, "没有符合条件的申请")
        press(journey, "2")
        assert page.url.endswith("filter=today")
        press(journey, "1")
        assert page.url.endswith("/review")
        press(journey, "/")
        assert focused(journey) == "q"
        page.keyboard.type("丙")
        press(journey, "Enter")
        expect(page.locator(".cf-row")).to_have_count(1)
        press(journey, "j")
        chosen(journey, "丙三")
        press(journey, "Enter")
        expect(page.locator("h1")).to_contain_text("丙三")
        shows(journey, "由您处理")


def test_a_list_is_kept_shared_found_and_dropped_by_keyboard(house: ReviewHouse) -> None:
    first, _ = house.submit("甲一", "乙二")
    with house.journey("list-kept", house.first(), width=TABLET) as journey:
        page = journey.page
        journey.go("/review?grade=3")
        reach(journey, "#save > summary")
        press(journey, "Enter")
        reach(journey, "#save [type=submit]")
        press(journey, "Enter")
        shows(journey, "请输入筛选的名称")
        has_focus(journey, ".cf-errors")
        journey.look("存为筛选 要有名称")
        reach(journey, "#f-name")
        page.keyboard.type("高级工")
        reach(journey, "#f-group")
        page.keyboard.press("ArrowDown")
        reach(journey, "#save [type=submit]")
        press(journey, "Enter")
        shows(journey, "高级工 2 4")
        press(journey, "4")
        assert page.url.endswith("grade=3"), "a kept list has its key"
        reach(journey, "a[href='/review/filters']")
        press(journey, "Enter")
        shows(journey, "全体机构初审员")
        journey.look("管理筛选")
    with house.journey("list-shared", house.first("吴初审"), width=DESK) as journey:
        page = journey.page
        journey.go("/review")
        press(journey, "4")
        assert page.url.endswith("grade=3")
        journey.look("同事分享的筛选")
        journey.go("/review/filters")
        expect(page.get_by_role("button", name="删除高级工")).to_have_count(0)
        journey.go("/review/search")
        press(journey, "/")
        page.keyboard.type(first)
        press(journey, "Enter")
        shows(journey, "您可以办理")
        journey.look("查找全部申请")
        reach(journey, f"a[href$='{first}']")
        press(journey, "Enter")
        expect(page.locator("#cur")).to_contain_text("甲一")
        press(journey, "Enter")
        shows(journey, "由您处理")
        journey.go(f"/review/{first}/hand-over")
        journey.look("转交给同事")


def test_the_lead_assigns_many_under_his_password_and_reads_who_skipped(house: ReviewHouse) -> None:
    no, *_ = house.submit("甲一", "乙二", "丙三")
    reviewer = house.first("钱初审")
    lead = Caller(house.desk.visitor("林负责", f"institution:{house.desk.institution_id}:lead"), house.url)
    for reason in ("相识", "看不懂", "仍看不懂"):
        reviewer.post(f"/review/{no}/skip", {"reason": reason, "from": "list"})
    with house.journey("team", lead, width=TABLET) as journey:
        page = journey.page
        journey.go("/my/notices")
        reach(journey, "main a[href='/review/team?state=skipped']")
        press(journey, "Enter")
        shows(journey, "跳过 3 次")
        journey.look("多次跳过的申请")
        journey.go("/review/team")
        press(journey, "j", "Space", "j", "Space")
        assert page.locator("[name=entry]:checked").count() == 2
        press(journey, "a")
        has_focus(journey, ".cf-errors")
        assert page.locator("[name=entry]:checked").count() == 2
        journey.look("批量指派 要选人 要密码")
        choose(journey, "#f-to", "钱初审")
        reach(journey, "#f-password")
        page.keyboard.type(PASSWORD)
        press(journey, "Enter")
        shows(journey, "指派完成：成功 2 件")
        has_focus(journey, "section[aria-labelledby=done]")
        journey.look("批量指派完成")
        reach(journey, "a[href='/review/team/skips']")
        press(journey, "Enter")
        shows(journey, "仍看不懂")
        journey.look("跳过记录")
    with house.journey("team-assigned", reviewer) as journey:
        journey.go("/review?own=1")
        expect(journey.page.locator(".cf-row")).to_have_count(2)


def test_a_place_is_handed_over_for_a_time_and_back(house: ReviewHouse) -> None:
    house.submit("甲一")
    clerk = Caller(house.desk.visitor("苏经办", f"institution:{house.desk.institution_id}:clerk"), house.url)
    with house.journey("delegation", house.first(), width=TABLET) as journey:
        page = journey.page
        journey.go("/review/delegation")
        journey.look("委托 还没有")
        choose(journey, "#f-to", "苏经办")
        reach(journey, "main form [type=submit]")
        press(journey, "Enter")
        has_focus(journey, ".cf-errors")
        journey.look("委托要写原因")
        reach(journey, "#f-reason")
        page.keyboard.type("休假")
        press(journey, "Enter")
        shows(journey, "委托苏经办")
        journey.look("委托已登记")
    with house.journey("delegation-stand-in", clerk) as journey:
        page = journey.page
        journey.go("/review")
        expect(page.locator("#cur")).to_contain_text("甲一")
        journey.go("/review/delegation")
        reach(journey, "form[action$='/end'] button")
        press(journey, "Enter")
        expect(page.locator(".cf-toast")).to_contain_text("委托已结束")
        assert page.url.endswith("/tasks"), "who only stood in has no desk here any more"
        journey.look("受托人也可以结束委托")
