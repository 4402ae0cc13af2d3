"""The certificate office makes a batch; a stranger checks the certificate on a phone; its owner downloads it.

The office is served by this process: nobody of the demo has come as far as a certificate.
"""

import threading
from collections.abc import Iterator
from time import sleep

import pytest
import uvicorn
from playwright.sync_api import Browser, expect

from engine.platform.embedded.process import free_port
from tests.browser.journey import Journey
from tests.support.database import Database
from tests.web.office.test_certificates import Office
from tests.web.visitor import PASSWORD
from web.ui.assets import Assets


@pytest.fixture
def rooms(committed_database: Database) -> Office:
    office = Office(committed_database)
    office.app.mount("/static", Assets())
    return office


@pytest.fixture
def address(rooms: Office) -> Iterator[str]:
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(rooms.app, host="127.0.0.1", port=port, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)


def begin(browser: Browser, address: str, name: str, *, width: int) -> Journey:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light")
    context.set_default_timeout(30_000)
    return Journey(context, address, name, width=width)


def end(journey: Journey) -> None:
    journey.page.context.close()
    journey.end()


def _sign_in(journey: Journey, login: str) -> None:
    journey.go("/signin/staff")
    journey.fill(login=login, password=PASSWORD)
    journey.press("登录", exact=True)


def _approve(browser: Browser, address: str, batch: str) -> None:
    approver = begin(browser, address, "certificate-approver", width=1280)
    _sign_in(approver, "顾证批二")
    approver.go(batch.removeprefix(address))
    approver.look("审批批次")
    approver.page.get_by_label("批准发证").check()
    approver.press("提交审批意见")
    end(approver)


def test_a_batch_and_a_stranger_who_checks(browser: Browser, rooms: Office, address: str) -> None:
    maker = begin(browser, address, "certificates", width=1280)
    _sign_in(maker, "万证书二")
    maker.go("/certificates")
    maker.look("等待制证的人员")
    maker.page.locator("main .cf-list a").first.click()
    maker.look("选择人员 核对照片和资料")
    maker.page.locator("[name=chosen]").first.uncheck()
    maker.press("提交审批")
    maker.look("一个人都没有选")
    maker.page.locator("[name=chosen]").first.check()
    maker.press("提交审批")
    maker.look("批次 等待另一人审批")
    _approve(browser, address, maker.page.url)
    row = rooms.draw()
    maker.go(f"/certificates/batches/{row.batch_id}")
    maker.look("批次 已发证")
    maker.go(f"/certificates/{row.id}")
    maker.look("一本证书")
    maker.go("/certificates/templates/new")
    maker.look("证书模板 逐项编排")
    end(maker)
    stranger = begin(browser, address, "verify", width=375)
    stranger.go("/verify")
    stranger.look("证书查验")
    stranger.press("查验")
    stranger.fill(no=row.number, name="林晓岚")
    stranger.press("查验")
    expect(stranger.page.get_by_role("heading", name="证书有效")).to_be_visible()
    stranger.look("查验结果 有效")
    stranger.go(f"/verify?no={row.number}&name=别人")
    stranger.look("查验结果 不相符")
    end(stranger)
