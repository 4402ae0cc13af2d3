"""A clerk registers somebody from his institution, who confirms it on the phone."""

import os

from playwright.sync_api import expect

from engine.platform import clock
from tests.browser.conftest import StartJourney
from tests.browser.desk import sign_in
from tests.browser.filling import fill_in
from tests.browser.house import House
from tests.browser.journey import Journey
from web.entry.demo import answers
from web.entry.demo.people import synthetic

PERSON = synthetic(int(os.environ.get("CERTFLOW_BROWSER_PERSON", "401")) + 1, today=clock.today())
NEEDED = ("name", "id_kind", "id_number", "phone")


def test_a_clerk_registers_and_the_applicant_confirms(start: StartJourney, house: House) -> None:
    clerk = start("clerk", width=1280)
    sign_in(clerk, "jishi-clerk")
    clerk.look("集体报名")
    _register(clerk)
    _confirm(start("registered", width=375), house)
    clerk.go("/registrations")
    expect(clerk.page.get_by_text("已确认，填写中").first).to_be_visible()
    clerk.look("申请人已确认")


def _register(journey: Journey) -> None:
    page = journey.page
    journey.press("登记报名")
    journey.look("登记报名 空表")
    journey.press("登记并通知申请人", exact=True)
    expect(page.locator(".cf-errors")).to_be_focused()
    journey.look("登记报名 什么都没填")
    title = "化工总控工" if PERSON.occupation.startswith("6-11") else "人工智能训练师"
    page.locator("label.cf-choice", has_text=title).locator("[name=plan_line_id]").first.check()
    page.locator("[name=point_id]").first.check()
    who = answers.identity(PERSON)
    fill_in(page, {name: who[name] for name in NEEDED} | answers.facts(PERSON, today=clock.today()))
    journey.press("登记并通知申请人", exact=True)
    expect(page.get_by_text(PERSON.name).first).to_be_visible()
    journey.look("已登记 待申请人确认")


def _confirm(journey: Journey, house: House) -> None:
    page = journey.page
    journey.go("/signin")
    fill_in(page, {"phone": PERSON.phone})
    journey.press("获取短信验证码")
    journey.fill(code=house.sms_code(PERSON.phone))
    journey.press("登录", exact=True)
    expect(page.get_by_role("heading", name="确认报名")).to_be_visible()
    journey.look("我的首页 确认报名")
    journey.press("去确认")
    journey.look("核对机构登记的内容")
    journey.press("提交答复", exact=True)
    journey.look("没有选择答复")
    fill_in(page, {"decision": "confirm", "id_number": PERSON.id_number})
    journey.press("提交答复", exact=True)
    expect(page.get_by_role("heading", level=1, name="您的证件")).to_be_visible()
    expect(page.locator("[name=id_number]")).to_have_value(PERSON.id_number)
    journey.look("已确认 继续填写")
