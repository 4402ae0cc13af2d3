"""Paying on a phone, where the page notices the money by itself; then the cashier, who sees what went wrong."""

from datetime import date

from playwright.sync_api import expect

from tests.browser.conftest import StartJourney
from tests.browser.desk import sign_in
from tests.browser.house import House
from tests.browser.journey import Journey
from web.entry.demo.people import synthetic

PAYER = 113  # approved, and has paid a little less than the fee: the order is open, the money an exception


def test_paying_on_a_phone_and_what_the_cashier_sees(start: StartJourney, house: House) -> None:
    payer = start("payer", width=375)
    _sign_in(payer, house)
    _until_owed(payer)
    payer.press("去缴费")
    payer.look("缴费 金额和期限")
    _an_institution_begins_to_pay_and_gives_up(payer, start)
    payer.page.get_by_label("微信支付").check()
    payer.page.locator("form[action$='/pay'] button[type=submit]").first.click()  # another channel, or the first one
    code = payer.page.get_by_role("img", name="微信支付缴费二维码")
    expect(code).to_be_visible(timeout=20_000)
    payer.look("二维码 等待支付")
    _pay_at_the_simulator(payer)
    expect(payer.page.get_by_role("heading", name="缴费成功")).to_be_visible(timeout=20_000)
    payer.look("到账后页面自动更新")
    cashier = start("cashier", width=1280)
    sign_in(cashier, "finance")
    cashier.look("收费订单 异常在前")
    cashier.page.locator("tbody tr", has_text="异常").locator("a").first.click()
    cashier.look("一笔订单 错误金额的款项")
    for path, caption in (("refunds", "退费"), ("invoices", "发票"), ("reconciliation", "对账")):
        cashier.go(f"/cashier/{path}")
        cashier.look(caption)


def _an_institution_begins_to_pay_and_gives_up(payer: Journey, start: StartJourney) -> None:
    """The payer lets his institution pay; its clerk makes one order and takes it back, so the payer pays himself."""
    where = payer.page.url.removeprefix(payer.base_url)
    payer.press("同意由机构代缴")
    own = payer.page.get_by_text("您已同意").inner_text()
    clerk = start("group-payment", width=1280)
    sign_in(clerk, "jishi-clerk" if "技师" in own else "shangmao-clerk")
    clerk.go("/registrations/payments")
    clerk.press("为所选人员开出一笔订单")
    clerk.look("统一缴费 没有勾选")
    clerk.page.locator("tbody input[type=checkbox]").first.check()
    clerk.press("为所选人员开出一笔订单")
    clerk.press("去支付")
    expect(clerk.page.get_by_role("img", name="微信支付缴费二维码")).to_be_visible(timeout=20_000)
    clerk.look("统一缴费 一笔订单的二维码和人员")
    payer.go(where)
    payer.look("缴费 机构正在统一缴费")
    clerk.press("取消这笔统一缴费")
    clerk.look("统一缴费 取消后人员已解除")
    payer.go(where)
    payer.press("不再由机构代缴")


def _until_owed(journey: Journey) -> None:
    """The worker opens the order a moment after the approval; in a house that has just begun it may still be at it."""
    page = journey.page
    asks = page.get_by_role("link", name="去缴费").or_(page.get_by_role("button", name="去缴费"))
    for _ in range(60):
        if asks.count():
            return
        page.wait_for_timeout(1_000)
        page.reload()


def _sign_in(journey: Journey, house: House) -> None:
    phone = synthetic(PAYER, today=date(2026, 11, 24)).phone  # the same on any day
    journey.go("/signin")
    journey.fill(phone=phone)
    journey.press("获取短信验证码")
    journey.fill(code=house.sms_code(phone))
    journey.press("登录", exact=True)


def _pay_at_the_simulator(journey: Journey) -> None:
    """Somebody else scans the code: another window, so that the payer's page has to notice by itself."""
    other = journey.page.context.new_page()
    other.goto(journey.base_url + "/simulators/pay")
    other.locator("li", has_text="微信支付").locator("button[value=pay]").first.click()
    other.wait_for_load_state("load")
    other.close()
