"""The review desk over real forms: the next applicant arrives by itself, nothing typed is lost, four eyes hold."""

import re

import pytest

from tests.web.office.desk import (
    HTMX,
    Desk,
    conclude,
    judge,
    judge_all,
    pass_by,
    take,
)
from tests.web.visitor import values_on


def test_the_next_applicant_is_already_there(desk: Desk) -> None:
    numbers = desk.submit("甲一", "乙二")
    visitor = desk.first()
    inbox = visitor.get("/review").text
    assert "甲一" in inbox
    assert "乙二" in inbox
    assert take(visitor) == numbers[0]
    judge_all(visitor, numbers[0])
    assert conclude(visitor, numbers[0]) == f"/review/{numbers[1]}?done={numbers[0]}"
    there = visitor.get(f"/review/{numbers[1]}?done={numbers[0]}").text
    assert "乙二" in there
    assert "由您处理" in there
    assert f'action="/review/{numbers[0]}/take-back"' in there
    judge_all(visitor, numbers[1])
    assert conclude(visitor, numbers[1]) == "/review/done"
    assert "没有待审的申请" in visitor.get("/review").text


def test_htmx_gets_the_next_desk_and_its_address(desk: Desk) -> None:
    first, second = desk.submit("甲一", "乙二")
    visitor = desk.first()
    take(visitor)
    judge_all(visitor, first)
    form = values_on(visitor.get(f"/review/{first}?m=conclusion").text)
    answer = visitor.post(f"/review/{first}/conclusion", form, **HTMX)
    assert answer.status_code == 200
    assert answer.headers["hx-push-url"] == f"/review/{second}?m=1&done={first}"
    assert "<html" not in answer.text
    assert "乙二" in answer.text


def test_a_return_shows_the_whole_notice_before_it_is_sent(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    judge_all(visitor, no, {"verdict": "return", "reason": "I02", "text": "右下角缺失，请重拍"})
    preview = visitor.get(f"/review/{no}/notice").text
    assert "右下角缺失，请重拍" in preview
    assert "四角不全或有遮挡" in preview
    refused = visitor.post(f"/review/{no}/conclusion", values_on(preview))
    assert refused.status_code == 422
    assert "请先核对告知书" in refused.text
    sent = visitor.post(f"/review/{no}/conclusion", values_on(refused.text) | {"ok": "yes"})
    assert sent.headers["location"] == "/review/done"
    assert "退回补正" in visitor.get("/review/done").text


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"verdict": ""}, "请选择通过或退回"),
        ({"verdict": "return", "text": "请重拍"}, "请选择退回原因"),
        ({"verdict": "return", "reason": "I02", "text": ""}, "请填写告知申请人的说明"),
        ({"verdict": "return", "reason": "W01", "text": "请重拍"}, "退回原因"),
    ],
)
def test_an_incomplete_verdict_keeps_what_was_typed(desk: Desk, answer: dict[str, str], sentence: str) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    page = visitor.get(f"/review/{no}")
    action = re.search(r'action="(/review/[^"]+/material/[^"]+)"', page.text)
    assert action
    refused = visitor.post(action[1], values_on(page.text) | answer)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "<title>错误：" in refused.text
    assert values_on(refused.text)["text"] == answer.get("text", "")


def test_a_pass_with_a_faulted_material_is_refused(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    judge_all(visitor, no, {"verdict": "return", "reason": "I02", "text": "请重拍"})
    form = values_on(visitor.get(f"/review/{no}?m=conclusion").text)
    assert form["conclusion"] == "return"
    refused = visitor.post(f"/review/{no}/conclusion", form | {"conclusion": "pass"})
    assert refused.status_code == 422
    assert "有 1 份材料已判为退回，不能通过" in refused.text


def test_an_expired_lease_keeps_the_reasons_and_can_be_taken_again(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    page = visitor.get(f"/review/{no}")
    action = re.search(r'action="(/review/[^"]+/material/[^"]+)"', page.text)
    assert action
    typed = values_on(page.text) | {"verdict": "return", "reason": "I02", "text": "右下角缺失"}
    pass_by(minutes=21)
    refused = visitor.post(action[1], typed)
    assert refused.status_code == 409
    assert "占用已经到期" in refused.text
    kept = values_on(refused.text)
    assert (kept["verdict"], kept["reason"], kept["text"]) == ("return", "I02", "右下角缺失")
    assert visitor.post(action[1], kept).status_code == 303


def test_an_expired_lease_keeps_the_reasons_of_the_conclusion_too(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    judge_all(visitor, no)
    form = values_on(visitor.get(f"/review/{no}?m=conclusion").text)
    typed = form | {"conclusion": "reject", "text": "年限不足，补正也不能改变"}
    pass_by(minutes=21)
    refused = visitor.post(f"/review/{no}/conclusion", typed)
    assert refused.status_code == 409
    assert "占用已经到期" in refused.text
    kept = values_on(refused.text)
    assert (kept["conclusion"], kept["text"]) == ("reject", "年限不足，补正也不能改变")
    assert visitor.post(f"/review/{no}/conclusion", kept).headers["location"] == "/review/done"


def test_a_case_that_a_colleague_took_or_did_is_told_kindly(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor, other = desk.first(), desk.first("吴初审")
    take(visitor)
    page = visitor.get(f"/review/{no}")
    action = re.search(r'action="(/review/[^"]+/material/[^"]+)"', page.text)
    assert action
    typed = values_on(page.text) | {"verdict": "return", "reason": "I02", "text": "右下角缺失"}
    entry = re.search(r'name="entry" value="([^"]+)"', other.get("/review").text)
    assert entry is None
    pass_by(minutes=21)
    assert take(other) == no
    refused = visitor.post(action[1], typed | {"again": "yes"})
    assert refused.status_code == 409
    assert "正由另一位同事处理" in refused.text
    assert "右下角缺失" in refused.text
    judge(other, no)
    assert visitor.post(action[1], typed).status_code == 409


def test_release_and_skip(desk: Desk) -> None:
    first, second = desk.submit("甲一", "乙二")
    visitor = desk.first()
    assert take(visitor) == first
    assert visitor.post(f"/review/{first}/release").headers["location"] == "/review"
    assert "未由您占用" in visitor.get(f"/review/{first}").text
    refused = visitor.post(f"/review/{first}/skip", {"reason": " "})
    assert refused.status_code == 422
    assert visitor.post(f"/review/{first}/skip", {"reason": "相识"}).headers["location"] == f"/review/{second}"


def test_a_conclusion_is_taken_back_within_the_delay(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    judge_all(visitor, no)
    conclude(visitor, no)
    assert "收回" in visitor.get("/review/done").text
    assert visitor.post(f"/review/{no}/take-back").headers["location"] == f"/review/{no}"
    again = visitor.get(f"/review/{no}").text
    assert "由您处理" in again
    assert "初审第 1 轮" in again
    judge_all(visitor, no)
    conclude(visitor, no)
    pass_by(minutes=3)
    assert visitor.post(f"/review/{no}/take-back").status_code == 409
