"""Studying on a phone with the server's clock, a film that plays, and the same without a script; then the desks."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import StartJourney
from tests.browser.desk import sign_in
from tests.browser.house import House
from tests.browser.journey import Journey
from web.entry.demo.staff import PASSWORD

pytestmark = pytest.mark.moves_clock

PHONE = "19900008801"
PRICED = "职业道德与劳动法律常识"
PLAYED = """async () => {
    const film = document.querySelector('video');
    film.muted = true;
    await film.play();
    await new Promise(done => setTimeout(done, 1500));
    film.pause();
    return [film.currentTime > 1, film.duration, film.videoWidth];
}"""


def test_studying_on_a_phone(start: StartJourney, house: House, browser: Browser) -> None:
    journey = start("learner", width=375)
    _register(journey, house)
    journey.go("/my/learning")
    journey.look("学习 可以自选的课程")
    _row(journey.page, "安全生产与职业健康").get_by_role("button").click()
    expect(journey.page.locator(".cf-errors")).to_be_focused()
    journey.look("选课 没有填姓名")
    _choose(journey.page, "安全生产与职业健康", "林好学")
    journey.settle()
    journey.look("一项培训 进度和还差什么")
    training = journey.page.url.removeprefix(house.url)
    journey.page.locator("main h3 a").first.click()
    journey.look("课程 课时列表")
    course = journey.page.url.removeprefix(house.url)
    _row(journey.page, "劳动者的安全权利和义务").get_by_role("button").click()
    expect(journey.page.locator("[data-learning-state]")).to_have_text("正在计时")
    expect(journey.page.locator("[data-learning-counted]")).to_contain_text("已计时 20 秒（服务器）", timeout=40_000)
    journey.look("课文 服务器计时")
    lesson = journey.page.url
    journey.go(course)
    _row(journey.page, "报警与初期火灾扑救").get_by_role("button").click()
    journey.settle()
    assert journey.page.evaluate(PLAYED) == [True, 30, 640]
    journey.look("视频课 拖动和播放")
    journey.page.goto(lesson)
    expect(journey.page.get_by_text("您在别处打开了另一课")).to_be_visible()
    journey.look("这里没有计时")
    _finish_without_a_script(journey, house, browser, course)
    journey.go(training)
    expect(journey.page.get_by_text("已学 100%")).to_be_visible()
    journey.look("学完 培训证明")
    number = journey.page.locator(".cf-mono").first.inner_text()
    stranger = start("proof", width=375)
    stranger.go(f"/verify/training/{number}")
    expect(stranger.page.get_by_text("林*学")).to_be_visible()
    stranger.look("任何人扫码查验培训证明")


def test_a_course_with_a_fee_is_paid_by_scanning(start: StartJourney, house: House) -> None:
    stranger = start("courses", width=375)
    stranger.go("/courses")
    stranger.look("线上培训课程 内容和费用")
    journey = start("course-order", width=375)
    _register(journey, house, "19900008802")
    journey.go("/my/learning")
    _choose(journey.page, PRICED, "林付费")
    journey.settle()
    journey.look("课程缴费 金额")
    journey.press("去支付")
    expect(journey.page.get_by_role("img", name="微信支付缴费二维码")).to_be_visible(timeout=20_000)
    journey.look("课程缴费 二维码")
    other = journey.page.context.new_page()
    other.goto(house.url + "/simulators/pay")
    other.locator("li", has_text=PRICED).locator("button[value=pay]").first.click()
    other.wait_for_load_state("load")
    other.close()
    expect(journey.page.get_by_role("heading", name=PRICED, level=1)).to_be_visible(timeout=20_000)
    journey.look("到账后自动进入学习")
    journey.go("/my/learning")
    journey.look("我的学习 已缴费的课程")


def test_the_desks_of_training(start: StartJourney) -> None:
    supervisor = start("training", width=1280)
    sign_in(supervisor, "supervisor")
    supervisor.go("/training")
    supervisor.look("督导 各机构学员进度")
    supervisor.go("/training/courses")
    supervisor.look("课程列表")
    supervisor.page.locator("tbody a").first.click()
    supervisor.look("一门课程")
    supervisor.page.get_by_role("link", name="添加课时").click()
    supervisor.settle()
    supervisor.press("保存课时")
    supervisor.look("添加课时 什么都没填")
    supervisor.go("/training/regulations")
    supervisor.page.locator("tbody a").first.click()
    supervisor.look("培训规范 勾选课程")
    lead = start("institution", width=1280)
    sign_in(lead, "jishi-lead")
    lead.look("机构概况")


def _register(journey: Journey, house: House, phone: str = PHONE) -> None:
    journey.go("/register")
    journey.fill(phone=phone)
    journey.page.locator("[name=agree]").check()
    journey.press("获取短信验证码")
    journey.fill(code=house.sms_code(phone))
    journey.press("完成注册")


def _choose(page: Page, title: str, name: str) -> None:
    form = _row(page, title).locator("form")
    form.locator("[name=name]").fill(name)
    form.get_by_role("button").click()


def _row(page: Page, title: str) -> Locator:
    return page.locator("main li", has_text=title)


def _finish_without_a_script(journey: Journey, house: House, browser: Browser, course: str) -> None:
    """The same person, the script switched off: the button counts from opening; an operator lets time pass."""
    operator = browser.new_context(java_script_enabled=False).new_page()
    operator.goto(house.url + "/signin/staff")
    operator.fill("[name=login]", "operator")
    operator.fill("[name=password]", PASSWORD)
    operator.get_by_role("button", name="登录", exact=True).click()
    plain = browser.new_context(
        java_script_enabled=False, storage_state=journey.page.context.storage_state(), locale="zh-CN"
    ).new_page()
    for _ in range(3):
        plain.goto(house.url + course)
        plain.locator("form[action$='/open'] button").first.click()
        operator.goto(house.url + "/ops/clock")
        operator.fill("[name=amount]", "4")
        operator.select_option("[name=unit]", "minutes")
        operator.locator("form[action='/ops/clock'] button[type=submit]:visible").first.click()
        plain.get_by_role("button", name="我已学完这一页").click()
    for page in (operator, plain):
        page.context.close()
