"""An applicant with a phone: registers, walks the wizard, hands in, sees where the case is, withdraws."""

import json
import os
import re
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Route, expect

from engine.platform import clock
from tests.browser.conftest import StartJourney
from tests.browser.filling import fill_in
from tests.browser.house import House
from tests.browser.journey import Journey
from web.entry.demo import answers
from web.entry.demo.people import synthetic

INDEX = int(os.environ.get("CERTFLOW_BROWSER_PERSON", "401"))
PERSON = synthetic(INDEX, today=clock.today())
MOST_PAGES = 12  # from registration to confirmation
PASSED = """
    const note = () => {
        const heading = document.querySelector("h1");
        if (!heading) return;
        const page = location.pathname.replace(/[0-9a-f-]{36}/, "{id}") + " " + heading.innerText;
        const known = JSON.parse(localStorage.getItem("passed") || "[]");
        if (!known.includes(page)) localStorage.setItem("passed", JSON.stringify([...known, page]));
    };
    addEventListener("load", note);
    addEventListener("htmx:afterSettle", note);
"""  # a page is an address and its heading: the code at registration and the parts of a step are pages of their own


def test_an_application_from_registration_to_receipt(start: StartJourney, house: House, tmp_path: Path) -> None:
    journey = start("candidate", width=375)
    _look_around(journey)
    journey.page.add_init_script(PASSED)
    _register(journey, house)
    _walk_the_wizard(journey, tmp_path)
    passed = json.loads(journey.page.evaluate("localStorage.getItem('passed')"))
    assert len(passed) <= MOST_PAGES, f"from registration to confirmation: {passed}"
    assert any("验证码" in page for page in passed), f"a page was not counted: {passed}"
    _follow_the_case(journey)
    _withdraw(journey)


def _look_around(journey: Journey) -> None:
    journey.go("/")
    journey.look("首页 正在报名的计划")
    journey.page.locator("main a[href^='/open/']").first.click()
    journey.look("计划详情 条件 名额 时间")
    for path, caption in (("/help", "办事指南"), ("/privacy", "隐私说明"), ("/accessibility", "无障碍说明")):
        journey.go(path)
        journey.look(caption)


def _register(journey: Journey, house: House) -> None:
    journey.go("/register")
    journey.press("获取短信验证码")
    expect(journey.page.locator(".cf-errors")).to_be_focused()
    journey.look("注册 什么都没填 错误摘要")
    fill_in(journey.page, {"phone": PERSON.phone, "agree": True})
    journey.press("获取短信验证码")
    journey.look("输入验证码")
    journey.fill(code="000000")
    journey.press("完成注册")
    journey.look("验证码不对")
    journey.fill(code=house.sms_code(PERSON.phone))
    journey.press("完成注册")
    expect(journey.page).to_have_url(house.url + "/my")
    journey.look("我的首页 还没有申请")


def _walk_the_wizard(journey: Journey, folder: Path) -> None:
    page = journey.page
    page.locator("form[action='/my/applications/start']").first.get_by_role("button").click()
    journey.settle()
    journey.look("第 1 步 您的证件")
    known = answers.identity(PERSON)
    contact = {name: known[name] for name in ("phone", "address", "education", "employment")}
    document = {name: value for name, value in known.items() if name not in contact}
    fill_in(page, document | {"id_number": PERSON.id_number[:-1] + "?"})
    expect(page.locator("#kept")).to_contain_text("草稿已自动保存", timeout=10_000)
    page.reload()
    expect(page.locator("[name=name]")).to_have_value(PERSON.name)
    journey.press("保存并继续", exact=True)
    expect(page.locator("[name=name]")).to_have_value(PERSON.name)
    journey.look("第 1 步 证件号码有误 填写的内容都在")
    fill_in(page, {"id_number": PERSON.id_number})
    journey.press("保存并继续", exact=True)
    journey.look("第 1 步 联系方式和现状")
    fill_in(page, contact)
    journey.press("保存并继续", exact=True)
    journey.look("第 2 步 职业与条件")
    _answer_facts(journey)
    journey.look("第 2 步 符合的条件和还差什么")
    page.locator(f"[name=rule_id][value={PERSON.rule}]").check()
    journey.press("保存并继续", exact=True)
    _answer_history(journey)
    _upload(journey, folder)
    _frame_the_portrait(journey)
    journey.look("第 5 步 核对信息")
    _change_one_answer(journey)
    journey.press("确认并提交", exact=True)
    journey.look("第 5 步 没有勾选承诺")
    page.locator("[name=pledge]").check()
    journey.press("确认并提交", exact=True)
    journey.look("已提交 申请编号 接下来")


def _answer_facts(journey: Journey) -> None:
    page = journey.page
    title = "化工总控工" if PERSON.occupation.startswith("6-11") else "人工智能训练师"
    page.locator("label.cf-choice", has_text=title).locator("[name=plan_line_id]").first.check()
    page.locator("[name=point_id]").first.check()
    fill_in(page, answers.facts(PERSON, today=clock.today()))
    journey.press("查看符合的条件", exact=True)


