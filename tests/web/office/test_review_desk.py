"""What lies on the reviewer's desk: faces, earlier files and words, phrases, consents, the one notice, talk."""

import re
from datetime import timedelta

from sqlalchemy import func, select

from engine.platform.audit.models import AuditRow
from engine.platform.database import work
from engine.platform.notices import notices_of
from processes.review import queries
from processes.review.models import MaterialVerdict, ReviewPhrase
from tests.engine.platform.samples import pdf
from tests.web.office.desk import Desk, conclude, judge, judge_all, recorded, row_of, take
from tests.web.visitor import Visitor, values_on

FAULT = {"verdict": "return", "reason": "I02", "text": "右下角缺失，请重拍"}


def action_on(page: str) -> str:
    found = re.search(r'action="(/review/[^"]+/material/[0-9a-f-]+)"', page)
    assert found, page
    return found[1]


def return_and_correct(desk: Desk, visitor: Visitor, no: str, data: bytes = b"") -> None:
    """The first material goes back, the applicant hands in another file, the reviewer takes the case again."""
    judge_all(visitor, no, FAULT)
    send(visitor, no)
    with desk.office() as office:
        row = row_of(office.session, no)
        office.wait(row, timedelta(minutes=3))
        office.correct(row, data=data)
    take(visitor)


