"""An applicant looks after the account on a phone: status, who opened the file, password, another phone, no message."""

import pytest
from playwright.sync_api import expect

from engine.platform import clock
from tests.browser.conftest import StartJourney
from tests.browser.desk import sign_in
from tests.browser.house import House
from tests.browser.journey import Journey
from web.entry.demo.people import Synthetic, synthetic
from web.entry.demo.staff import PASSWORD
from web.entry.story.client import Browser
from web.entry.story.office import Operator

pytestmark = pytest.mark.moves_clock

DAY = clock.today()
CORRECTS = synthetic(108, today=DAY)  # asked to put something right
SIGNS = synthetic(104, today=DAY)  # has only to check and hand in
MOVED, WRITTEN = "19900005108", "蓝色的海蛎煎 2026"


def test_the_account_on_a_phone(start: StartJourney, house: House) -> None:
    journey = start("account", width=375)
    _sign_in(journey, house, CORRECTS.phone)
    _status(journey)
    _access(journey)
    _password(journey)
    _change_phone(journey, house)
    _without_a_message(journey)


def test_signing_by_hand_and_the_form(start: StartJourney, house: House) -> None:
    journey = start("signing", width=375)
    _sign_in(journey, house, SIGNS.phone)
    journey.press("继续填写")
    page = journey.page
    page.locator("[name=pledge]").check()
    journey.fill(signed_name="别人的名字")
    journey.press("确认并提交", exact=True)
    expect(page.get_by_text("键入的姓名应与身份信息一致").first).to_be_visible()
    journey.look("签名 姓名不符")
    journey.fill(signed_name="")
    canvas = page.locator("canvas.cf-signature")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 90)
    page.mouse.down()
    for across, down in ((80, 30), (120, 120), (180, 40), (230, 110), (280, 60)):
        page.mouse.move(box["x"] + across, box["y"] + down, steps=6)
    page.mouse.up()
    expect(page.get_by_text("已签名")).to_be_visible()
    journey.look("签名 手写")
    journey.press("确认并提交", exact=True)
    journey.look("已提交 申报表")
    form = page.get_by_role("link", name="查看申报表").get_attribute("href")
    answer = page.request.get(f"{house.url}{form}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body().startswith(b"%PDF")


def test_the_counter_hands_out_a_code(start: StartJourney, house: House) -> None:
    clerk = start("counter", width=1280)
    sign_in(clerk, "jishi-clerk")
    clerk.go("/counter")
    clerk.look("窗口服务 核对身份")
    clerk.press("查找", exact=True)
    expect(clerk.page.locator(".cf-errors")).to_be_focused()
    clerk.look("窗口服务 什么都没填")
    person = _served(clerk)
    clerk.look("找到的申请人 号码部分隐藏")
    clerk.press("发放登录码", exact=True)
    clerk.look("没有勾选已核对")
    clerk.page.get_by_label("已核对身份证原件").first.check()
    clerk.press("发放登录码", exact=True)
    code = clerk.page.locator("p.cf-mono").first.inner_text()
    clerk.look("一次性登录码 只显示一次")
    phone = start("counter-code", width=375)
    phone.go("/signin")
    phone.press("收不到验证码：用窗口登录码登录")
    phone.look("用窗口登录码登录")
    phone.fill(name=person.id_number, code=code)
    phone.press("登录", exact=True)
    expect(phone.page).to_have_url(house.url + "/my")


def _sign_in(journey: Journey, house: House, phone: str) -> None:
    journey.go("/signin")
    journey.look("登录")
    journey.fill(phone=phone)
    journey.press("获取短信验证码")
    expect(journey.page.get_by_role("button", name="重新获取验证码（")).to_have_attribute("aria-disabled", "true")
    journey.look("输入验证码 倒计时和别的办法")
    journey.fill(code=house.sms_code(phone))
    journey.press("登录", exact=True)


def _status(journey: Journey) -> None:
    journey.page.locator("a[href^='/my/cases/']", has_text="查看办理进度").or_(
        journey.page.locator(".cf-list a[href^='/my/cases/']")
    ).first.click()
    journey.settle()
    expect(journey.page.get_by_text("补正期间不计入审核时间")).to_be_visible()
    journey.look("办理进度 预计日期 补正不计时")
    journey.go("/my/notices")
    journey.look("消息 短信状态")


def _access(journey: Journey) -> None:
    journey.go("/account")
    journey.look("账户与安全")
    journey.press("谁看过我的材料")
    journey.look("谁看过我的材料")


def _password(journey: Journey) -> None:
    journey.go("/account/password")
    journey.look("设置登录密码")
    journey.fill(new="12345678901", again="1")
    journey.press("保存密码", exact=True)
    journey.look("密码两次不一致")
    journey.fill(new=WRITTEN, again=WRITTEN)
    journey.press("保存密码", exact=True)
    expect(journey.page.get_by_text("已设置")).to_be_visible()


def _change_phone(journey: Journey, house: House) -> None:
    page = journey.page
    journey.go("/account/phone")
    journey.look("变更手机号码")
    operator = Browser(house.url)
    Operator(operator, "operator", PASSWORD).move_clock(minutes=1)  # since the code of the sign-in
    operator.close()
    journey.press("发送验证码", exact=True)
    expect(page.get_by_text("操作太频繁")).to_have_count(0)
    journey.look("输入原号码的验证码")
    journey.fill(code=house.sms_code(CORRECTS.phone))
    journey.press("继续", exact=True)
    journey.look("输入新的手机号码")
    journey.fill(new_phone="123")
    journey.press("获取短信验证码", exact=True)
    journey.look("新号码不对")
    journey.fill(new_phone=MOVED)
    journey.press("获取短信验证码", exact=True)
    journey.look("输入新号码的验证码")
    journey.fill(code=house.sms_code(MOVED))
    journey.press("确认变更", exact=True)
    expect(page.get_by_text("199****5108").first).to_be_visible()
    journey.look("号码已变更")


def _without_a_message(journey: Journey) -> None:
    journey.press("退出登录", exact=True)
    journey.go("/signin")
    journey.press("用密码登录", exact=True)
    journey.look("用密码登录")
    journey.fill(name=MOVED, password="不对的密码")
    journey.press("登录", exact=True)
    journey.look("密码不对")
    journey.fill(name=CORRECTS.id_number, password=WRITTEN)
    journey.press("登录", exact=True)
    expect(journey.page.get_by_role("heading", level=1)).to_contain_text(CORRECTS.name)


def _served(clerk: Journey) -> Synthetic:
    """Whoever of the demo's people applied at this institution."""
    for index in range(112, 125):
        person = synthetic(index, today=DAY)
        clerk.fill(name=person.name, id_number=person.id_number)
        clerk.press("查找", exact=True)
        if "/counter/" in clerk.page.url:
            return person
    raise AssertionError("nobody of the demo applied here")