def _answer_history(journey: Journey) -> None:
    page = journey.page
    for kind, rows in answers.history(PERSON).items():
        while page.locator(f"[name^='{kind}.'][name$='.start.year']").count() < len(rows):
            page.locator(f"button[name=_add][value={kind}]").click()
            journey.settle()
        for number, row in enumerate(rows):
            fill_in(page, {f"{kind}.{number}.{name}": value for name, value in row.items()})
    if len(PERSON.works) > 1:
        page.locator("[name=tenure_pledge]").check()
    expect(page.locator("#kept")).to_contain_text(re.compile("已满足|相符"), timeout=10_000)
    journey.look("第 3 步 学习与工作经历")
    journey.press("保存并继续", exact=True)


def _upload(journey: Journey, folder: Path) -> None:
    page = journey.page
    journey.look("第 4 步 要上传的材料")
    wrong = folder / "diploma.jpg"
    wrong.write_bytes(b"MZ this is no picture")
    names = [box.get_attribute("name") or "" for box in page.locator("input[type=file]").all()]
    assert len(names) >= 4
    page.locator(f"input[name={names[0]}]").set_input_files(wrong)
    expect(page.locator(f"#row-{names[0]} .cf-error")).to_contain_text("文件应为图片")
    journey.look("第 4 步 不是图片的文件")
    _break_off_and_go_on(journey, folder, names[0])
    for name in names[1:]:
        picture = folder / f"{name}.jpg"
        picture.write_bytes(_tall() if name == "portrait" else answers.paper(PERSON, name, today=clock.today()))
        page.locator(f"input[name={name}]").set_input_files(picture)
    expect(page.locator("#files-done")).to_contain_text(f"已完成 {len(names)} / {len(names)}", timeout=20_000)
    journey.look("第 4 步 已上传 可预览")
    journey.press("上传所选文件并继续", exact=True)


def _break_off_and_go_on(journey: Journey, folder: Path, name: str) -> None:
    """The connection breaks twice in the middle of a file; it arrives without being chosen again."""
    page, broken = journey.page, 0

    def breaks(route: Route) -> None:
        nonlocal broken
        if "start=0" in route.request.url or broken >= 2:
            route.continue_()
            return
        broken += 1
        route.abort("connectionreset")

    page.route("**/parts?start=*", breaks)
    noise = Image.effect_noise((1400, 900), 90).convert("RGB")
    picture = folder / f"{name}.jpg"
    noise.save(picture, quality=95)
    assert picture.stat().st_size > 600_000
    page.locator(f"input[name={name}]").set_input_files(picture)
    expect(page.locator(f"#row-{name} .cf-tag")).to_contain_text("已上传", timeout=30_000)
    page.unroute("**/parts?start=*")
    assert broken == 2
    journey.faults = [fault for fault in journey.faults if "ERR_CONNECTION_RESET" not in fault]


def _tall() -> bytes:
    """A photograph as phones take them: much taller than a portrait."""
    out = BytesIO()
    Image.linear_gradient("L").resize((720, 1560)).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def _frame_the_portrait(journey: Journey) -> None:
    """By finger (here the mouse) and by keyboard alone."""
    page = journey.page
    slider = page.locator("[name=y]")
    expect(page.locator("[data-portrait-frame]")).to_have_class(re.compile("is-live"))
    before = int(slider.input_value())
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert int(slider.input_value()) == before + 1
    frame = page.locator("[data-portrait-frame]")
    frame.hover(position={"x": 100, "y": 200})
    box = frame.bounding_box()
    assert box is not None
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 120, steps=4)
    page.mouse.up()
    assert int(slider.input_value()) > before + 10
    journey.look("第 4 步 裁剪证件照")
    journey.press("使用这张照片", exact=True)


def _change_it_elsewhere(journey: Journey) -> None:
    """The same step saved in a second window, as on another device."""
    other = journey.page.context.new_page()
    other.goto(journey.page.url)
    other.locator("[name=address]").fill("鹭州市演示区另一台设备路 9 号")
    other.get_by_role("button", name="保存并继续", exact=True).locator("visible=true").first.click()
    other.wait_for_url("**/check")
    other.close()


def _change_one_answer(journey: Journey) -> None:
    """A change link leads to the answer, and its button straight back."""
    page = journey.page
    page.locator("a[href$='/identity?page=contact#f-address']").click()
    journey.settle()
    _change_it_elsewhere(journey)
    page.locator("[name=address]").fill("鹭州市演示区新地址 8 号")
    journey.press("保存并继续", exact=True)
    expect(page.locator("#conflict")).to_be_visible()
    journey.look("第 1 步 另一台设备刚改过 两边对照")
    journey.press("保存并继续", exact=True)
    assert page.url.endswith("/check")
    expect(page.locator("main")).to_contain_text("新地址 8 号")


def _follow_the_case(journey: Journey) -> None:
    journey.press("查看办理进度")
    journey.look("办理进度")
    journey.go("/my")
    journey.look("我的首页 有一件办理")
    journey.go("/my/notices")
    journey.look("消息")


def _withdraw(journey: Journey) -> None:
    journey.go("/my")
    journey.page.locator("a[href^='/my/cases/']").first.click()
    journey.settle()
    journey.press("撤回申请", exact=True)
    journey.look("撤回 先确认")
    journey.press("确认撤回", exact=True)
    journey.look("已撤回")
