"""The exam office's pages, from generating sessions to a printed ticket; and what a stranger is answered."""

import re
from io import BytesIO

from openpyxl import load_workbook
from pypdf import PdfReader

from engine.platform import notices
from engine.platform.database import work
from processes.arrange import queries
from tests.processes.plans.builders import make_institution
from tests.support.database import Database
from tests.web.office.hall import ARRANGER, Hall
from tests.web.visitor import staff, values_on
from web.entry.story.arranger import Arranger, ticket_number


def test_from_head_counts_to_a_ticket_in_the_hand(hall: Hall) -> None:
    assert "待编排" in hall.arranger.get("/arrange").text
    assert "缺座位的考生" in hall.arranger.get(hall.at).text
    hall.follow(hall.generate())
    hall.solve()
    board = hall.arranger.get(hall.at).text
    assert "4 / 30 人" in board
    assert "缺座位的考生" not in board
    hall.follow(hall.publish())
    hall.drain()
    assert "已发布" in hall.arranger.get(hall.at).text
    assert hall.publish().status_code == 409
    first, second, *_ = hall.admissions()
    owner, no = hall.owner(first), hall.number(first)
    assert "打印准考证" in owner.get(f"/my/cases/{no}").text
    shown = owner.get(f"/my/cases/{no}/ticket").text
    assert "理论一号机房" in shown
    assert re.search(r"\d{19}", shown)
    data = owner.get(f"/my/cases/{no}/ticket.pdf")
    assert data.headers["content-type"] == "application/pdf"
    assert "考生00" in PdfReader(BytesIO(data.content)).pages[0].extract_text()
    other = hall.owner(second)
    for address in (f"/my/cases/{no}/ticket", f"/my/cases/{no}/ticket.pdf"):
        assert other.get(address).status_code == 404


def test_no_ticket_before_publication(hall: Hall) -> None:
    hall.follow(hall.generate())
    hall.solve()
    first, *_ = hall.admissions()
    owner, no = hall.owner(first), hall.number(first)
    assert "/ticket" not in owner.get(f"/my/cases/{no}").text
    answer = owner.get(f"/my/cases/{no}/ticket")
    assert answer.status_code == 404
    assert "准考证还没有发布" in answer.text
    assert hall.arranger.get(f"/arrange/tickets/{first.id}.pdf").status_code == 404
    assert hall.arranger.get(f"/arrange/sessions/{hall.sessions()[0]}/papers/tickets.pdf").status_code == 404


def test_the_round_of_arranging_waits_for_the_arranger_and_ends_with_publication(hall: Hall) -> None:
    hall.drain()
    assert "编排并发布座位" in hall.arranger.get("/tasks").text
    hall.follow(hall.generate())
    hall.solve()
    hall.follow(hall.publish())
    assert "编排并发布座位" not in hall.arranger.get("/tasks").text
    hall.admit_more(1)
    hall.drain()
    assert "编排并发布座位" in hall.arranger.get("/tasks").text, "who comes later opens the next round"


def test_too_few_seats_are_said_and_nothing_is_published(committed_database: Database) -> None:
    hall = Hall(committed_database, people=70)
    answer = hall.generate(one_day=True)
    assert answer.status_code == 422
    assert "还差 40 个座位" in answer.text
    assert hall.sessions() == []
    for subject in ("theory", "skill"):
        hall.add_session(subject)
    hall.solve()
    page = hall.arranger.get(hall.at).text
    assert "缺座位的考生" in page
    assert "等，另有 28 人" in page
    refused = hall.publish()
    assert refused.status_code == 409
    assert "还有 40 人没有座位" in refused.text
    assert "还有 40 人没有座位" in hall.arranger.get(f"{hall.at}/publish").text
    with work(hall.tenant) as session:
        assert all(place.row.published_at is None for place in queries.sessions_of(session, hall.plan_id))


def test_publishing_wants_the_tick(hall: Hall) -> None:
    hall.follow(hall.generate())
    hall.solve()
    answer = hall.arranger.post(f"{hall.at}/publish", {})
    assert answer.status_code == 422
    assert "请核对后勾选确认" in answer.text


