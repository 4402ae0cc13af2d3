"""An auditor reads how one application came to its end, and checks the chain."""

from playwright.sync_api import expect

from tests.browser.conftest import StartJourney
from tests.browser.desk import key, sign_in


def test_a_history_explains_itself(start: StartJourney) -> None:
    journey = start("auditor", width=1280)
    page = journey.page
    sign_in(journey, "auditor")
    journey.look("案卷查找")
    page.locator("tr", has_text="已核准").locator("a").first.click()
    journey.settle()
    expect(page.locator(".djs-container svg").first).to_be_visible()
    expect(page.locator("[data-diagram] .bjs-powered-by")).to_be_visible()
    journey.look("审批经过 时间线与流程图")
    before = page.locator("#asof").input_value()
    for _ in range(4):
        key(journey, "[")
    assert int(page.locator("#asof").input_value()) < int(before)
    journey.look("回看到更早的时点")
    journey.press("以列表查看")
    journey.look("流程步骤列表")
    journey.go("/audit/chain")
    journey.press("重新校验全部记录", exact=True)
    expect(page.locator("#result")).to_contain_text("校验通过")
    journey.look("审计链校验通过")
    journey.go("/audit?q=查无此人")
    journey.look("没有符合条件的案卷")
    assert page.goto(journey.base_url + "/audit/cases/NO-SUCH-CASE").status == 404  # type: ignore[union-attr]
    journey.look("没有这份案卷")
