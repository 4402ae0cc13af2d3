"""A first reviewer with a keyboard, then the approver: every applicant arrives by himself."""

from playwright.sync_api import expect

from tests.browser.conftest import StartJourney
from tests.browser.desk import heading, judge_all, key, sign_in
from tests.browser.journey import Journey


def test_the_next_applicant_arrives_by_itself(start: StartJourney) -> None:
    journey = start("reviewer", width=1280)
    sign_in(journey, "jishi-first")
    journey.look("待审 收件箱")
    _search(journey)
    first = _take(journey)
    assert judge_all(journey) >= 3
    journey.look("材料全部已判 作出结论")
    _conclude(journey, "pass")
    second = heading(journey)
    assert second != first, "the next applicant did not arrive"
    journey.look("提交后下一位已经在这里 可以收回")
    _return_one_material(journey)
    third = heading(journey)
    assert third not in (first, second)
    journey.look("退回之后又是下一位")
    journey.go("/review/done")
    journey.look("已办")
    _take_back(journey)


def test_an_approver_decides_after_the_institution(start: StartJourney) -> None:
    journey = start("approver", width=1280)
    sign_in(journey, "approver")
    journey.look("审批员的收件箱")
    first = _take(journey)
    assert judge_all(journey) >= 3
    journey.look("审批 材料全部已判")
    _conclude(journey, "pass")
    assert heading(journey) != first
    journey.look("审批后的下一位")


def _search(journey: Journey) -> None:
    journey.go("/review?q=查无此人")
    journey.look("没有符合条件的申请")
    journey.go("/review")
    key(journey, "?")
    expect(journey.page.locator("dialog")).to_be_visible()
    journey.look("快捷键一览")
    key(journey, "Escape")


def _take(journey: Journey) -> str:
    journey.go("/review")
    journey.page.locator("#take").focus()
    key(journey, "Enter")
    expect(journey.page.locator(".cf-lease")).to_contain_text("由您处理")
    journey.look("审核一位申请人 材料 原件 申报信息")
    return heading(journey)


def _conclude(journey: Journey, conclusion: str) -> None:
    if not journey.page.locator("#conclusion").count():
        journey.press("作出结论")
    journey.page.locator(f"[name=conclusion][value={conclusion}]").check()
    key(journey, "Control+Enter")


def _return_one_material(journey: Journey) -> None:
    page = journey.page
    key(journey, "n")
    expect(page.locator("#return")).to_have_attribute("open", "")
    key(journey, "Control+Enter")
    expect(page.locator(".cf-errors")).to_be_visible()
    journey.look("退回要选原因 填说明")
    page.locator("select[name=reason]").select_option(index=1)
    page.locator("[name=text]").fill("人像面反光，看不清号码。请避开灯光，平放后重新拍摄。")
    page.get_by_role("button", name="记下退回").click()
    journey.settle()
    judge_all(journey)
    journey.press("预览一次性告知")
    journey.look("一次性告知 预览")
    page.locator("[name=ok]").check()
    journey.press("确认发出")


def _take_back(journey: Journey) -> None:
    journey.page.locator("form[action$='/take-back'] button").first.click()
    journey.settle()
    journey.look("收回了结论")
