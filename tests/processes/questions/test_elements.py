"""Element tables as they really come: merged cells, three header rows, times for ratios, lost zeros, holes."""

from contextlib import suppress
from datetime import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy.orm import Session

from engine.documents.sheets import SheetRefused
from processes.questions import coverage, queries
from processes.questions.errors import AlreadyAccepted, NotAcceptable
from processes.questions.reading import element_sheet
from processes.questions.rules import elements as rules
from processes.questions.rules import headings
from processes.questions.rules.elements import Table
from processes.questions.service import elements
from tests.processes.questions.builders import CHEMICAL, GRADE, ROWS, Bank, accept_table, make_approved, saved, workbook

NATIONAL_HEAD = (
    ["化工总控工三级理论知识鉴定要素细目表"] + [None] * 11,
    ["鉴定范围"] + [None] * 8 + ["鉴定点", None, None],
    ["一级", None, None, "二级", None, None, "三级", None, None, "代码", "名称", "重要程度"],
    ["名称", "代码", "鉴定比重", "名称", "代码", "鉴定比重", "名称", "代码", "X:Y:Z", None, None, None],
)
NATIONAL_ROWS = (
    ["基本要求", "A", 25, "职业道德", "A", 5, "职业守则", "A", time(1, 1, 0), 1, "遵章守纪", "X"],
    [None, None, None, None, None, None, None, None, None, 2, "爱岗敬业", "Y"],
    [None, None, None, "基础知识", "B", 20, "化学", "A", "01:00:00", 1, "溶液", "x"],
    ["相关知识", "B", 75, "流体输送", "A", 75, "离心泵", "A", time(1, 0, 0), 1, "开车操作", "X"],
)
MERGED = ("A1:L1", "A2:I2", "J2:L2", "A3:C3", "D3:F3", "G3:I3", "J3:J4", "K3:K4", "L3:L4",
          "A5:A7", "B5:B7", "C5:C7", "D5:D6", "E5:E6", "F5:F6", "G5:G6", "H5:H6", "I5:I6")  # fmt: skip