def test_a_proposal_shows_who_moves_and_a_dropped_one_changes_nothing(published: Hall) -> None:
    published.admit_more(2)
    at = published.follow(published.arranger.post(f"{published.at}/solve"))
    published.drain()
    shown = published.arranger.get(at).text
    assert "已有座位的考生都不变动" in shown
    published.follow(published.arranger.post(f"{at}/drop"))
    assert published.arranger.post(f"{at}/adopt").status_code == 404
    assert "缺座位的考生" in published.arranger.get(published.at).text


def test_somebody_is_moved_changed_and_pinned_by_forms_alone(published: Hall) -> None:
    session_id = published.sessions()[0]
    page = published.arranger.get(f"/arrange/sessions/{session_id}").text
    seats = re.findall(rf"/arrange/sessions/{session_id}\?seat=([\w-]+)", page)
    chosen = published.arranger.get(f"/arrange/sessions/{session_id}?seat={seats[0]}").text
    action = re.search(r"/arrange/people/[\w-]+/\w+", chosen)
    assert action
    move = {"session": str(session_id), "number": "29", "reason": "设备检修"}
    published.follow(published.arranger.post(action[0], move))
    assert "已固定" in published.arranger.get(f"/arrange/sessions/{session_id}?seat={seats[0]}").text
    first = next(row for row in published.admissions() if str(row.id) in action[0])
    with work(published.tenant) as session:
        told = notices.notices_of(session, first.person_id)[0]
    assert "29 号" in told.body
    assert "设备检修" in told.body
    taken = published.arranger.post(action[0], move | {"number": "30x"})
    assert taken.status_code == 422
    assert "座位号应为不超过 4 位的数字" in taken.text
    assert 'value="30x"' in taken.text
    for long in ("9" * 5_000, "9" * 30):
        endless = published.arranger.post(action[0], move | {"number": long})
        assert endless.status_code == 422
        assert "座位号应为不超过 4 位的数字" in endless.text
    refused = published.arranger.post(action[0], move | {"number": "31"})
    assert "座位号应为 1 到 30" in refused.text
    published.follow(published.arranger.post(f"/arrange/seats/{seats[0]}/swap", {"other": seats[1]}))
    assert published.arranger.post(f"/arrange/seats/{seats[0]}/swap", {}).status_code == 422
    published.follow(published.arranger.post(f"/arrange/seats/{seats[0]}/unpin"))


def test_lists_and_sheets_come_as_files(published: Hall) -> None:
    for name, kind in (("sessions", "考生场次分配信息表"), ("candidates", "考生信息表"), ("compare", "考生比对表")):
        book = published.arranger.get(f"{published.at}/lists/{name}.xlsx")
        sheet = load_workbook(BytesIO(book.content)).active
        assert sheet is not None
        assert sheet.cell(1, 1).value == kind
        printed = published.arranger.get(f"{published.at}/lists/{name}.pdf")
        assert kind in PdfReader(BytesIO(printed.content)).pages[0].extract_text()
    session_id = published.sessions()[0]
    tickets = published.arranger.get(f"/arrange/sessions/{session_id}/papers/tickets.pdf")
    assert len(PdfReader(BytesIO(tickets.content)).pages) == 4
    for name in ("door.pdf", "labels.pdf", "candidates.xlsx"):
        assert published.arranger.get(f"/arrange/sessions/{session_id}/papers/{name}").status_code == 200
    assert published.arranger.get(f"{published.at}/lists/secrets.xlsx").status_code == 404


def test_a_room_is_entered_changed_and_refused_in_sentences(hall: Hall) -> None:
    new = {
        "institution": str(hall.institution_id), "name": "理论二号机房", "address": "三楼", "capacity": "20",
        "columns": "5", "subjects": "theory",
    }  # fmt: skip
    hall.follow(hall.arranger.post("/arrange/rooms/new", new))
    again = hall.arranger.post("/arrange/rooms/new", new)
    assert again.status_code == 422
    assert "已有名为“理论二号机房”的考场" in again.text
    assert 'value="三楼"' in again.text
    bad = hall.arranger.post("/arrange/rooms/new", new | {"capacity": "0", "subjects": ""})
    assert bad.status_code == 422
    hall.follow(hall.generate())
    hall.solve()
    at = re.search(r'href="(/arrange/rooms/[\w-]{36})">理论二号机房', hall.arranger.get("/arrange/rooms").text)
    assert at
    kept = values_on(hall.arranger.get(at[1]).text)
    small = hall.arranger.post(at[1], kept | {"subjects": "theory", "capacity": "2"})
    assert small.status_code == 422
    assert "已安排 4 人" in small.text
    assert "只有 2 座" in small.text


