"""The list in the address, kept lists, search, the lead's desk and delegation, over real forms."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.platform import clock
from engine.platform.database import work
from engine.platform.ids import new_id
from engine.platform.notices.models import Notice
from engine.workflow import commands
from processes.mark.models import ResultState
from processes.review import queries, team
from tests.house.test_routes import ROUTES
from tests.processes.certify.builders import make_desk
from tests.web.office.desk import HTMX, MOST_STATEMENTS, Desk, judge, pass_by, recorded, row_of, take
from tests.web.visitor import PASSWORD, Visitor, values_on


def lead_of(desk: Desk) -> Visitor:
    return desk.visitor("林负责", f"institution:{desk.institution_id}:lead")


def entries_on(page: str) -> list[str]:
    return re.findall(r'name="entry" value="([^"]+)"', page)


def test_bad_filters_get_a_sentence(desk: Desk) -> None:
    desk.submit("甲一")
    page = desk.first().get("/review?filter=x&plan=1&grade=Z&age=-1&page=x&entry=1&sort=z&overdue=2&occupation=%27")
    assert page.status_code == 200
    assert "等待天数应为 1—365 的整数" in page.text
    assert "没有第“x”页" in page.text


def test_a_list_is_kept_shared_and_deleted(desk: Desk) -> None:
    desk.submit("甲一")
    visitor, colleague = desk.first(), desk.first("吴初审")
    page = visitor.get("/review?grade=3&overdue=1").text
    refused = visitor.post("/review/filters", values_on(page) | {"name": ""})
    assert refused.status_code == 422
    assert "请输入筛选的名称" in refused.text
    group = f"institution:{desk.institution_id}:first_review"
    kept = visitor.post("/review/filters", values_on(page) | {"name": "三级超期", "group": group})
    assert kept.headers["location"] == "/review?grade=3&overdue=1"
    for one in (visitor, colleague):
        assert "三级超期" in one.get("/review").text
    own = visitor.get("/review/filters").text
    delete = re.search(r'action="(/review/filters/[^"]+/delete)"', own)
    assert delete
    assert colleague.post(delete[1]).status_code == 404
    assert visitor.post(delete[1]).status_code == 303
    assert "三级超期" not in colleague.get("/review").text


def test_a_row_chosen_by_htmx_brings_its_pane_alone(desk: Desk) -> None:
    desk.submit("甲一", "乙二")
    visitor = desk.first()
    rows = re.findall(r'class="cf-row" href="([^"]+)"', visitor.get("/review").text)
    pane = visitor.get(rows[1].replace("&amp;", "&"), **HTMX, **{"HX-Target": "chosen"}).text
    assert pane.lstrip().startswith('<section class="cf-pane')
    assert "乙二" in pane
    assert "cf-rows" not in pane


def test_a_colleagues_lease_is_shown_with_its_end(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    take(desk.first())
    page = desk.first("吴初审").get("/review?filter=others").text
    assert re.search(r"周初审正在处理，占用到 \d\d:\d\d", page)
    assert 'id="take"' not in page
    assert re.search(r"周初审正在处理，占用到 \d\d:\d\d", desk.first("吴初审").get(f"/review/search?q={no}").text)


def test_a_search_says_why_an_applicant_is_not_ones_own(desk: Desk) -> None:
    (no,) = desk.submit("甲一", authority=True)
    assert "现由审批员办理" in desk.first().get("/review/search?q=甲").text
    assert "您可以办理" in desk.visitor("郑审批员", "authority:approver").get(f"/review/search?q={no}").text
    assert "没有找到" in desk.first().get("/review/search?q=%25").text
    assert desk.visitor("编制", "authority:planner").get("/review/search?q=甲").status_code == 403


def test_the_lead_assigns_under_his_password(desk: Desk) -> None:
    desk.submit("甲一", "乙二")
    reviewer, lead = desk.first(), lead_of(desk)
    page = lead.get("/review/team").text
    entries = entries_on(page)
    assert len(entries) == 2
    assert reviewer.person
    form = {"entry": entries[0], "to": str(reviewer.person.person_id), "action": "assign"}
    refused = lead.post("/review/team", form | {"password": "错"})
    assert refused.status_code == 422
    assert "密码不正确" in refused.text
    assert lead.post("/review/team", {"action": "assign", "password": PASSWORD}).status_code == 422
    done = lead.post("/review/team", form | {"password": PASSWORD})
    assert "成功 1 件" in done.text
    assert "指派给我" in reviewer.get("/review?own=1").text
    assert "已指派" in desk.first("吴初审").get("/review?filter=others").text
    released = lead.post("/review/team", form | {"action": "release", "password": PASSWORD})
    assert "成功 1 件" in released.text
    again = lead.post("/review/team", form | {"action": "release", "password": PASSWORD})
    assert "未成功 1 件" in again.text
    assert "不需要放回" in again.text


def test_only_the_lead_sees_the_teams_desk_and_only_his_own(desk: Desk) -> None:
    desk.submit("甲一")
    assert desk.first().get("/review/team").status_code == 403
    stranger = desk.visitor("别家", "institution:00000000-0000-7000-8000-00000000abcd:lead")
    assert entries_on(stranger.get("/review/team").text) == []
    theirs = entries_on(lead_of(desk).get("/review/team").text)
    refused = stranger.post("/review/team", {"entry": theirs[0], "action": "release", "password": PASSWORD})
    assert "不属于您负责的岗位" in refused.text


def test_a_skip_from_the_list_stays_there_and_is_reported(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    skipped = desk.first().post(f"/review/{no}/skip", {"reason": "与申请人相识", "from": "list"})
    assert skipped.headers["location"] == "/review"
    report = lead_of(desk).get("/review/team/skips").text
    assert "与申请人相识" in report
    assert "周初审" in report


def test_a_held_applicant_is_handed_over(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor, colleague = desk.first(), desk.first("吴初审")
    assert visitor.get(f"/review/{no}/hand-over").status_code == 409
    take(visitor)
    assert colleague.person
    refused = visitor.post(f"/review/{no}/hand-over", {"to": str(colleague.person.person_id), "reason": ""})
    assert refused.status_code == 422
    visitor.post(f"/review/{no}/hand-over", {"to": str(colleague.person.person_id), "reason": "临时外出"})
    assert take(colleague) == no


def test_a_place_is_delegated_and_given_back(desk: Desk) -> None:
    desk.submit("甲一")
    visitor = desk.first()
    clerk = desk.visitor("苏经办", f"institution:{desk.institution_id}:clerk")
    assert clerk.get("/review").status_code == 403
    form = values_on(visitor.get("/review/delegation").text)
    refused = visitor.post("/review/delegation", form | {"starts_on": "x"})
    assert refused.status_code == 422
    assert "请输入开始日期" in refused.text
    assert clerk.person
    group = f"institution:{desk.institution_id}:first_review"
    given = {"group": group, "to": str(clerk.person.person_id), "reason": "休假"}
    with work(desk.tenant):
        day = (clock.today() + timedelta(days=3)).isoformat()
    assert visitor.post("/review/delegation", form | given | {"ends_on": day}).status_code == 303
    assert "甲一" in clerk.get("/review").text
    end = re.search(r'action="(/review/delegation/[^"]+/end)"', visitor.get("/review/delegation").text)
    assert end
    assert desk.first("吴初审").post(end[1]).status_code == 404
    assert visitor.post(end[1]).status_code == 303
    assert clerk.get("/review").status_code == 403


def test_a_certificate_leads_to_its_application(desk: Desk) -> None:
    no, other = desk.submit("甲一", "乙二")
    with desk.office() as office:
        certificates = make_desk(office.session, office.plan)
        row = row_of(office.session, no)
        certificates.score(row, ResultState.PASSED, 800)
        commands.start(office.session, office.system, "certify", str(row.id), {"application_id": str(row.id)})
        (certificate,) = certificates.issue(row)
        number = certificate.number
    for page in (f"/review/search?q={number.lower()}", f"/review?q={number}"):
        found = desk.first().get(page).text
        assert no in found
        assert other not in found
    stranger = desk.visitor("别家", "institution:00000000-0000-7000-8000-00000000abcd:first_review")
    assert no not in stranger.get(f"/review/search?q={number}").text


def test_the_lead_handles_at_most_so_many_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page shows 50 and can show 200, which is also the most that one bulk takes."""
    desk.submit("甲一", "乙二", "丙三")
    lead = lead_of(desk)
    monkeypatch.setattr(team, "SIZE", 2)
    page = lead.get("/review/team").text
    assert len(entries_on(page)) == 2
    assert "每页显示 200 件" in page
    whole = lead.get("/review/team?state=all&size=200").text
    assert len(entries_on(whole)) == 3
    assert 'action="/review/team?state=all&amp;size=200"' in whole
    many = [str(new_id()) for _ in range(team.MOST + 1)]
    refused = lead.post("/review/team", {"entry": many, "action": "release", "password": PASSWORD})
    assert refused.status_code == 422
    assert "一次最多办理 200 件，您选择了 201 件" in refused.text
    done = lead.post("/review/team", {"entry": many[:-1], "action": "release", "password": PASSWORD})
    assert "成功 0 件，未成功 200 件" in done.text