def national(rows: object = NATIONAL_ROWS) -> bytes:
    """The national layout: a title, three header rows, merged ranges, weights as shares of the whole table."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (*NATIONAL_HEAD, *rows):  # type: ignore[misc]
        sheet.append(row)
    for area in MERGED:
        sheet.merge_cells(area)
    return saved(book)


def said(table: Table) -> list[tuple[int, str]]:
    return [(problem.row, problem.text) for problem in table.problems if problem.blocks]


def test_the_national_layout_is_read_with_all_its_traps() -> None:
    table = element_sheet.read(national())
    assert said(table) == []
    assert table.title == "化工总控工三级理论知识鉴定要素细目表"
    first, second = table.ranges
    assert (first.name, first.code, first.weight) == ("基本要求", "A", 2500)
    assert [(each.name, each.weight) for each in first.children] == [("职业道德", 2000), ("基础知识", 8000)]
    assert second.children[0].weight == 10_000
    points = list(first.all_points())
    assert [(point.code, point.name, point.importance) for point in points] == [
        ("001", "遵章守纪", "X"),
        ("002", "爱岗敬业", "Y"),
        ("001", "溶液", "X"),
    ]
    assert first.children[0].children[0].ratio == (1, 1, 0)
    hints = [problem.text for problem in table.problems]
    assert "鉴定点代码 1 已按 001 读取" in hints


def test_holes_are_told_by_row_and_block() -> None:
    rows = [list(row) for row in NATIONAL_ROWS]
    rows[1][9] = None
    rows[2][5] = None
    rows[3][11] = "重要"
    table = element_sheet.read(national(rows))
    assert (6, "鉴定点“爱岗敬业”缺少代码") in said(table)
    assert (7, "“基础知识”缺少鉴定比重") in said(table)
    assert (8, "鉴定点“开车操作”的重要程度应为 X、Y 或 Z，表中是重要") in said(table)


def test_weights_that_do_not_add_up_say_what_they_sum_to() -> None:
    rows = [list(row) for row in NATIONAL_ROWS]
    rows[3][2] = 70
    assert (0, "一级鉴定范围各项比重合计 95%，应为 100%") in said(element_sheet.read(national(rows)))


def test_repeated_codes_and_a_ratio_that_differs_are_told() -> None:
    rows = [list(row) for row in NATIONAL_ROWS]
    rows[1][9], rows[0][8] = 1, time(5, 2, 0)
    table = element_sheet.read(national(rows))
    assert (6, "鉴定点代码 001 在“职业守则”中重复") in said(table)
    assert any("写的 X:Y:Z 是 5:2:0，表中的鉴定点是 1:1:0" in problem.text for problem in table.problems)


def test_fractions_for_weights_mean_percent() -> None:
    rows = [list(row) for row in ROWS]
    for row in rows:
        for at in (2, 5, 8):
            row[at] = float(row[at].rstrip("%")) / 100 if row[at] else None  # type: ignore[call-overload]
    table = element_sheet.read(workbook(rows))
    assert said(table) == []
    assert [node.weight for node in table.ranges] == [3000, 7000]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["甲", "乙"], [1, 2]], "没有找到表头"),
        ([["一级名称", "鉴定点名称"], ["a", "b"]], "表头缺少：鉴定点代码、重要程度"),
    ],
)
def test_a_sheet_that_is_no_table_says_why(rows: list[list[object]], why: str) -> None:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    table = element_sheet.read(saved(book))
    assert why in table.problems[0].text
    assert table.blocked


def test_the_template_can_be_read_back() -> None:
    assert said(element_sheet.read(element_sheet.template())) == []


def test_no_workbook_is_refused() -> None:
    with pytest.raises(SheetRefused):
        element_sheet.read(b"PK\x03\x04 broken")


def test_a_faulty_table_is_not_accepted_and_a_good_one_once(session: Session, bank: Bank) -> None:
    rows = [list(row) for row in ROWS]
    rows[0][10] = ""
    faulty = elements.read_upload(
        session, bank.author, data=workbook(rows), filename="a.xlsx", occupation=CHEMICAL, grade=GRADE
    )
    with pytest.raises(NotAcceptable):
        elements.accept(session, bank.author, faulty)
    good = elements.read_upload(
        session, bank.author, data=workbook(), filename="a.xlsx", occupation=CHEMICAL, grade=GRADE
    )
    elements.accept(session, bank.author, good)
    with pytest.raises(AlreadyAccepted):
        elements.accept(session, bank.author, good)


def test_a_new_edition_replaces_the_old_and_takes_the_questions_along(session: Session, bank: Bank) -> None:
    question = make_approved(session, bank)
    moved = [list(row) for row in ROWS]
    moved[2][10], moved[3][10] = "002", "001"  # the two points of the pump change places, their names stay
    table: UUID = accept_table(session, bank.author, moved)
    session.refresh(question)
    active = queries.active_table(session, CHEMICAL, GRADE)
    assert active is not None
    assert (active.id, active.edition) == (table, 2)
    place = next(place for place in coverage.places(session, table) if place.id == question.point_id)
    assert (place.code, place.path[-1][1]) == ("B-A-A-002", "开车操作")
    assert sum(branch.count for branch in coverage.tree(session, table)) == 1


def test_coverage_counts_what_is_in_the_bank_only(session: Session, bank: Bank) -> None:
    make_approved(session, bank)
    table = queries.active_table(session, CHEMICAL, GRADE)
    assert table is not None
    basics, knowledge = coverage.tree(session, table.id)
    assert (basics.count, basics.grades, basics.covered) == (0, (1, 1, 0), (0, 2))
    assert (knowledge.count, knowledge.grades, knowledge.covered) == (1, (2, 0, 1), (1, 3))
    assert knowledge.children[0].share == 4200


values = st.one_of(
    st.none(), st.integers(-5, 200), st.floats(0, 2), st.times(), st.booleans(),
    st.sampled_from(["", "X", "y", "001", "25%", "05:02:00", "名称", "一级", "鉴定点", "职业道德", "重要程度"]),
)  # fmt: skip


@given(st.lists(st.lists(values, min_size=13, max_size=13), max_size=8))
def test_no_rows_break_the_reading(rows: list[list[object]]) -> None:
    table = rules.read([list(element_sheet.COLUMNS), *rows], headings.find([list(element_sheet.COLUMNS)]))
    assert table.ranges or table.blocked
    for node in table.ranges:
        assert node.weight is None or 0 <= node.weight <= 10_000


@given(st.lists(st.lists(values, max_size=6), max_size=6))
def test_no_rows_break_the_search_for_a_header(rows: list[list[object]]) -> None:
    with suppress(headings.NoHeader):
        headings.find(rows)