def test_the_rules_refuse_a_template_that_gives_no_number(hall: Hall) -> None:
    answer = hall.arranger.post("/arrange/rules", {"ticket_template": "{name}", "notes": "带证件"})
    assert answer.status_code == 422
    assert "流水号" in answer.text
    hall.follow(hall.arranger.post("/arrange/rules", {"ticket_template": "{yyyy}{site6}{serial4}", "notes": "带证件"}))
    assert "{yyyy}{site6}{serial4}" in hall.arranger.get("/arrange/rules").text


ROUTES = [
    ("GET", "/arrange"), ("GET", "/arrange/rooms"), ("GET", "/arrange/rooms/new"), ("GET", "/arrange/rules"),
    ("GET", "/arrange/plans/{id}"), ("GET", "/arrange/plans/{id}/generate"), ("POST", "/arrange/plans/{id}/solve"),
    ("GET", "/arrange/plans/{id}/publish"), ("POST", "/arrange/plans/{id}/publish"),
    ("POST", "/arrange/plans/{id}/invigilators"), ("POST", "/arrange/plans/{id}/papers"),
    ("GET", "/arrange/plans/{id}/lists/candidates.xlsx"),
    ("GET", "/arrange/sessions/{id}"), ("POST", "/arrange/sessions/{id}/paper"), ("GET", "/arrange/tickets/{id}.pdf"),
    ("GET", "/arrange/people/{id}/theory"), ("POST", "/arrange/seats/{id}/pin"),
]  # fmt: skip


def test_others_are_refused_and_strangers_sign_in(hall: Hall) -> None:
    planner = staff(hall.app, hall.tenant, "周编制", "authority:planner")
    for method, path in ROUTES:
        address = path.format(id=hall.plan_id)
        answer = planner.get(address) if method == "GET" else planner.post(address)
        assert answer.status_code == 403, path
        unknown = path.format(id=hall.tenant)
        if "{id}" in path:
            mine = hall.arranger.get(unknown) if method == "GET" else hall.arranger.post(unknown, {"confirmed": "true"})
            assert mine.status_code == 404, path


def test_a_sessions_papers_are_for_its_own_institution(published: Hall) -> None:
    with work(published.tenant) as session:
        other = make_institution(session, "商贸技工学校", "000102").id
    own = staff(published.app, published.tenant, "许监考", f"institution:{published.institution_id}:invigilator")
    stranger = staff(published.app, published.tenant, "熊监考", f"institution:{other}:invigilator")
    address = f"/arrange/sessions/{published.sessions()[0]}/papers/door.pdf"
    assert own.get(address).status_code == 200
    assert stranger.get(address).status_code == 404
    assert own.get(published.at).status_code == 403


def test_another_authority_sees_nothing(hall: Hall, committed_database: Database) -> None:
    foreign = staff(hall.app, committed_database.other_tenant_id, "外市考务", ARRANGER)
    assert foreign.get(hall.at).status_code == 404
    assert "没有需要编排的计划" in foreign.get("/arrange").text


def test_the_storys_arranger_does_it_all_over_http(hall: Hall) -> None:
    with hall.served() as address, hall.working():
        arranger = Arranger(hall.browser(address), "常考务", hall.password)
        plan = arranger.plan("2026 年第四批")
        assert plan is not None
        assert arranger.waiting(plan) == 4
        sessions = arranger.arrange(plan)
        assert sessions == 2
        assert arranger.waiting(plan) == 0
        arranger.move_somebody(arranger.sessions(plan)[0], reason="空调故障")
        arranger.browser.close()
        first, *_ = hall.admissions()
        owner = hall.candidate(address, first)
        assert len(ticket_number(owner, hall.number(first))) == 19
        owner.browser.close()
