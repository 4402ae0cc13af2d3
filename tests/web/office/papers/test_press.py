"""What goes out of a sealed paper: to the press, as a workbook, or not any more."""

from io import BytesIO

import httpx
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from engine.platform.audit.models import AuditRow
from engine.platform.database import work
from tests.processes.papers.conftest import Room
from tests.web.office.papers.steps import handed_over, sealed
from tests.web.visitor import Visitor


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
