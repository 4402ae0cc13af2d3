"""A designer edits a diagram and a form, is told what is wrong, and has it published by a second person."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import StartJourney
from tests.browser.desk import sign_in
from tests.browser.journey import ROOT, Journey

PROCESSES = {"certification": "认定全过程", "apply": "申请", "review": "资格审核", "plan": "认定计划"}


def test_an_edited_file_is_published_by_a_second_person(start: StartJourney, tmp_path: Path) -> None:
    journey = start("designer", width=1280)
    sign_in(journey, "designer")
    journey.look("流程与版本")
    for process, name in PROCESSES.items():
        _look_at_diagram(journey, process, name)
    journey.go("/design")
    journey.page.locator("a[href^='/design/tables/eligibility']").first.click()
    journey.look("申报条件规则表")
    journey.go("/design/forms")
    journey.look("表单一览")
    journey.go("/design/forms/apply/identity")
    journey.look("一张表单的预览与定义")
    _upload_a_bad_file(journey, tmp_path)
    number = _upload_an_edited_form(journey, tmp_path)
    journey.look("等待第二人批准")
    _approve(start("deploy-approver", width=1280), number)
    journey.go("/design")
    journey.look("新版本已生效")


def _look_at_diagram(journey: Journey, process: str, name: str) -> None:
    journey.go("/design")
    journey.page.locator(f"a[href^='/design/{process}/v/']").first.click()
    journey.settle()
    expect(journey.page.locator(".djs-container svg").first).to_be_visible()
    journey.look(f"流程图 {name}")


def _upload_a_bad_file(journey: Journey, folder: Path) -> None:
    source = (ROOT / "processes/review/review.bpmn").read_text(encoding="utf-8")
    bad = folder / "review.bpmn"
    bad.write_text(
        source.replace("<bpmn:serviceTask", "<bpmn:scriptTask").replace("</bpmn:serviceTask", "</bpmn:scriptTask")
    )
    journey.go("/design/deploy")
    journey.page.locator("[name=files]").set_input_files(bad)
    journey.fill(note="试着放一个脚本任务")
    journey.press("检查并提交", exact=True)
    expect(journey.page.locator("main")).to_contain_text("脚本任务")
    expect(journey.page.locator("[name=note]")).to_have_value("试着放一个脚本任务")
    journey.look("检查没有通过 每一处都说明")


def _upload_an_edited_form(journey: Journey, folder: Path) -> str:
    source = (ROOT / "forms/apply/check.json").read_text(encoding="utf-8")
    edited = folder / "check.json"
    edited.write_text(source.replace("我已阅读并作出以上承诺", "我已阅读，并作出以上承诺"), encoding="utf-8")
    journey.go("/design/deploy")
    journey.page.locator("[name=files]").set_input_files(edited)
    journey.fill(note="承诺的措辞加一个逗号", path="forms/apply/check.json")
    journey.press("检查并提交", exact=True)
    journey.page.wait_for_url("**/design/deploy/*", timeout=15_000)
    journey.go("/design/deploy")
    link = journey.page.locator("a[href^='/design/deploy/']", has_text="承诺的措辞").first
    number = str(link.get_attribute("href")).rsplit("/", 1)[-1]
    link.click()
    journey.settle()
    expect(journey.page.locator("main")).to_contain_text("与生效版本")
    return number


def _approve(journey: Journey, number: str) -> None:
    sign_in(journey, "deploy-approver")
    journey.go(f"/design/deploy/{number}")
    journey.look("第二人看差异")
    journey.press("批准并生效", exact=True)
    journey.look("已批准")
