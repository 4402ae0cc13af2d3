"""The desk of papers: who may open it, what it refuses, and the whole way from a template to the press."""

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from engine.platform.audit.models import AuditRow
from engine.platform.database import work
from engine.platform.ids import new_id
from processes.papers import queries
from processes.papers.models import PaperStatus
from processes.papers.structures import STRUCTURES
from tests.processes.papers.builders import make_bank
from tests.processes.papers.conftest import APPROVER, ASSEMBLER, Room, room
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.entry import wiring
from web.entry.story.client import Browser, Page, Value
from web.entry.story.paper_desk import Assembler, PaperApprover
from web.office.papers import routes
from web.office.routes import tasks

__all__ = ["room"]


@pytest.fixture
def app(room: Room) -> FastAPI:
    wiring.wire()
    return app_of(routes.router, tasks.router)


@pytest.fixture
def assembler(app: FastAPI, room: Room) -> Visitor:
    return staff(app, room.tenant, "金组卷", ASSEMBLER)


@pytest.fixture
def approver(app: FastAPI, room: Room) -> Visitor:
    return staff(app, room.tenant, "陆卷批", APPROVER)


def filled(assembler: Visitor, **changed: str) -> dict[str, str]:
    """The small template's form as a browser would send it."""
    page = assembler.get("/papers/new?template=small").text
    table = page.split('name="table"')[1].split('<option value="')[2].split('"')[0]
    ticked = {"importance": "table", "title": "化工总控工三级（A 卷）", "table": table}
    return values_on(page.split('<form method="post" action="/papers/new"')[1]) | ticked | changed


def handed_over(assembler: Visitor, **changed: str) -> str:
    answer = assembler.post("/papers/new", filled(assembler, **changed))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def sealed(room: Room, assembler: Visitor, approver: Visitor, **changed: str) -> str:
    address = handed_over(assembler, **changed)
    room.drain()
    assert assembler.post(f"{address}/check", {"decision": "submit"}).status_code == 303
    assert approver.post(f"{address}/approve", {"decision": "approve"}).status_code == 303
    return address


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


def test_a_paper_of_another_authority_is_not_there(app: FastAPI, room: Room, committed_database: Any) -> None:
    paper_id = room.sealed()
    other = staff(app, committed_database.other_tenant_id, "别市组卷", ASSEMBLER, APPROVER)
    for path in ("", "/ranges", "/preview", "/report.xlsx", "/approve", "/withdraw"):
        assert other.get(f"/papers/{paper_id}{path}").status_code == 404, path
    assert other.post(f"/papers/{paper_id}/print/paper").status_code == 404
    assert other.get(f"/papers/{new_id()}").status_code == 404


def test_an_empty_list_says_what_to_do(assembler: Visitor, approver: Visitor) -> None:
    assert "还没有这样的试卷" in assembler.get("/papers").text
    assert 'href="/papers/new"' in assembler.get("/papers").text
    assert 'href="/papers/new"' not in approver.get("/papers").text.split("<main")[1]
    assert all(each.title in assembler.get("/papers/new").text for each in STRUCTURES)


def test_a_template_fills_the_form(assembler: Visitor) -> None:
    values = filled(assembler)
    assert (values["parts.0.count"], values["parts.0.points"]) == ("20", "3")
    assert (values["parts.2.kind"], values["parts.2.points"]) == ("multiple", "4")
    classic = values_on(assembler.get("/papers/new?template=classic").text)
    assert (classic["parts.0.count"], classic["parts.0.points"], classic["minutes"]) == ("160", "0.5", "90")


def test_a_blueprint_that_does_not_add_up_keeps_what_was_typed(assembler: Visitor) -> None:
    answer = assembler.post("/papers/new", filled(assembler, **{"parts.0.count": "10", "title": "改过的名称"}))
    assert answer.status_code == 422
    assert "各题型的分数合计应为 100 分，现为 70 分" in answer.text
    assert "<title>错误：" in answer.text
    assert 'value="改过的名称"' in answer.text
    answer = assembler.post("/papers/new", filled(assembler, **{"parts.0.points": "三分", "minutes": ""}))
    assert answer.status_code == 422
    assert "请输入考试时间" in answer.text