def test_what_a_notice_says_is_what_its_link_shows(desk: Desk) -> None:
    """Passed over three times, and overdue: the lead is led to a list that holds just that."""
    no, _ = desk.submit("甲一", "乙二")
    lead, visitor = lead_of(desk), desk.first()
    for reason in ("相识", "看不懂", "仍看不懂"):
        visitor.post(f"/review/{no}/skip", {"reason": reason, "from": "list"})
    pass_by(minutes=12 * 24 * 60)
    with desk.office() as office:
        office.wait(row_of(office.session, no), timedelta())
        assert lead.person
        mine = select(Notice.kind, Notice.link).where(Notice.person_id == lead.person.person_id)
        told = {kind: str(link) for kind, link in office.session.execute(mine)}
    assert set(told) == {"review.skipped", "review.overdue"}
    later = lead_of(desk)  # nobody stays signed in for so long
    skipped, overdue = (later.get(told[kind]).text for kind in ("review.skipped", "review.overdue"))
    assert "甲一" in skipped
    assert "乙二" not in skipped
    assert "甲一" in overdue
    assert "乙二" in overdue


def pages_of_the_desk(no: str, material: str, at_hand: str) -> dict[str, list[str]]:
    """An address of every page under /review, by its route, and more where what it reads depends on what is asked."""
    return {
        "/review": ["/review", f"/review?q={no}", "/review?grade=3&again=1&overdue=1&age=1&own=1", "/review?page=2"],
        "/review/done": ["/review/done"],
        "/review/search": [f"/review/search?q={no}", "/review/search?q=申"],
        "/review/filters": ["/review/filters"],
        "/review/phrases": ["/review/phrases"],
        "/review/delegation": ["/review/delegation"],
        "/review/team": ["/review/team", "/review/team?state=held"],
        "/review/team/skips": ["/review/team/skips", "/review/team/skips?days=90"],
        "/review/{no}": [f"/review/{at_hand}", f"/review/{at_hand}?m=3", f"/review/{at_hand}?m=conclusion"],
        "/review/{no}/notice": [f"/review/{at_hand}/notice"],
        "/review/{no}/colleagues": [f"/review/{at_hand}/colleagues"],
        "/review/{no}/hand-over": [f"/review/{at_hand}/hand-over"],
        "/review/{no}/material/{material_id}/consent": [f"/review/{no}/material/{material}/consent"],
    }


