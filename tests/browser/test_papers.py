"""An assembler makes a paper, a second person seals it, and the next one lacks questions."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import StartJourney
from tests.browser.desk import sign_in
from tests.browser.house import ROOT, House
from tests.support.installation import Demo, environment


@pytest.fixture(scope="module")
def house(browser: Browser) -> Iterator[House]:
    """A demo of this module's own, without people, with a bank of exactly sixty questions of grade four."""
    with tempfile.TemporaryDirectory(prefix="certflow-papers-", ignore_cleanup_errors=True) as name:
        demo = Demo(Path(name) / "data")
        demo.start()
        try:
            given = environment() | {"CERTFLOW_DATA": str(demo.folder)}
            subprocess.run([sys.executable, "-m", "tests.browser.bank"], cwd=ROOT, env=given, check=True)
            yield House(demo.address)
        finally:
            demo.discard()


def _choose_the_table(page: Page) -> None:
    """The table whose bank this module furnished; the demo brings one of another grade."""
    option = page.locator("[name=table] option", has_text="四级")
    page.locator("[name=table]").select_option(value=option.get_attribute("value"))


def test_a_paper_is_assembled_sealed_and_the_next_is_short(start: StartJourney) -> None:
    assembler, approver = start("papers", width=1280), start("papers-approver", width=1280)
    page = assembler.page
    sign_in(assembler, "assembler")
    assembler.look("示例试卷")
    assembler.press("新建试卷")
    assembler.look("选择试卷结构")
    assembler.press("小卷", exact=True)
    assembler.fill(title="化工总控工四级理论知识试卷（A 卷）")
    _choose_the_table(page)
    assembler.look("组卷蓝图")
    assembler.press("提交组卷")
    expect(page.get_by_role("link", name="核对试卷")).to_be_visible(timeout=60_000)
    assembler.look("计划与实抽")
    assembler.press("逐题查看")
    assembler.look("逐题查看")
    page.go_back()
    assembler.press("核对试卷")
    page.get_by_label("核对无误，提交审批").check()
    assembler.look("核对试卷")
    assembler.press("提交核对结果", exact=True)

    sign_in(approver, "paper-approver")
    approver.look("待审批的试卷")
    approver.press("化工总控工四级理论知识试卷（A 卷）")
    approver.press("审批试卷")
    approver.page.get_by_label("同意并封存").check()
    approver.look("审批试卷")
    approver.press("提交审批意见", exact=True)
    expect(approver.page.locator("h1 + .cf-tag")).to_have_text("已封存")
    approver.look("已封存")
    with approver.page.expect_download() as download:
        approver.page.get_by_role("button", name="印制试卷").click()
    assert download.value.suggested_filename.endswith("试卷.pdf")

    assembler.go("/papers/new?template=small")
    assembler.fill(title="化工总控工四级理论知识试卷（B 卷）")
    _choose_the_table(page)
    assembler.press("提交组卷")
    expect(page.locator("h1 + .cf-tag")).to_have_text("题库不足", timeout=60_000)
    expect(page.locator("#paper-progress")).to_have_count(0)
    expect(page.get_by_text("冷却期满后可以组成")).to_be_visible()
    assembler.look("题库不足 说明缺什么")
    page.locator("a[href*='/ranges#']").first.click()
    assembler.look("各范围的题量")
    assembler.go("/papers")
    assembler.look("试卷列表")