def test_own_shares_are_asked_for_only_when_chosen(assembler: Visitor) -> None:
    answer = assembler.post("/papers/new", filled(assembler, importance="own", share_x="80", share_y="15", share_z="4"))
    assert answer.status_code == 422
    assert "现为 99%" in answer.text


def test_a_row_is_added_and_taken_away_without_losing_anything(assembler: Visitor) -> None:
    fewer = assembler.post("/papers/new", filled(assembler, _remove="parts.2", title="未写完"))
    assert fewer.status_code == 200
    assert 'value="未写完"' in fewer.text
    assert "parts.2.kind" not in fewer.text


def test_a_saved_blueprint_waits_to_be_handed_over(assembler: Visitor, room: Room) -> None:
    address = handed_over(assembler, later="1")
    page = assembler.get(address).text
    assert "拟定蓝图" in page
    assert room.drain() == 0
    values = values_on(assembler.get(f"{address}/blueprint").text)
    assert values["title"] == "化工总控工三级（A 卷）"
    changed = filled(assembler, title="化工总控工三级（B 卷）", later="1")
    assert assembler.post(f"{address}/blueprint", changed).status_code == 303
    assert "化工总控工三级（B 卷）" in assembler.get(address).text
    assert "请输入原因" in assembler.post(f"{address}/give-up", {"reason": ""}).text
    assert assembler.post(f"{address}/give-up", {"reason": "不考了"}).status_code == 303
    assert "已作废" in assembler.get(address).text
    assert assembler.get(f"{address}/blueprint").status_code == 409


def test_the_progress_is_shown_until_it_is_over(assembler: Visitor, room: Room) -> None:
    address = handed_over(assembler)
    page = assembler.get(address).text
    assert 'hx-trigger="every 1s"' in page
    assert "排队等待" in page
    fragment = assembler.get(f"{address}/progress", **{"HX-Request": "true"})
    assert fragment.text.strip().startswith('<div id="paper-progress"')
    assert "<html" not in fragment.text
    room.drain()
    over = assembler.get(f"{address}/progress", **{"HX-Request": "true"})
    assert over.headers["HX-Redirect"] == address
    assert assembler.get(f"{address}/progress").status_code == 303
    assert "every 1s" not in assembler.get(address).text


def test_planned_against_drawn_is_shown(assembler: Visitor, room: Room) -> None:
    address = handed_over(assembler)
    room.drain()
    page = assembler.get(address).text
    assert "计划 7 题，实抽 7 题" in page
    assert "B1 开停车" in page
    assert "X 核心" in page
    assert "计划 35 题" not in page
    assert "关于" not in page.split("<main")[1]  # no question is shown here


def test_a_short_bank_is_explained_with_a_way_to_its_ranges(assembler: Visitor, approver: Visitor, room: Room) -> None:
    sealed(room, assembler, approver)
    address = handed_over(assembler, title="化工总控工三级（B 卷）")
    room.drain()
    page = assembler.get(address).text
    assert "题库不足，至少还差" in page
    assert "冷却期满后可以组成" in page
    anchor = page.split(f"{address}/ranges#")[1].split('"')[0]
    ranges = assembler.get(f"{address}/ranges").text
    assert f'id="{anchor}"' in ranges
    assert "没有可用试题的鉴定点" in ranges
    assert "修改并组卷" in page


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


def text_of(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    return [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]


def test_a_sealed_paper_goes_to_the_press(assembler: Visitor, approver: Visitor, room: Room) -> None:
    address = sealed(room, assembler, approver)
    page = approver.get(address).text
    assert "印制试卷" in page
    assert "印制" not in assembler.get(address).text.split("<main")[1]
    paper = text_of(approver.post(f"{address}/print/paper"))
    whole = "\n".join(paper)
    assert "鹭江市技能认定中心" in paper[0]
    assert "注意事项" in paper[0]
    assert "考试时间：60 分钟" in paper[0]
    assert "一、单项选择题（第 1 题～第 20 题" in whole
    assert "每题 4 分，共 20 分" in whole
    assert f"第 {len(paper)} 页 共 {len(paper)} 页" in paper[-1]
    assert "答案" not in whole.replace("正确的答案", "").replace("，答案按要求填写", "")
    sheet = "\n".join(text_of(approver.post(f"{address}/print/sheet")))
    assert "准考证号" in sheet
    assert "答 题 卡" in sheet
    key = "\n".join(text_of(approver.post(f"{address}/print/key")))
    assert "参考答案" in key
    assert "ABD" in key
    assert "√" in key
    assert approver.post(f"{address}/print/other").status_code == 404
    with work(room.tenant) as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action == "paper.printed").order_by(AuditRow.id)).all()
    assert [(row.actor_name, (row.after or {})["kind"]) for row in rows] == [
        ("陆卷批", "paper"), ("陆卷批", "sheet"), ("陆卷批", "key"),
    ]  # fmt: skip


