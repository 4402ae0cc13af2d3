"""Saved as you go, on two devices at once: nothing is lost, nothing is overwritten unseen, the last page is honest."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from engine.platform.database import work
from processes.apply.declared import answers_of, draft_of
from processes.apply.models import Status
from processes.plans.models import Plan
from tests.processes.apply import builders
from tests.web.candidate.applicant import CONTACT, Applicant, applicant, facts, history, identity
from tests.web.visitor import values_on


@pytest.fixture
def phone(app: FastAPI, tenant: UUID) -> Applicant:
    return applicant(app, tenant)


@pytest.fixture
def tablet(app: FastAPI, tenant: UUID, phone: Applicant) -> Applicant:
    """The same person at a second device, signed in there."""
    return applicant(app, tenant)


def page_of(device: Applicant, step: str) -> dict[str, str]:
    return values_on(device.get(f"{device.path}/{step}").text)


def test_what_is_typed_is_kept_without_a_button(phone: Applicant, plan: Plan) -> None:
    phone.start(plan)
    page = page_of(phone, "identity")
    answer = phone.post(f"{phone.path}/identity/keep", page | {"name": "林"})
    assert (answer.status_code, "草稿已自动保存" in answer.text) == (200, True)
    assert "<html" not in answer.text
    assert page_of(phone, "identity")["name"] == "林"


def test_the_pages_of_a_step_leave_each_other_alone(phone: Applicant, tablet: Applicant, plan: Plan) -> None:
    phone.start(plan)
    tablet.path = phone.path
    assert phone.get(f"{phone.path}/{CONTACT}").headers["location"] == f"{phone.path}/identity"
    first = page_of(phone, "identity")
    on = phone.post(f"{phone.path}/identity", first | identity()).headers["location"]
    assert on == f"{phone.path}/{CONTACT}"
    assert tablet.start(plan).headers["location"] == on  # resumed on the page where one stopped
    second, elsewhere = page_of(phone, CONTACT), page_of(tablet, "identity")
    phone.post(f"{phone.path}/identity/keep?page=contact", second | {"address": "听潮路 9 号"})
    tablet.post(f"{tablet.path}/identity/keep", elsewhere | {"name": "林改"})
    assert page_of(phone, "identity")["name"] == "林改"
    assert page_of(phone, CONTACT)["address"] == "听潮路 9 号"
    text = phone.get(f"{phone.path}/{CONTACT}").text
    assert "本步第 2 页，共 2 页" in text
    assert "上一页" in text
    done = phone.post(f"{phone.path}/{CONTACT}", page_of(phone, CONTACT) | identity(address="听潮路 9 号"))
    assert done.headers["location"].endswith("/rule")


def test_a_fault_of_another_page_is_told_there(phone: Applicant, plan: Plan) -> None:
    phone.start(plan)
    phone.post(f"{phone.path}/identity", identity())
    phone.post(f"{phone.path}/identity/keep", page_of(phone, "identity") | {"name": ""})
    answer = phone.post(f"{phone.path}/{CONTACT}", identity())
    assert (answer.status_code, "请输入姓名" in answer.text) == (422, True)
    assert f'action="{phone.path}/identity"' in answer.text
    assert page_of(phone, "identity")["name"] == ""
    assert phone.step("identity", identity()).headers["location"].endswith("/rule")


def test_one_page_saves_again_and_again(phone: Applicant, plan: Plan) -> None:
    """Also where the answer to the first save never arrived: it is the same page."""
    phone.start(plan)
    page = page_of(phone, "identity")
    for name in ("林", "林演", "林演示"):
        assert phone.post(f"{phone.path}/identity/keep", page | {"name": name}).status_code == 200
    assert phone.step("identity", page | identity()).headers["location"].endswith("/rule")


def test_a_late_save_of_the_same_page_changes_nothing(phone: Applicant, plan: Plan) -> None:
    phone.start(plan)
    page = page_of(phone, "identity")
    seen = page["_seen"]
    phone.post(f"{phone.path}/identity/keep", page | {"_seen": f"{seen}.2", "name": "新写的"})
    phone.post(f"{phone.path}/identity/keep", page | {"_seen": f"{seen}.1", "name": "早写的"})
    assert page_of(phone, "identity")["name"] == "新写的"


def test_the_second_device_stops_at_the_same_place(
    phone: Applicant, tablet: Applicant, plan: Plan, tenant: UUID
) -> None:
    phone.walk(tenant, plan, until="rule")
    phone.step("rule", facts(tenant, plan))
    assert tablet.start(plan).headers["location"].endswith("/rule?choose=1")
    home = tablet.get("/my").text
    assert f"{phone.path}/rule?choose=1" in home
    assert "还剩 3 步" in home
    assert "还剩 3 步" in tablet.get(f"{phone.path}/rule?choose=1").text


def test_an_older_page_overwrites_nothing_and_loses_nothing(phone: Applicant, tablet: Applicant, plan: Plan) -> None:
    phone.start(plan)
    tablet.path = phone.path
    phone.post(f"{phone.path}/identity", identity())
    mine, other = page_of(phone, CONTACT), page_of(tablet, CONTACT)
    assert tablet.step(CONTACT, other | identity(address="平板上写的地址 1 号", later="1")).status_code == 303
    answer = phone.step(CONTACT, mine | identity(address="手机上写的地址 2 号"))
    assert answer.status_code == 409
    assert "这一步刚在另一台设备上改过" in answer.text
    assert "已保存：平板上写的地址 1 号" in answer.text
    assert "手机上写的地址 2 号" in values_on(answer.text)["address"]
    assert page_of(tablet, CONTACT)["address"] == "平板上写的地址 1 号"
    chosen = values_on(answer.text) | identity(address="手机上写的地址 2 号")
    assert phone.step(CONTACT, chosen).headers["location"].endswith("/rule")


def test_an_older_page_does_not_save_in_the_background(phone: Applicant, tablet: Applicant, plan: Plan) -> None:
    phone.start(plan)
    tablet.path = phone.path
    mine, other = page_of(phone, "identity"), page_of(tablet, "identity")
    tablet.post(f"{tablet.path}/identity/keep", other | {"name": "平板"})
    answer = phone.post(f"{phone.path}/identity/keep", mine | {"name": "手机"})
    assert (answer.status_code, "另一台设备上改过" in answer.text) == (409, True)
    assert page_of(phone, "identity")["name"] == "平板"


def test_rows_added_on_an_older_page_are_shown_beside_the_newer_ones(
    phone: Applicant, tablet: Applicant, plan: Plan, tenant: UUID
) -> None:
    phone.walk(tenant, plan, until="history")
    tablet.path = phone.path
    mine, other = page_of(phone, "history"), page_of(tablet, "history")
    tablet.step("history", other | history() | {"later": "1"})
    typed = mine | {"studies.0.school": "手机上写的中学", "_add": "works"}
    answer = phone.step("history", typed)
    assert answer.status_code == 409
    assert "学习经历 1 · 学校名称" in answer.text or "已保存：演示中学" in answer.text
    assert values_on(answer.text)["studies.0.school"] == "手机上写的中学"
    assert page_of(tablet, "history")["studies.0.school"] == "演示中学"


def test_facts_changed_elsewhere_make_the_choice_be_made_anew(
    phone: Applicant, tablet: Applicant, plan: Plan, tenant: UUID
) -> None:
    phone.walk(tenant, plan, until="rule")
    tablet.path = phone.path
    phone.step("rule", facts(tenant, plan))
    choosing = values_on(phone.get(f"{phone.path}/rule?choose=1").text)
    tablet.step("rule", page_of(tablet, "rule") | facts(tenant, plan, work_years=12))
    answer = phone.step("rule", choosing | {"choose": "1", "rule_id": "R31"})
    assert (answer.status_code, "请重新选择" in answer.text) == (409, True)
    again = values_on(answer.text) | {"choose": "1", "rule_id": "R31"}
    assert phone.step("rule", again).headers["location"].endswith("/history")
    assert answers_of(phone.application(tenant), "rule")["work_years"] == 12


def test_a_step_taken_back_elsewhere_keeps_what_was_typed(
    phone: Applicant, tablet: Applicant, plan: Plan, tenant: UUID
) -> None:
    """The tablet goes back and breaks the rule; the phone still shows a later step."""
    phone.walk(tenant, plan, until="history")
    tablet.path = phone.path
    mine = page_of(phone, "history")
    tablet.step("rule", facts(tenant, plan))
    with work(tenant) as session:
        row = session.merge(phone.application(tenant))
        row.finished = ["identity"]
    answer = phone.step("history", mine | history())
    assert (answer.status_code, "您在这一页填写的内容已经保存" in answer.text) == (409, True)
    assert draft_of(phone.application(tenant), "history")["works"][0]["employer"] == "演示化工有限公司"


def test_the_last_page_hands_in_only_what_it_showed(
    phone: Applicant, tablet: Applicant, plan: Plan, tenant: UUID
) -> None:
    phone.walk(tenant, plan, until="check")
    tablet.path = phone.path
    shown = page_of(phone, "check")
    tablet.step(CONTACT, identity(address="平板上改的地址 3 号"))
    answer = phone.step("check", shown | {"pledge": "true"})
    assert (answer.status_code, "内容刚在另一台设备上改过" in answer.text) == (409, True)
    assert "平板上改的地址 3 号" in answer.text
    assert phone.application(tenant).status == Status.DRAFT
    again = values_on(answer.text) | {"pledge": "true"}
    assert phone.step("check", again).headers["location"].endswith("/submitted")


def test_a_change_begun_and_not_finished_is_told_before_handing_in(phone: Applicant, plan: Plan, tenant: UUID) -> None:
    phone.walk(tenant, plan, until="check")
    page = page_of(phone, CONTACT)
    phone.post(f"{phone.path}/identity/keep?page=contact", page | identity(address="改到一半"))
    check = phone.get(f"{phone.path}/check").text
    assert "您在“身份信息”里开始过修改，还没有完成" in check
    assert f'href="{phone.path}/{CONTACT}"' in check
    answer = phone.step("check", {"pledge": "true"})
    assert (answer.status_code, "请先完成或放弃" in answer.text) == (422, True)
    phone.step("check", {"drop": "identity"})
    assert "开始过修改" not in phone.get(f"{phone.path}/check").text
    assert phone.step("check", {"pledge": "true"}).headers["location"].endswith("/submitted")
    assert answers_of(phone.application(tenant), "identity")["address"] == identity()["address"]


def test_looking_again_at_a_finished_step_is_no_change(phone: Applicant, plan: Plan, tenant: UUID) -> None:
    phone.walk(tenant, plan, until="check")
    phone.post(f"{phone.path}/identity/keep?page=contact", page_of(phone, CONTACT) | identity())
    for step, answers in (("identity", identity()), ("history", history()), ("rule", facts(tenant, plan))):
        phone.post(f"{phone.path}/{step}/keep", page_of(phone, step) | answers)
    assert "开始过修改" not in phone.get(f"{phone.path}/check").text


def test_change_links_lead_to_the_answer_and_back(phone: Applicant, plan: Plan, tenant: UUID) -> None:
    phone.walk(tenant, plan, until="check")
    check = phone.get(f"{phone.path}/check").text
    links = (
        "identity#f-name",
        "identity?page=contact#f-address",
        "rule#f-point_id",
        "rule?choose=1",
        "history#f-works-0-employer",
        "materials#f-portrait",
    )
    for link in links:
        assert f"{phone.path}/{link}" in check
    step = phone.get(f"{phone.path}/history").text
    assert "返回核对" in step
    assert "还剩 1 步" in step
    assert phone.step("history", history()).headers["location"].endswith("/check")
    phone.step("rule", facts(tenant, plan, work_years=10))
    assert phone.step("rule", {"choose": "1", "rule_id": "R31"}).headers["location"].endswith("/check")


def test_months_are_added_up_and_overlaps_explained(phone: Applicant, plan: Plan, tenant: UUID) -> None:
    phone.walk(tenant, plan, until="history")
    job = builders.history()["works"][0]
    works = [
        {**job, "start": "2014-01", "end": "2019-12"},
        {**job, "employer": "第二家公司", "start": "2019-08", "end": "2021-12", "overlap_note": "兼职"},
        {**job, "employer": "第三家公司", "start": "2022-01", "end": "2022-06", "related": False},
        {**job, "employer": "第四家公司", "start": "2023-"},
    ]
    answer = phone.step("history", history(works=works) | {"_sum": "1"})
    assert answer.headers["location"].endswith("/history#kept")
    page = phone.get(f"{phone.path}/history").text
    assert "合计 8 年，须满 10 年" in page
    assert "合计 8 年，上一步填写 11 年" in page
    assert "还差 2 年" in page
    assert "“演示化工有限公司”与“第二家公司”在 2019年8月—2019年12月 重叠 5 个月，合计时只计一次" in page
    assert "第 4 段工作经历的年月没有填完整" in page
    assert "有 1 段没有勾选“从事本职业或相关职业”" in page
    kept = values_on(page)
    assert (kept["works.3.start.year"], kept["works.3.start.month"]) == ("2023", "")


def test_rows_are_added_and_removed_without_script(phone: Applicant, plan: Plan, tenant: UUID) -> None:
    phone.walk(tenant, plan, until="history")
    answer = phone.step("history", history() | {"_add": "works"})
    assert answer.headers["location"].endswith("/history#f-works-1-employer")
    kept = values_on(phone.get(f"{phone.path}/history").text)
    assert kept["works.0.employer"] == "演示化工有限公司"
    assert "works.1.employer" in kept
    phone.step("history", kept | {"_remove": "works.1"})
    assert "works.1.employer" not in values_on(phone.get(f"{phone.path}/history").text)


def test_a_removed_row_comes_back_where_it_was(phone: Applicant, plan: Plan, tenant: UUID) -> None:
    phone.walk(tenant, plan, until="history")
    job = builders.history()["works"][0]
    jobs = history(works=[{**job, "employer": "甲公司"}, {**job, "employer": "乙公司"}])
    removed = phone.step("history", jobs | {"_remove": "works.0"})
    assert removed.headers["location"].endswith("/history#removed")
    page = phone.get(f"{phone.path}/history").text
    assert "已移除“甲公司”" in page
    phone.post(f"{phone.path}/history/keep", values_on(page) | {"works.0.post": "班长"})
    phone.step("history", values_on(phone.get(f"{phone.path}/history").text) | {"_restore": "1"})
    page = phone.get(f"{phone.path}/history").text
    kept = values_on(page)
    assert (kept["works.0.employer"], kept["works.1.employer"], kept["works.1.post"]) == ("甲公司", "乙公司", "班长")
    assert "已移除" not in page


def test_a_fault_is_told_at_its_own_row_though_rows_before_are_blank(
    phone: Applicant, plan: Plan, tenant: UUID
) -> None:
    phone.walk(tenant, plan, until="history")
    job = builders.history()["works"][0]
    blank = dict.fromkeys(job, "")
    answer = phone.step("history", history(works=[blank, {**job, "start": "2005-01"}]))
    assert answer.status_code == 422
    assert 'id="f-works-0-start-year-error"' in answer.text
    assert values_on(answer.text)["works.0.employer"] == job["employer"]


def test_another_person_keeps_and_drops_nothing(app: FastAPI, phone: Applicant, plan: Plan, tenant: UUID) -> None:
    phone.walk(tenant, plan, until="check")
    stranger = applicant(app, tenant, "19900000309")
    assert stranger.post(f"{phone.path}/identity/keep", identity()).status_code == 403
    assert stranger.post(f"{phone.path}/check", {"drop": "identity"}).status_code == 403
    phone.step("check", {"pledge": "true"})
    assert phone.post(f"{phone.path}/identity/keep", identity()).status_code == 409
