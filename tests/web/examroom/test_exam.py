"""A candidate's exam over plain forms, and what refuses him."""

import re
from datetime import timedelta

import pytest

from engine.platform.database import work
from processes.arrange.models import ExamSession
from processes.plans.models import Plan
from tests.web.examroom.machines import Place, device_of, pass_by, send


def test_a_whole_exam_without_a_script(place: Place) -> None:
    machine = place.begin()
    page = machine.get(f"/exam/{place.sittings[0]}/q/1")
    assert "第 1 题，共 12 题" in page.text
    device = device_of(page.text)
    for question in device["questions"]:
        letter = question["choices"][0]["letter"]
        done = machine.post(f"/exam/{place.sittings[0]}/q/{question['number']}", {"answer": letter, "go": "next"})
        assert done.status_code == 303
    assert done.headers["location"].endswith("/check")
    assert "已答 <strong>12</strong>" in machine.get(done.headers["location"]).text
    early = machine.post(f"/exam/{place.sittings[0]}/hand-in", {"confirm": "true"})
    assert early.status_code == 409
    assert "开考 30 分钟后才能交卷" in early.text
    pass_by(timedelta(minutes=31))
    unsure = machine.post(f"/exam/{place.sittings[0]}/hand-in", {})
    assert (unsure.status_code, "我确认交卷" in unsure.text) == (422, True)
    assert machine.post(f"/exam/{place.sittings[0]}/hand-in", {"confirm": "true"}).status_code == 303
    end = machine.get(f"/exam/{place.sittings[0]}/done").text
    assert str(place.sitting().receipt) in end
    assert "成绩将在阅卷后公布" in end
    assert machine.get(f"/exam/{place.sittings[0]}/q/1").headers["location"] == f"/exam/{place.sittings[0]}"
    assert len(place.answers()) == 12


def test_answers_are_kept_in_the_papers_own_letters_whatever_the_order(place: Place) -> None:
    orders = []
    for at in (0, 1):
        device = device_of(place.begin(at).get(f"/exam/{place.sittings[at]}/q/1").text)
        orders.append([question["place"] for question in device["questions"]])
        for question in device["questions"]:
            if question["kind"] != "judge":
                said = {choice["letter"]: choice["text"][-1] for choice in question["choices"]}
                assert said == dict(zip("ABCD", "甲乙丙丁", strict=True))
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(1, 13))


def test_a_wrong_ticket_and_a_wrong_number_are_answered_alike(place: Place) -> None:
    machine = place.machine()
    known = place.ticket()
    wrong = machine.post("/exam", known | {"id_tail": "000000"})
    unknown = machine.post("/exam", known | {"ticket": "9999999999"})
    assert wrong.status_code == unknown.status_code == 422
    assert "准考证号或身份证号后六位不对" in wrong.text
    assert "准考证号或身份证号后六位不对" in unknown.text
    assert 'value="9999999999"' in unknown.text
    empty = machine.post("/exam", {"ticket": "", "id_tail": ""})
    assert (empty.status_code, "请输入准考证号" in empty.text) == (422, True)
    for _ in range(10):
        last = machine.post("/exam", known | {"id_tail": "000000"})
    assert last.status_code == 429


def test_nobody_starts_before_he_is_let_in_or_before_the_time(place: Place) -> None:
    machine = place.enter()
    assert machine.get(f"/exam/{place.sittings[0]}/q/1").status_code == 303
    refused = machine.post(f"/exam/{place.sittings[0]}/start", {"script": "true"})
    assert (refused.status_code, "还没有核对身份" in refused.text) == (409, True)
    place.act(place.invigilator(), "admit")
    refused = machine.post(f"/exam/{place.sittings[0]}/start", {"script": "true"})
    assert (refused.status_code, "还没到开考时间" in refused.text) == (409, True)
    assert "开考前 5 分钟打开" in machine.get(f"/exam/{place.sittings[0]}").text
    place.to_start()
    assert machine.post(f"/exam/{place.sittings[0]}/start", {"script": "true"}).status_code == 303


