"""An author at the bank, two reviewers with a keyboard, and somebody with a phone who follows the link of a call."""

from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import StartJourney
from tests.browser.desk import heading, key, sign_in
from tests.browser.house import House
from tests.browser.journey import Journey
from web.entry.demo import questions as demo

PHONE = "19900000779"


def test_questions_are_written_and_the_next_one_arrives_by_itself(start: StartJourney) -> None:
    journey = start("questions", width=1280)
    sign_in(journey, "chemical-author")
    journey.look("题库 覆盖情况和试题")
    for stem in ("离心泵检修后首次启动前应检查转向是否正确。", "往复泵流量不均匀时可以在出口设置缓冲罐。"):
        _write(journey, stem)
    journey.look("一道试题 版本和记录")
    journey.go("/questions/elements")
    journey.look("细目表")
    journey.page.locator("[name=file]").set_input_files(_faulty_table())
    journey.press("读取并预览")
    journey.look("预览细目表 逐行检查")
    journey.go("/questions/import")
    journey.look("导入试题")
    sign_in(journey, "chemical-question-first")
    journey.go("/questions/review")
    journey.look("待审试题")
    key(journey, "Enter")
    first = heading(journey)
    journey.look("审一道题")
    key(journey, "y")
    expect(journey.page.locator("[name=decision][value=pass]")).to_be_checked()
    key(journey, "Control+Enter")
    assert heading(journey) != first
    journey.look("提交后下一题已经在这里")
    key(journey, "n")
    key(journey, "Control+Enter")
    journey.look("退回要写原因")
    journey.fill(text="出处请写到章节")
    journey.press("提交结论")
    journey.look("没有待审的试题")


def test_a_call_is_answered_on_a_phone(start: StartJourney) -> None:
    desk = start("questions-call", width=1280)
    sign_in(desk, "chemical-author")
    desk.go("/questions/campaigns")
    desk.look("还没有征集")
    desk.go("/questions/campaigns/new")
    desk.look("发起征集")
    desk.fill(title="泵类试题征集", **{"until.year": "2026", "until.month": "12", "until.day": "31"})
    desk.press("生成链接")
    desk.look("征集的链接和二维码")
    link = desk.page.locator("#link").input_value()
    path = link[link.index("/collect/") :]

    phone = start("questions-phone", width=375)
    phone.go(path)
    phone.look("打开征集链接")
    phone.press("用手机号登录")
    phone.fill(phone=PHONE)
    phone.press("获取短信验证码")
    _code(phone)
    phone.look("登录后可以命题")
    phone.press("判断题")
    phone.look("在手机上命题")
    phone.press("提交审核")
    phone.look("漏填的一并指出")
    phone.fill(name="高师傅", stem="离心泵内存有空气会发生气缚。", source="化工原理 流体输送机械章")
    phone.page.locator("[name=point_id]").select_option(index=12)
    phone.page.locator("[name=answer_judge][value=T]").check()
    phone.press("提交审核")
    phone.look("提交后看到审核进度")
    phone.page.locator("main .cf-list a").first.click()
    phone.look("我的一道试题")
    desk.page.reload()
    desk.press("结束征集")
    desk.look("结束征集前核对")


def _faulty_table() -> FilePayload:
    """A table with a lost code, shares that don't add up, and a number where text was."""
    table = dict(demo.data(f"elements_{demo.BANK}.json"))
    rows = [list(row) for row in table["rows"]]
    rows[1][10], rows[4][12] = "", "重要"
    for row in rows:
        row[2] = "20%" if row[2] == "25%" else row[2]
    data = demo.table_workbook(table | {"rows": rows})
    return {"name": "细目表.xlsx", "mimeType": "application/octet-stream", "buffer": data}


def _write(journey: Journey, stem: str) -> None:
    journey.go("/questions/new?kind=judge")
    if stem.startswith("离心泵"):
        journey.look("编写试题")
    journey.fill(stem=stem, source="化工单元操作教材")
    journey.page.locator("[name=point_id]").select_option(index=12)
    journey.page.locator("[name=answer_judge][value=T]").check()
    journey.press("提交审核")
    assert "试题" in heading(journey)


def _code(phone: Journey) -> None:
    phone.fill(code=House(phone.base_url).sms_code(PHONE))
    phone.press("登录", exact=True)
