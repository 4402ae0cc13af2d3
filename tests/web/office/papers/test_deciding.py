"""Who may open the desk's pages, look through a paper and approve it."""

from fastapi import FastAPI
from sqlalchemy import select

from engine.platform.audit.models import AuditRow
from engine.platform.database import work
from engine.platform.ids import new_id
from tests.processes.papers.conftest import APPROVER, ASSEMBLER, Room
from tests.support.database import Database
from tests.web.office.papers.steps import handed_over
from tests.web.visitor import Visitor, staff

ROUTES = [
    ("GET", "/papers", (ASSEMBLER, APPROVER)),
    ("GET", "/papers/new", (ASSEMBLER,)),
    ("GET", "/papers/new?template=small", (ASSEMBLER,)),
    ("POST", "/papers/new", (ASSEMBLER,)),
    ("GET", "/papers/{id}", (ASSEMBLER, APPROVER)),
    ("GET", "/papers/{id}/progress", (ASSEMBLER, APPROVER)),
    ("GET", "/papers/{id}/blueprint", (ASSEMBLER,)),
    ("POST", "/papers/{id}/blueprint", (ASSEMBLER,)),
    ("GET", "/papers/{id}/give-up", (ASSEMBLER,)),
    ("POST", "/papers/{id}/give-up", (ASSEMBLER,)),
    ("GET", "/papers/{id}/preview", (ASSEMBLER, APPROVER)),
    ("GET", "/papers/{id}/check", (ASSEMBLER,)),
    ("POST", "/papers/{id}/check", (ASSEMBLER,)),
    ("GET", "/papers/{id}/approve", (APPROVER,)),
    ("POST", "/papers/{id}/approve", (APPROVER,)),
    ("GET", "/papers/{id}/ranges", (ASSEMBLER, APPROVER)),
    ("POST", "/papers/{id}/print/paper", (APPROVER,)),
    ("POST", "/papers/{id}/print/key", (APPROVER,)),
    ("GET", "/papers/{id}/report.xlsx", (ASSEMBLER, APPROVER)),
    ("GET", "/papers/{id}/withdraw", (APPROVER,)),
    ("POST", "/papers/{id}/withdraw", (APPROVER,)),
]


def test_every_route_is_closed_to_those_without_its_role(app: FastAPI, room: Room) -> None:
    paper_id = room.sealed()
    people = {group: staff(app, room.tenant, group, group) for group in (ASSEMBLER, APPROVER, "authority:arranger")}
    for method, path, allowed in ROUTES:
        url = path.format(id=paper_id)
        for group, visitor in people.items():
            answer = visitor.get(url) if method == "GET" else visitor.post(url)
            refused = answer.status_code == 403 and "需要" in answer.text
            assert refused is (group not in allowed), (method, path, group, answer.status_code)
        stranger = Visitor(app)
        answer = stranger.get(url) if method == "GET" else stranger.post(url)
        assert answer.status_code in (303, 401), (method, path)


def test_a_paper_of_another_authority_is_not_there(app: FastAPI, room: Room, committed_database: Database) -> None:
    paper_id = room.sealed()
    other = staff(app, committed_database.other_tenant_id, "别市组卷", ASSEMBLER, APPROVER)
    for path in ("", "/ranges", "/preview", "/report.xlsx", "/approve", "/withdraw"):
        assert other.get(f"/papers/{paper_id}{path}").status_code == 404, path
    assert other.post(f"/papers/{paper_id}/print/paper").status_code == 404
    assert other.get(f"/papers/{new_id()}").status_code == 404


def test_four_eyes_on_the_page_too(app: FastAPI, room: Room) -> None:
    both = staff(app, room.tenant, "一人双岗", ASSEMBLER, APPROVER)
    address = handed_over(both)
    room.drain()
    assert both.post(f"{address}/check", {"decision": "submit"}).status_code == 303
    assert f"{address}/approve" not in both.get(address).text
    for answer in (both.get(f"{address}/approve"), both.post(f"{address}/approve", {"decision": "approve"})):
        assert answer.status_code == 403
        assert "须由另一位试卷审批员审批" in answer.text


def test_a_return_needs_its_reason_and_reaches_the_assembler(assembler: Visitor, approver: Visitor, room: Room) -> None:
    address = handed_over(assembler)
    room.drain()
    assert "请输入原因" in assembler.post(f"{address}/check", {"decision": "again"}).text
    assembler.post(f"{address}/check", {"decision": "submit"})
    assert "请选择审批意见" in approver.post(f"{address}/approve", {}).text
    assert "请输入退回原因" in approver.post(f"{address}/approve", {"decision": "return"}).text
    answer = approver.post(f"{address}/approve", {"decision": "return", "reason": "第 3 题有争议"})
    assert answer.status_code == 303
    assert "第 3 题有争议" in assembler.get(address).text
    assert approver.get(f"{address}/approve").status_code == 409


def test_the_questions_are_shown_until_the_seal(assembler: Visitor, approver: Visitor, room: Room) -> None:
    address = handed_over(assembler)
    room.drain()
    page = approver.get(f"{address}/preview").text
    assert "一、单项选择题（每题 3 分，共 60 分）" in page
    assert "答案：" in page
    assembler.post(f"{address}/check", {"decision": "submit"})
    approver.post(f"{address}/approve", {"decision": "approve"})
    for visitor in (assembler, approver):
        answer = visitor.get(f"{address}/preview")
        assert answer.status_code == 403
        assert "已封存，题目不再显示" in answer.text
    with work(room.tenant) as session:
        seen = session.scalars(select(AuditRow).where(AuditRow.action == "paper.previewed")).all()
    assert [row.actor_name for row in seen] == ["陆卷批"]