def test_a_second_browser_is_refused_until_the_invigilator_lets_it_take_over(place: Place) -> None:
    first = place.begin()
    first.post(f"/exam/{place.sittings[0]}/q/1", {"answer": _letter(first, place), "go": "next"})
    second = place.machine()
    refused = second.post("/exam", place.ticket())
    assert (refused.status_code, "另一台机器" in refused.text) == (409, True)
    assert second.get(f"/exam/{place.sittings[0]}/q/1").headers["location"] == "/exam"
    assert send(second, place.sittings[0], client_ms=1).status_code == 409
    wall = place.invigilator()
    assert "申请换机" in wall.get(place.address).text
    assert place.act(wall, "move", code="x").status_code == 409
    assert place.act(wall, "move", code=code_on(refused.text)).status_code == 303
    third = place.machine()
    assert third.post("/exam", place.ticket()).status_code == 409  # approved is the device that asked, no other
    assert second.post("/exam", place.ticket()).status_code == 303
    assert second.get(f"/exam/{place.sittings[0]}/q/1").status_code == 200
    old = send(first, place.sittings[0], client_ms=1)
    assert (old.status_code, old.json()["code"]) == (409, "other_device")
    assert first.post(f"/exam/{place.sittings[0]}/q/2", {"answer": "A"}).status_code == 303
    assert len(place.answers()) == 1


def test_once_let_in_the_exam_starts_at_no_other_device(place: Place) -> None:
    wall = place.invigilator()
    inside = place.enter()
    assert place.act(wall, "admit").status_code == 303
    place.to_start()
    outside = place.machine()  # somebody who knows ticket number and six digits
    asked = outside.post("/exam", place.ticket())
    assert (asked.status_code, "由监考员核对换机码后批准" in asked.text) == (409, True)
    assert outside.post(f"/exam/{place.sittings[0]}/start", {"script": "true"}).status_code == 409
    seen = wall.get(f"{place.address}?s={place.sittings[0]}").text
    assert f"换机码 {code_on(asked.text)}" in seen
    assert inside.post("/exam", place.ticket()).headers["location"] == f"/exam/{place.sittings[0]}"
    assert inside.post(f"/exam/{place.sittings[0]}/start", {"script": "true"}).status_code == 303


def test_a_broken_machine_is_changed_before_the_start(place: Place) -> None:
    wall = place.invigilator()
    broken = place.enter()
    place.act(wall, "admit")
    other = place.machine()
    code = code_on(other.post("/exam", place.ticket()).text)
    assert 'value="move"' in wall.get(f"{place.address}?s={place.sittings[0]}").text
    assert place.act(wall, "move", code=code).status_code == 303
    assert other.post("/exam", place.ticket()).status_code == 303
    place.to_start()
    assert broken.post(f"/exam/{place.sittings[0]}/start", {"script": "true"}).status_code == 409
    assert other.post(f"/exam/{place.sittings[0]}/start", {"script": "true"}).status_code == 303


def code_on(page: str) -> str:
    """The code that the screen of a device shows which has asked."""
    return str(re.findall(r'aria-label="换机码">(\d{4})<', page)[0])


def test_the_same_browser_finds_its_way_back(place: Place) -> None:
    machine = place.begin()
    again = machine.post("/exam", place.ticket())
    assert (again.status_code, again.headers["location"]) == (303, f"/exam/{place.sittings[0]}")
    assert place.sitting().move_asked_at is None


def test_an_answer_that_is_no_option_is_refused_in_words(place: Place) -> None:
    machine = place.begin()
    refused = machine.post(f"/exam/{place.sittings[0]}/q/1", {"answer": "Z"})
    assert (refused.status_code, "没有这个选项" in refused.text) == (422, True)
    assert machine.get(f"/exam/{place.sittings[0]}/q/99").status_code == 404
    assert place.answers() == {}


def test_hostile_reports_are_refused_and_change_nothing(place: Place) -> None:
    machine = place.begin()
    for report in (
        {},
        {"client_ms": -1},
        {"client_ms": "1"},
        {"client_ms": 1, "idle_ms": 10**12},
        {"client_ms": 1, "lines": [{}]},
        {"client_ms": 1, "extra": 1},
        {"client_ms": 1, "aways": [{"number": 0, "ms": None}]},
        {"client_ms": 1, "flagged": [10**6]},
    ):
        answer = send(machine, place.sittings[0], **report)
        assert answer.status_code in (400, 404, 422), report
    raw = machine.send_raw(f"/exam/{place.sittings[0]}/journal", b"\xff{", "application/json")
    assert raw.status_code == 400
    skipping = send(machine, place.sittings[0], client_ms=1000, aways=[{"number": 99, "ms": 5}])
    assert skipping.json()["switches"] == 0
    line = {"sequence": 1, "place": 1, "answer": "A", "client_ms": 5, "previous": "0" * 64, "hash": "1" * 64}
    forged = send(machine, place.sittings[0], client_ms=1000, lines=[line | {"mac": "2" * 64}])
    assert (forged.status_code, forged.json()["code"]) == (403, "forged_line")
    assert place.answers() == {}
    assert "校验不符" in place.invigilator().get(f"{place.address}?s={place.sittings[0]}").text