def test_nothing_is_printed_before_the_seal(assembler: Visitor, approver: Visitor, room: Room) -> None:
    address = handed_over(assembler)
    room.drain()
    answer = approver.post(f"{address}/print/key")
    assert answer.status_code == 409
    assert "只有已封存的试卷可以印制" in answer.text


def test_the_workbook_counts_and_says_nothing_of_what_is_asked(
    assembler: Visitor, approver: Visitor, room: Room
) -> None:
    address = sealed(room, assembler, approver)
    answer = assembler.get(f"{address}/report.xlsx")
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["范围", "题型与重要程度", "试题"]
    ranges = [row for row in book["范围"].iter_rows(min_row=3, values_only=True) if row[0] == 2]
    assert [(row[4], row[5]) for row in ranges] == [(7, 7)] * 5
    items = list(book["试题"].iter_rows(min_row=2, values_only=True))
    assert len(items) == 35
    assert "下列说法正确的是" not in str(items)


def test_a_leaked_paper_is_withdrawn(assembler: Visitor, approver: Visitor, room: Room) -> None:
    address = sealed(room, assembler, approver)
    assert "请输入原因" in approver.post(f"{address}/withdraw", {"reason": " "}).text
    assert approver.post(f"{address}/withdraw", {"reason": "考点遗失一份"}).status_code == 303
    page = approver.get(address).text
    assert "已作废" in page
    assert "考点遗失一份" in page
    assert approver.post(f"{address}/print/paper").status_code == 409
    assert approver.get(f"{address}/withdraw").status_code == 409


def test_the_list_filters_by_state(assembler: Visitor, approver: Visitor, room: Room) -> None:
    sealed(room, assembler, approver)
    assert "化工总控工三级（A 卷）" in assembler.get("/papers?status=sealed").text
    assert "化工总控工三级（A 卷）" not in assembler.get("/papers?status=short").text
    assert assembler.get("/papers?status=no-such").status_code == 200


def test_a_task_of_a_paper_leads_to_its_desk(assembler: Visitor, room: Room) -> None:
    address = handed_over(assembler)
    room.drain()
    page = assembler.get("/tasks").text
    assert "核对试卷" in page
    task = page.split('href="/tasks/')[1].split('"')[0]
    assert assembler.get(f"/tasks/{task}").headers["location"] == address


class Inside(Browser):
    """The story's browser without a network: its pages come from the application itself; the worker works at once."""

    def __init__(self, visitor: Visitor, room: Room) -> None:
        self.visitor, self.room = visitor, room

    def get(self, path: str, **query: str) -> Page:
        return self._follow(self.visitor.get(f"{path}?{urlencode(query)}" if query else path))

    def send(self, method: str, url: str, fields: list[tuple[str, Value]]) -> Page:
        answer = self.visitor.post(
            url.removeprefix("http://127.0.0.1:8000"), {name: str(value) for name, value in fields}
        )
        self.room.drain()
        return self._follow(answer)

    def _follow(self, answer: httpx.Response) -> Page:
        while answer.status_code == 303:
            answer = self.visitor.get(answer.headers["location"])
        return Page(self, answer)


def test_the_people_of_the_story_can_do_it(assembler: Visitor, approver: Visitor, room: Room) -> None:
    first = Assembler(Inside(assembler, room), "assembler", "")
    path = first.assemble("化工总控工三级（故事卷）")
    first.submit(path)
    sha256 = PaperApprover(Inside(approver, room), "paper-approver", "").approve(path)
    with work(room.tenant) as session:
        (paper,) = queries.sealed(session, "6-11-01-03", "3")
        assert (paper.status, paper.content_sha256) == (PaperStatus.SEALED, sha256)
        make_bank(session, queries.table(session, room.table_id), seed=2)
    second = first.assemble("化工总控工三级（备用卷）")
    assert second != path
