"""The exam office from head-counts to published seats, and a candidate who prints the ticket by phone.

The hall is served by this process: nobody of the demo has come as far as an exam.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from engine.platform.database import work
from processes.arrange import service
from processes.plans.models import Plan
from tests.browser.journey import Journey
from tests.processes.arrange.builders import make_exam_office
from tests.processes.review.builders import make_staff
from tests.support.database import Database
from tests.web.office.hall import Hall
from web.ui.assets import Assets

NAME = "林晓岚"


@pytest.fixture
def hall(committed_database: Database) -> Hall:
    """Seventeen people, one of them with everything that an application holds; two who may invigilate."""
    hall = Hall(committed_database, people=16)
    hall.app.mount("/static", Assets())
    with work(hall.tenant) as session:
        office = make_exam_office(session, session.get_one(Plan, hall.plan_id))
        service.admit(
            session, office.arranger, office.candidate(NAME, whole=True).id, attempt=1, subjects=["theory", "skill"]
        )
        for name in ("许监考", "潘监考"):
            make_staff(session, name, f"institution:{hall.institution_id}:invigilator")
    return hall


@pytest.fixture
def address(hall: Hall) -> Iterator[str]:
    with hall.served() as address, hall.working():
        yield address


def begin(browser: Browser, address: str, name: str, *, width: int, login: str) -> Journey:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light")
    context.set_default_timeout(30_000)
    journey = Journey(context, address, name, width=width)
    journey.go("/signin/staff")
    journey.fill(login=login, password=Hall.password)
    journey.press("登录", exact=True)
    return journey


def end(journey: Journey) -> None:
    journey.page.context.close()
    journey.end()


def test_seats_from_head_counts_to_a_printed_ticket(browser: Browser, hall: Hall, address: str) -> None:
    desk = begin(browser, address, "exam-office", width=1280, login="常考务")
    arrange(desk, hall)
    publish(desk)
    adjust(desk)
    end(desk)
    row = next(each for each in hall.admissions() if hall.name(each) == NAME)
    hall.give_account(row)
    phone = begin(browser, address, "ticket", width=375, login=hall.account(row))
    no = hall.number(row)
    phone.go(f"/my/cases/{no}")
    phone.look("办理进度 轮到考生打印准考证")
    phone.page.locator("#now ~ div a").click()
    expect(phone.page.locator("h1")).to_have_text("职业技能等级认定准考证")
    phone.look("准考证 手机上查看")
    end(phone)


def arrange(desk: Journey, hall: Hall) -> None:
    desk.go("/arrange")
    desk.look("各计划 应考 已发布 待编排")
    desk.press("2026 年第四批")
    desk.look("编排 缺座位的考生在前 还没有场次")
    desk.page.locator(f"a[href='{hall.at}/generate']").first.click()
    desk.look("自动生成场次 按人数和考场容量")
    desk.press("生成场次", exact=True)
    desk.press("编排座位", exact=True)
    expect(desk.page.get_by_role("button", name="采用结果")).to_be_visible()
    desk.look("编排结果 采用前核对变动")
    desk.press("采用结果", exact=True)
    desk.press("自动安排监考员", exact=True)
    desk.look("场次安排 考场与时间")


def publish(desk: Journey) -> None:
    desk.press("发布座位", exact=True)
    desk.press("确认发布", exact=True)
    desk.look("发布前没有勾选核对")
    desk.page.locator("[name=confirmed]").check()
    desk.press("确认发布", exact=True)
    expect(desk.page.get_by_text("座位已发布")).to_be_visible()


def adjust(desk: Journey) -> None:
    """One person gets another seat by keyboard alone."""
    desk.page.locator("a.cf-slot").first.click()
    desk.settle()
    desk.look("座位图")
    desk.page.locator("a.cf-seat").first.focus()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**seat=**")
    desk.fill(number="30", reason="前排屏幕反光")
    desk.page.locator("[name=reason]").first.press("Enter")
    expect(desk.page.get_by_text("已调到 30 号座位并固定")).to_be_visible()
    desk.look("调整座位之后")