def send(visitor: Visitor, no: str, **typed: str) -> str:
    """Return with the notice seen and confirmed; the address that follows."""
    preview = visitor.get(f"/review/{no}/notice").text
    if typed:
        preview = visitor.post(f"/review/{no}/notice", values_on(preview) | typed).text
    done = visitor.post(f"/review/{no}/conclusion", values_on(preview) | {"ok": "yes"})
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def test_portrait_and_document_lie_beside_every_material(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    page = visitor.get(f"/review/{no}?m=4").text
    small = re.findall(r'src="(/files/[0-9a-f-]+/small)"', page)
    assert len(small) == 2
    answer = visitor.get(small[0])
    assert answer.headers["content-type"] == "image/jpeg"
    assert len(answer.content) < 60_000
    assert answer.headers["cache-control"] == "no-store"
    assert desk.visitor("编制", "authority:planner").get(small[0]).status_code == 403
    stranger = desk.visitor("别家", "institution:00000000-0000-7000-8000-00000000abcd:first_review")
    assert stranger.get(small[0]).status_code == 404


def test_the_file_is_named_by_its_hash(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    page = visitor.get(f"/review/{no}").text
    seen = values_on(page)["sha256"]
    assert f"校验 {seen[:8]}…{seen[-4:]}" in page
    changed = visitor.post(action_on(page), values_on(page) | {"verdict": "pass", "sha256": "0" * 64})
    assert changed.status_code == 409
    assert "在您查看之后换过文件" in changed.text
    judge(visitor, no)
    with work(desk.tenant) as session:
        assert session.scalars(select(MaterialVerdict.sha256)).one() == seen


def test_the_earlier_file_and_its_verdict_lie_beside_the_new_one(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    return_and_correct(desk, visitor, no)
    page = visitor.get(f"/review/{no}").text
    assert "第 2 轮" in page
    assert len(re.findall(r'<img src="/files/[0-9a-f-]+" alt="[^"]*" data-zoomable>', page)) == 2
    assert "上一版的判定" in page
    assert "初审第 1 轮" in page
    assert "I02 右下角缺失，请重拍" in page
    assert "周初审" in page


def test_a_pdf_is_looked_at_page_by_page(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    return_and_correct(desk, visitor, no, pdf(3))
    page = visitor.get(f"/review/{no}").text
    assert "第 1 / 3 页" in page
    small = re.findall(r'src="(/files/[0-9a-f-]+/small)" alt="对照：([^"]+)"', page)
    assert [said for _, said in small] == ["身份证人像面", "免冠证件照"], "a document that is a PDF lies beside too"
    assert visitor.get(small[0][0]).headers["content-type"] == "image/jpeg"
    first = re.search(r'<img src="(/files/[0-9a-f-]+/pages/)1" alt="[^"]* 第 1 页" data-zoomable>', page)
    assert first
    answer = visitor.get(f"{first[1]}3")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, no-cache"
    again = visitor.get(f"{first[1]}3", **{"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for missing in ("0", "4", "-1", "9" * 30):
        assert visitor.get(first[1] + missing).status_code in (404, 422)
    picture = re.search(r'src="(/files/[0-9a-f-]+)"', visitor.get(f"/review/{no}?m=2").text)
    assert picture
    assert visitor.get(f"{picture[1]}/pages/1").status_code == 404
    stranger = desk.visitor("别家", "institution:00000000-0000-7000-8000-00000000abcd:first_review")
    assert stranger.get(f"{first[1]}3", **{"If-None-Match": answer.headers["etag"]}).status_code == 404
    assert desk.visitor("编制", "authority:planner").get(f"{first[1]}3").status_code == 403


def test_only_what_changed_comes_back(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    return_and_correct(desk, visitor, no)
    page = visitor.get(f"/review/{no}").text
    assert "还有 1 份未判" in page
    assert judge(visitor, no).endswith("m=conclusion")
    assert conclude(visitor, no) == "/review/done"


def test_what_passed_before_is_faulted_again_only_after_a_supervisor_agreed(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    return_and_correct(desk, visitor, no)
    page = visitor.get(f"/review/{no}?m=2").text
    assert "再次退回须先由督导员写明理由同意" in page
    fault = values_on(page) | FAULT
    refused = visitor.post(action_on(page), fault | {"supervisor_reason": "我自己写一个理由"})
    assert refused.status_code == 422
    assert "右下角缺失，请重拍" in refused.text
    # passing it again first is no way round
    assert visitor.post(action_on(page), values_on(page) | {"verdict": "pass"}).status_code == 303
    assert visitor.post(action_on(page), fault).status_code == 422

    supervisor = desk.visitor("冯督导", "authority:supervisor")
    asked = visitor.post(f"{action_on(page)}/ask", fault)
    assert "已请督导员决定" in asked.text
    assert values_on(asked.text)["text"] == FAULT["text"]
    assert supervisor.person
    with work(desk.tenant) as session:
        (told,) = [one for one in notices_of(session, supervisor.person.person_id) if "再次退回" in one.title]
    assert told.link
    assert visitor.get(told.link).status_code == 403
    form = values_on(supervisor.get(told.link).text)
    short = supervisor.post(told.link, form | {"reason": "可以"})
    assert short.status_code == 422
    assert supervisor.post(told.link, form | {"reason": "原件复核时发现四角缺失"}).status_code == 303
    assert "冯督导已同意再次退回" in visitor.get(f"/review/{no}?m=2").text
    assert visitor.post(action_on(page), fault).status_code == 303
    with work(desk.tenant) as session:
        row = row_of(session, no)
        assert "原件复核时发现四角缺失" in {
            one.supervisor_reason for one in queries.standing(session, row.id, "first").values()
        }


def test_who_took_part_consents_to_nothing(desk: Desk) -> None:
    both = desk.visitor("双职", f"institution:{desk.institution_id}:first_review", "authority:supervisor")
    (no,) = desk.submit("甲一")
    take(both)
    return_and_correct(desk, both, no)
    link = action_on(both.get(f"/review/{no}?m=2").text) + "/consent"
    form = values_on(both.get(link).text) | {"reason": "原件复核时发现四角缺失"}
    refused = both.post(link, form)
    assert refused.status_code == 403
    assert "不能由您同意" in refused.text


def test_a_phrase_fills_reason_and_text(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    page = visitor.get(f"/review/{no}").text
    assert visitor.post(action_on(page), values_on(page) | FAULT | {"keep": "yes"}).status_code == 303
    with work(desk.tenant) as session:
        phrase = session.scalars(select(ReviewPhrase)).one()
        assert (phrase.kind, phrase.reason_code, phrase.text) == ("id_front", "I02", FAULT["text"])
    other = desk.submit("乙二")[0]
    visitor.post(f"/review/{no}/release")
    page = visitor.get(f"/review/{other}").text
    taken = visitor.post("/review/next", values_on(page))
    assert taken.status_code == 303
    page = visitor.get(f"/review/{other}").text
    assert 'data-shortcut="1"' in page
    assert "右下角缺失" not in visitor.get(f"/review/{other}?m=3").text, "a phrase of another kind of material"
    filled = visitor.post(action_on(page), values_on(page) | {"phrase": str(phrase.id), "text": "您好，"})
    kept = values_on(filled.text)
    assert (kept["reason"], kept["text"]) == ("I02", "您好，右下角缺失，请重拍")
    with work(desk.tenant) as session:
        assert session.scalar(select(func.count()).select_from(MaterialVerdict)) == 1


def test_phrases_are_managed_on_a_page_of_their_own(desk: Desk) -> None:
    group = f"institution:{desk.institution_id}:first_review"
    visitor, colleague = desk.first(), desk.first("吴初审")
    stranger = desk.visitor("别家", "institution:00000000-0000-7000-8000-00000000abcd:first_review")
    assert "还没有常用语" in visitor.get("/review/phrases").text
    own = {"about": "id_front I02", "text": "请重拍人像面", "group": ""}
    shared = {"about": "", "text": "请平放拍摄 <b>四角</b>", "group": group}
    for phrase in (own, shared):
        assert visitor.post("/review/phrases", phrase).status_code == 303
    page = colleague.get("/review/phrases").text
    assert "请平放拍摄 &lt;b&gt;四角&lt;/b&gt;" in page
    assert "请重拍人像面" not in page
    assert "请平放拍摄" not in stranger.get("/review/phrases").text
    for wrong, sentence in (
        ({"text": ""}, "请输入常用语"),
        ({"text": "字" * 201}, "常用语应不超过 200 字"),
        ({"about": "nothing"}, "请选择列出的材料"),
        ({"about": "id_front W01"}, "退回原因应是所选材料的原因"),
        ({"group": "authority:approver"}, "请选择您所在的岗位"),
    ):
        refused = visitor.post("/review/phrases", own | wrong)
        assert refused.status_code == 422
        assert sentence in refused.text
    drop = re.search(r'action="(/review/phrases/[0-9a-f-]+/drop)"', page)
    assert drop
    assert stranger.post(drop[1]).status_code == 404
    assert colleague.post(drop[1]).status_code == 303
    assert "请平放拍摄" not in visitor.get("/review/phrases").text
    with work(desk.tenant) as session:
        actions = session.scalars(select(AuditRow.action).where(AuditRow.action.like("review.phrase%"))).all()
    assert sorted(actions) == ["review.phrase_dropped", "review.phrase_shared"]


def test_nothing_goes_out_that_was_not_shown(desk: Desk) -> None:
    """The conclusion leads to the preview; what is typed there, or changed meanwhile, is shown again first."""
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    judge_all(visitor, no, FAULT)
    form = values_on(visitor.get(f"/review/{no}?m=conclusion").text) | {"identity_fault": "民族与证件不符"}
    shown = visitor.post(f"/review/{no}/conclusion", form)
    assert shown.status_code == 200
    assert "以下 2 项需要补正" in shown.text
    assert "民族与证件不符" in shown.text
    seen = values_on(shown.text) | {"ok": "yes"}
    changed = visitor.post(f"/review/{no}/conclusion", seen | {"history_fault": "起止年月缺失"})
    assert changed.status_code == 422
    assert "告知内容有变化，请再核对一遍" in changed.text
    assert "以下 3 项需要补正" in changed.text
    again = values_on(visitor.get(f"/review/{no}?m=2").text) | FAULT
    assert visitor.post(action_on(visitor.get(f"/review/{no}?m=2").text), again).status_code == 303
    assert visitor.post(f"/review/{no}/conclusion", seen).status_code == 422
    final = visitor.post(f"/review/{no}/notice", seen).text
    assert visitor.post(f"/review/{no}/conclusion", values_on(final) | {"ok": "yes"}).status_code == 303
    with desk.office() as office:
        office.wait(row_of(office.session, no), timedelta(minutes=3))
    with work(desk.tenant) as session:
        (notice,) = queries.notices(session, row_of(session, no).id)
        assert [item["title"] for item in notice.items] == ["身份证人像面", "身份证国徽面", "身份信息"]


def test_others_see_who_holds_it_and_when_he_was_last_at_work(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor, other = desk.first(), desk.first("吴初审")
    take(visitor)
    page = other.get(f"/review/{no}").text
    assert re.search(r"周初审正在处理 · \d\d:\d\d 还在操作，占用至 \d\d:\d\d", page)
    assert "/review/next" not in page
    assert 'id="pass"' not in page


def test_the_desk_needs_few_statements_whatever_lies_on_it(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    return_and_correct(desk, visitor, no)
    visitor.post(f"/review/{no}/comments", {"comment": "一句话"})
    visitor.post("/review/phrases", {"about": "", "text": "请重拍", "group": ""})
    for place in ("1", "2", "conclusion"):
        with recorded() as statements:
            assert visitor.get(f"/review/{no}?m={place}").status_code == 200
        assert len(statements) <= 12, "\n".join(statements)
    judge_all(visitor, no, FAULT)
    for url in (f"/review/{no}?m=conclusion", f"/review/{no}/notice"):
        with recorded() as statements:
            assert visitor.get(url).status_code == 200
        assert len(statements) <= 12, "\n".join(statements)