@pytest.mark.parametrize("group", ["institution", "authority"])
def test_every_page_of_the_desk_needs_few_statements(desk: Desk, group: str) -> None:
    """However much there is: applicants, kept lists, delegations, groups that one answers for."""
    numbers = desk.submit(*(f"申请{place}" for place in "甲乙丙丁戊"), authority=group == "authority")
    roles = [f"institution:{desk.institution_id}:first_review", f"institution:{desk.institution_id}:lead"]
    if group == "authority":
        roles = ["authority:approver", "authority:supervisor", f"institution:{desk.institution_id}:lead"]
    visitor = desk.visitor("众审", *roles)
    supervisor = desk.visitor("冯督导", "authority:supervisor")
    for place, name in enumerate(("吴", "郑", "王", "孙")):
        colleague = desk.visitor(f"{name}同事", f"{roles[0].rpartition(':')[0]}:clerk")
        assert colleague.person
        day = (clock.today() + timedelta(days=place)).isoformat()
        given = {"group": roles[0], "to": str(colleague.person.person_id), "reason": "休假"}
        answer = visitor.post("/review/delegation", given | {"starts_on": day, "ends_on": day})
        assert answer.status_code == 303, answer.text
        visitor.post("/review/filters", {"query": f"grade={place + 1}", "name": f"筛选{name}", "group": roles[0]})
        visitor.post(f"/review/{numbers[4]}/skip", {"reason": "相识", "from": "list"})
    held = take(visitor)
    judge(visitor, held, verdict="return", reason="I02", text="缺角")
    for text in ("请看", "看过"):
        visitor.post(f"/review/{held}/comments", {"comment": text})
    with work(desk.tenant) as session:
        material = queries.current_materials(session, row_of(session, held).id)[0].id
    pages = pages_of_the_desk(held, str(material), held)
    shown = {str(route.path) for route in ROUTES if "GET" in (route.methods or ())}
    shown = {path for path in shown if path.startswith("/review")}
    assert shown == set(pages), "a page of the desk that nobody counts"
    for route, urls in pages.items():
        reader = supervisor if route.endswith("/consent") else visitor
        for url in urls:
            with recorded() as statements:
                answer = reader.get(url)
            assert answer.status_code == 200, f"{url} {answer.text}"
            assert len(statements) <= MOST_STATEMENTS, "\n".join([url, str(len(statements)), *statements])
