"""Preparing an exam room: a machine is registered at the desk, tests itself in its browser, and is ready."""

from playwright.sync_api import expect

from tests.browser.conftest import StartJourney
from tests.browser.desk import sign_in


def test_a_machine_tests_itself_and_is_ready(start: StartJourney) -> None:
    chief = start("machine-room", width=1280)
    sign_in(chief, "jishi-chief")
    chief.go("/invigilate/machines")
    chief.look("机房准备 还没有机器")
    chief.press("登记并取登记码")
    chief.look("机房准备 没有填写")
    chief.fill(room="3 号机房", name="05")
    chief.press("登记并取登记码")
    chief.look("一台机器 登记码")
    code = chief.page.locator("p.cf-mono").first.inner_text().removeprefix("register ")
    machine = start("machine", width=1280)
    machine.go(f"/exam/kiosk?version=1.0&code={code}")
    expect(machine.page.get_by_text("可以考试")).to_be_visible(timeout=20_000)
    machine.look("机器检测 合要求")
    chief.page.reload()
    expect(chief.page.get_by_text("可以考试")).to_be_visible()
    chief.look("一台机器 检测结果")
    chief.go("/invigilate/machines")
    chief.look("机房准备 全部可以考试")
