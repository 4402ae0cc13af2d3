"""Sitting an exam while the network is away, and what the invigilator sees of it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.exam_room import PASSWORD, ExamRoom, exam_room
from tests.browser.journey import Journey
from tests.support.database import Database
from tests.web.examroom.machines import pass_by

AWAY = """Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
document.dispatchEvent(new Event("visibilitychange"))"""
BACK = """delete document.hidden; document.dispatchEvent(new Event("visibilitychange"))"""


@pytest.fixture
def room(committed_database: Database) -> Iterator[ExamRoom]:
    with exam_room(committed_database) as opened:
        yield opened


@pytest.fixture
def begin(browser: Browser, room: ExamRoom) -> Iterator[Callable[..., Journey]]:
    begun: list[Journey] = []

    def start(name: str, *, width: int) -> Journey:
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light")
        context.set_default_timeout(20_000)
        begun.append(Journey(context, room.url, name, width=width))
        return begun[-1]

    yield start
    for journey in begun:
        journey.page.context.close()
    for journey in begun:
        journey.end()


def test_an_exam_with_the_network_cut_loses_no_answer(begin: Callable[..., Journey], room: ExamRoom) -> None:
    desk = begin("invigilator", width=1280)
    desk.go("/signin/staff")
    desk.fill(login="tang", password=PASSWORD)
    desk.press("登录", exact=True)
    desk.go("/invigilate")
    desk.look("今天的场次")
    desk.press("第三考场")
    desk.press("签到")
    desk.look("签到：照片、证件号码，一人一键入场")
    for _ in range(3):
        desk.page.get_by_role("button", name="核对无误，入场").first.click()
        desk.settle()
    desk.go(f"/invigilate/{room.session_id}")

    seat = begin("exam", width=1280)
    seat.go("/exam")
    ticket, tail = room.ticket(0)
    seat.fill(ticket=ticket, id_tail=tail)
    seat.look("输入准考证号进入")
    seat.press("进入候考")
    seat.look("候考")
    seat.press("开始考试")
    seat.look("第一题")
    page, given = seat.page, 0

    def answer(count: int) -> None:
        nonlocal given
        for _ in range(count):
            page.keyboard.press("b" if given % 2 else "a")
            page.keyboard.press("ArrowRight")
            given += 1

    answer(5)
    expect(page.locator("[data-chain-centre]")).to_contain_text("已达中心 5 题")
    page.context.set_offline(True)
    answer(6)
    page.keyboard.press("m")
    expect(page.locator("[data-chain-device]")).to_contain_text("已存本机 11 题")
    expect(page.locator("[data-chain-centre]")).to_contain_text("条待传")
    expect(page.locator("[data-net]")).to_contain_text("网络已断开")
    seat.look("断网：答案在本机，如实显示还没有到中心")
    expect(desk.page.locator("#wall")).to_contain_text("终端掉线", timeout=15_000)
    desk.look("监考墙：例外在前")
    assert len(room.answers(0)) == 5
    page.context.set_offline(False)
    expect(page.locator("[data-chain-centre]")).to_contain_text("已达中心 11 题", timeout=20_000)
    expect(page.locator("[data-chain-centre]")).not_to_contain_text("待传")
    assert len(room.answers(0)) == 11
    expect(desk.page.locator("#wall")).to_contain_text("11 / 40", timeout=15_000)
    seat.faults = [fault for fault in seat.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    page.evaluate(AWAY)
    expect(desk.page.locator("#wall")).to_contain_text("离开考试界面 1 次", timeout=15_000)
    page.evaluate(BACK)
    expect(page.locator("[data-ladder]")).to_contain_text("已离开考试界面 1 次", timeout=15_000)
    seat.look("离开考试界面：提醒并记录在案")
    seat.press("检查并交卷")
    expect(page.get_by_role("heading", name="检查并交卷")).to_be_visible()
    seat.look("检查并交卷")
    pass_by(timedelta(minutes=31))
    page.locator("[name=confirm]").check()
    seat.press("交卷", exact=True)
    expect(page.get_by_role("heading", name="交卷回执")).to_be_visible(timeout=20_000)
    seat.look("交卷回执")
    desk.go("/signin/staff")
    desk.fill(login="tang", password=PASSWORD)
    desk.press("登录", exact=True)
    desk.go(f"/invigilate/{room.session_id}")
    desk.page.locator("a.cf-seat", has_text="林晓岚").click()
    desk.settle()
    desk.look("所选考生：经过与可作的处理")
    desk.go(f"/invigilate/{room.session_id}/close")
    desk.look("收场单：人数、作答记录与回执一致")


def test_answers_survive_a_reload_while_the_network_is_away(begin: Callable[..., Journey], room: ExamRoom) -> None:
    desk = begin("invigilator-2", width=1280)
    desk.go("/signin/staff")
    desk.fill(login="tang", password=PASSWORD)
    desk.press("登录", exact=True)
    desk.go(f"/invigilate/{room.session_id}/door")
    desk.page.get_by_role("button", name="核对无误，入场").first.click()
    desk.settle()
    seat = begin("exam-2", width=375)
    seat.go("/exam")
    ticket, tail = room.ticket(0)
    seat.fill(ticket=ticket, id_tail=tail)
    seat.press("进入候考")
    seat.press("开始考试")
    page = seat.page
    page.route("**/journal", lambda route: route.abort())
    page.keyboard.press("a")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("b")
    expect(page.locator("[data-chain-device]")).to_contain_text("已存本机 2 题")
    page.reload()
    expect(page.locator("[data-chain-device]")).to_contain_text("已存本机 2 题")
    assert room.answers(0) == {}
    page.unroute("**/journal")
    expect(page.locator("[data-chain-centre]")).to_contain_text("已达中心 2 题", timeout=15_000)
    assert len(room.answers(0)) == 2
    assert page.locator("[name=answer]:checked").count() == 1
    seat.faults = [fault for fault in seat.faults if "ERR_FAILED" not in fault]
    seat.look("手机宽度的答题页")
