"""Who may do and see what at the review desk, and what it costs."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from engine.platform.audit.models import AuditRow
from engine.platform.database import work
from processes.review import queries
from tests.web.office.desk import (
    HTMX,
    MOST_STATEMENTS,
    Desk,
    conclude,
    judge_all,
    pass_by,
    recorded,
    row_of,
    take,
)
from tests.web.visitor import Visitor, values_on
from web.ui.guards import COOKIE


def test_the_lease_is_renewed(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    renew = re.search(r'action="(/review/[^"]+/heartbeat\?fence=\d+)"', visitor.get(f"/review/{no}").text)
    assert renew
    pass_by(minutes=15)
    assert visitor.post(renew[1]).status_code == 303
    fragment = visitor.post(renew[1], None, **HTMX)
    assert re.search("剩 (20 分 00|19 分 5[0-9]) 秒", fragment.text)
    assert 'id="desk"' not in fragment.text
    pass_by(minutes=25)
    assert visitor.post(renew[1]).status_code == 409


def test_a_verdict_changed_in_several_windows_at_once_is_changed_in_each(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    judge_all(visitor, no)
    page = visitor.get(f"/review/{no}?m=1").text
    action = re.search(r'action="(/review/[^"]+/material/[^"]+)"', page)
    assert action
    answer = values_on(page) | {"verdict": "return", "reason": "I09", "text": "请重拍"}
    with ThreadPoolExecutor(4) as pool:
        windows = [Visitor(desk.app, visitor.cookies[COOKIE]) for _ in range(4)]
        done = [each.result() for each in [pool.submit(window.post, action[1], answer) for window in windows]]
    assert [each.status_code for each in done] == [303] * 4


def test_numbers_without_end_are_no_bug(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    assert visitor.get(f"/review/{no}?m={'1' * 5000}").status_code == 200
    assert visitor.post(f"/review/{no}/heartbeat?fence={2**63}").status_code == 404
    assert visitor.post(f"/review/{no}/conclusion", {"conclusion": "pass", "fence": "9" * 5000}).status_code == 422
    assert visitor.post(f"/review/{no}/skip", {"reason": "相\x00识"}).status_code == 303


def test_four_eyes_through_every_route(desk: Desk) -> None:
    """The first reviewer of a case never sees its approval, whatever other roles he has."""
    both = desk.visitor("双职", f"institution:{desk.institution_id}:first_review", "authority:approver")
    (no,) = desk.submit("甲一")
    take(both)
    judge_all(both, no)
    conclude(both, no)
    with desk.office() as office:
        office.wait(row_of(office.session, no), timedelta(minutes=3))
        entry = office.entry(row_of(office.session, no))
        materials = [item.item_key for item in office.items(row_of(office.session, no))]
    assert entry.group_name == "authority:approver"
    assert "没有待审的申请" in both.get("/review").text
    assert both.post("/review/next").headers["location"] == "/review"
    assert both.post("/review/next", {"entry": str(entry.id)}).status_code == 403
    assert "您已作过这份申请的初审，现在的“审批材料”须由另一人办理" in both.get(f"/review/{no}").text
    answer = {"verdict": "pass", "fence": "1", "again": "yes", "sha256": "0" * 64}
    assert both.post(f"/review/{no}/material/{materials[0]}", answer).status_code == 403
    assert both.post(f"/review/{no}/conclusion", {"conclusion": "pass", "again": "yes"}).status_code == 403
    with work(desk.tenant) as session:
        assert queries.standing(session, row_of(session, no).id, "authority") == {}


def test_a_stranger_sees_neither_case_nor_files(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    stranger = desk.visitor("别家", "institution:00000000-0000-7000-8000-00000000abcd:first_review")
    planner = desk.visitor("编制", "authority:planner")
    file = re.search(r'src="(/files/[^"]+)"', desk.first().get(f"/review/{no}").text)
    assert file
    assert desk.first("吴初审").get(file[1]).headers["content-type"] == "image/jpeg"
    for url in (f"/review/{no}", f"/review/{no}/notice", file[1]):
        assert stranger.get(url).status_code == 404
        assert planner.get(url).status_code == 403


def test_an_unmasked_number_stays_on_record(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    assert "350299199505150" not in visitor.get(f"/review/{no}?m=1").text
    assert "350299199505150" in visitor.post(f"/review/{no}/unmask?m=1").text
    with work(desk.tenant) as session:
        assert (
            session.scalars(select(AuditRow).where(AuditRow.action == "identity.unmasked")).one().actor_name == "周初审"
        )


def test_a_blind_reviewer_sees_no_verdict_and_a_supervisor_settles(desk: Desk) -> None:
    (no,) = desk.submit("甲一", authority=True, sampled=True)
    with desk.office() as office:
        row = row_of(office.session, no)
        office.judge(office.approver, row)
        office.conclude(office.approver, row, "pass")
    blind = desk.visitor("盲审员", "authority:approver")
    assert take(blind) == no
    page = blind.get(f"/review/{no}").text
    assert "郑审批" not in page
    assert "周初审" not in page
    action = re.search(r'action="(/review/[^"]+/decision/[^"]+)"', page)
    assert action
    assert blind.post(action[1], values_on(page)).status_code == 422
    typed = values_on(page) | {"blind_conclusion": "reject", "text": "年限存疑"}
    assert blind.post(action[1], typed).headers["location"] == "/review/done"
    supervisor = desk.visitor("冯督导", "authority:supervisor")
    assert take(supervisor) == no
    page = supervisor.get(f"/review/{no}").text
    assert "郑审批" in page
    action = re.search(r'action="(/review/[^"]+/decision/[^"]+)"', page)
    assert action
    settled = supervisor.post(action[1], values_on(page) | {"conclusion": "pass", "text": "材料属实"})
    assert settled.status_code == 303
    with work(desk.tenant) as session:
        assert row_of(session, no).outcome == "approved"


def test_inbox_and_workspace_need_few_statements(desk: Desk) -> None:
    numbers = desk.submit(*(f"申请{place}" for place in "甲乙丙丁戊"))
    visitor = desk.first()
    take(visitor)
    for url in ("/review", f"/review/{numbers[0]}", f"/review/{numbers[0]}?m=3"):
        with recorded() as statements:
            assert visitor.get(url).status_code == 200
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_the_list_of_all_tasks_leads_to_the_desk(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    link = re.search(r'href="(/tasks/[0-9a-f-]+)"', visitor.get("/tasks").text)
    assert link
    assert visitor.get(link[1]).headers["location"] == f"/review/{no}"
    assert "没有待办任务" in desk.visitor("空闲", "authority:approver").get("/tasks").text
    assert desk.visitor("编制", "authority:planner").get(link[1]).status_code == 403


def test_nobody_is_offered_to_conclude_what_he_does_not_hold(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    judge_all(visitor, no)
    assert ">提交结论 <kbd>" in visitor.get(f"/review/{no}?m=conclusion").text
    page = desk.first("吴初审").get(f"/review/{no}?m=conclusion").text
    assert 'form="conclusion"' not in page, "a button of a form that is not there"
    assert "领取后可以提交结论" in page
    pass_by(minutes=21)
    late = visitor.post(f"/review/{no}/conclusion", {"conclusion": "pass", "fence": "1"})
    assert late.status_code == 409
    assert "重新领取并提交" in late.text