def test_a_cookie_of_another_sitting_or_a_made_up_one_opens_nothing(place: Place) -> None:
    machine = place.begin()
    assert machine.get(f"/exam/{place.sittings[1]}/q/1").headers["location"] == "/exam"
    token = machine.cookies["certflow_exam"]
    made_up = place.machine()
    other = token[:-1] + ("1" if token.endswith("0") else "0")
    for changed in (re.sub(r"\.1\.", ".2.", token), other, "x", "..", f"{place.sittings[0]}.９.x"):
        made_up.cookies.set("certflow_exam", changed.encode("ascii", "ignore").decode())
        assert made_up.get(f"/exam/{place.sittings[0]}/q/1").headers["location"] == "/exam"
    assert made_up.get("/exam/00000000-0000-7000-8000-00000000ffff/q/1").status_code == 404


def test_time_hands_in_at_the_next_look(place: Place) -> None:
    machine = place.begin()
    send(machine, place.sittings[0], client_ms=0)
    pass_by(timedelta(minutes=93))
    assert machine.get(f"/exam/{place.sittings[0]}/q/1").status_code == 303
    assert place.sitting().handed_in_how == "time"


def _letter(machine: object, place: Place) -> str:
    page = machine.get(f"/exam/{place.sittings[0]}/q/1").text  # type: ignore[attr-defined]
    return str(device_of(page)["questions"][0]["choices"][0]["letter"])


def test_whoever_is_elsewhere_does_not_take_the_exam_of_the_one_who_was_let_in(place: Place) -> None:
    assert place.act(place.invigilator(), "admit").status_code == 303
    inside = place.enter()
    place.to_start()
    with pytest.raises(AssertionError):  # ticket and number are known to others; only the invigilator moves somebody
        place.enter()
    assert inside.post(f"/exam/{place.sittings[0]}/start", {"script": "true"}).status_code == 303


def test_without_a_script_nobody_begins_and_the_wall_says_why(place: Place) -> None:
    need_script(place)
    machine, wall = place.enter(), place.invigilator()
    place.act(wall, "admit")
    place.to_start()
    assert "<noscript>" in machine.get(f"/exam/{place.sittings[0]}").text
    refused = machine.post(f"/exam/{place.sittings[0]}/start", {"script": ""})
    assert (refused.status_code, "没有启用网页脚本，这场考试不能开始" in refused.text) == (409, True)
    assert place.sitting().started_at is None
    assert "没有启用网页脚本，离开界面和无操作发现不了" in wall.get(place.address).text
    assert machine.post(f"/exam/{place.sittings[0]}/start", {"script": "true"}).status_code == 303
    assert "没有启用网页脚本" not in wall.get(place.address).text


def test_a_script_that_is_switched_off_afterwards_is_seen_and_no_answer_is_lost(place: Place) -> None:
    need_script(place)
    machine = place.begin()
    pass_by(timedelta(seconds=20))
    machine.post(f"/exam/{place.sittings[0]}/q/1", {"answer": _letter(machine, place), "go": "next"})
    assert len(place.answers()) == 1
    wall = place.invigilator().get(place.address).text
    assert "没有启用网页脚本" in wall
    assert "终端掉线" in place.invigilator("秦监考").get(f"{place.address}?s={place.sittings[0]}").text
    assert send(machine, place.sittings[0], client_ms=20_000).status_code == 200
    assert "没有启用网页脚本，离开界面" not in place.invigilator("许监考").get(place.address).text


def test_a_plan_may_do_without_a_script(place: Place) -> None:
    need_script(place, wanted=False)
    machine = place.enter()
    place.act(place.invigilator(), "admit")
    place.to_start()
    assert machine.post(f"/exam/{place.sittings[0]}/start").status_code == 303
    pass_by(timedelta(seconds=20))
    machine.post(f"/exam/{place.sittings[0]}/q/1", {"answer": _letter(machine, place), "go": "next"})
    assert "没有启用网页脚本" not in place.invigilator("秦监考").get(place.address).text


def need_script(place: Place, *, wanted: bool = True) -> None:
    with work(place.tenant) as session:
        held = session.get_one(ExamSession, place.session_id)
        session.get_one(Plan, held.plan_id).needs_script = wanted
