"""Files of questions: whole or not at all, each fault by its row; hostile files refused with a sentence."""

import time
import zipfile
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import SubElement
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.documents import archives, sheets, words
from engine.documents.sheets import SheetRefused
from engine.documents.words import WordRefused
from processes.questions import queries
from processes.questions.errors import FileRefused, RowsRefused
from processes.questions.models import Question
from processes.questions.reading import question_sheet, question_word
from processes.questions.reading.question_sheet import COLUMNS
from processes.questions.rules import keys
from processes.questions.service.importing import import_file
from tests.processes.questions.builders import CHEMICAL, GRADE, Bank, make_question, saved


def row(**known: Any) -> list[Any]:
    given = {
        "题型": "单选", "题干": "离心泵启动前应先（　　）。", "答案": "B", "选项A": "打开出口阀", "选项B": "灌泵排气",
        "知识点一级": "B-A-A-001", "难度": "中", "出处": "化工单元操作",
    } | known  # fmt: skip
    return [given.get(column, "") for column in COLUMNS]


def xlsx(*rows: list[Any]) -> bytes:
    return sheets.write([sheets.Sheet("试题", COLUMNS, rows)])


def take(session: Session, bank: Bank, data: bytes, name: str = "题.xlsx", **more: Any) -> list[Question]:
    return list(import_file(session, bank.author, data=data, filename=name, occupation=CHEMICAL, grade=GRADE, **more))


def faults(session: Session, bank: Bank, data: bytes, name: str = "题.xlsx") -> list[tuple[str, str]]:
    with pytest.raises(RowsRefused) as refusal, session.begin_nested():
        take(session, bank, data, name)
    return [(fault.where, fault.text) for fault in refusal.value.detail["faults"]]


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Question)) or 0


def test_three_kinds_come_in_and_wait_for_their_review(session: Session, bank: Bank) -> None:
    multiple = row(题型="多选题", 题干="防止气蚀的措施有（　　）。", 答案="A,C", 选项C="降温", 知识点一级="气蚀与气缚")
    judge = row(题型="判断", 题干="气缚由空气造成。", 答案="√", 选项A="", 选项B="", 难度=0.2)
    taken = take(session, bank, xlsx(row(), multiple, judge))
    assert [(question.kind, question.status) for question in taken] == [
        ("single", "submitted"),
        ("multiple", "submitted"),
        ("judge", "submitted"),
    ]
    versions = [queries.newest(session, question) for question in taken]
    assert [version.answer for version in versions] == ["B", "AC", "T"]
    assert [version.difficulty for version in versions] == [50, 50, 20]


def test_every_bad_row_is_told_and_nothing_comes_in(session: Session, bank: Bank) -> None:
    data = xlsx(
        row(),
        row(题型="简答"),
        row(题干="", 答案="Z"),
        row(题干="另一题", 知识点一级="没有的点"),
        row(题干="第三题", 出处=""),
        row(题干="第四题", 难度="很难很难"),
        row(题干="离心泵启动前，应先____"),
    )
    told = faults(session, bank, data)
    assert ("第 3 行", "题型应为单选、多选或判断，表中是简答") in told
    assert ("第 4 行", "请输入题干") in told
    assert ("第 4 行", "答案应为选项的字母，例如 B 或 ACD，您输入了 Z") in told
    assert ("第 5 行", "细目表中没有鉴定点“没有的点”") in told
    assert ("第 6 行", "没有写出处") in told
    assert ("第 7 行", "难度应为易、较易、中、较难、难，或 0 至 100 的数，表中是 很难很难") in told
    assert ("第 8 行", "与第 2 行重复") in told
    assert count(session) == 0


def test_what_is_in_the_bank_is_not_imported_again(session: Session, bank: Bank) -> None:
    question = make_question(session, bank, options=("打开出口阀", "灌泵排气"))
    assert faults(session, bank, xlsx(row())) == [("第 2 行", f"与试题 {question.no}重复")]


def test_a_workbook_without_the_columns_says_which(session: Session, bank: Bank) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["题干", "答案"])
    ((where, text),) = faults(session, bank, saved(book))
    assert "第 1 行" in where
    assert "缺少列：题型、选项A、选项B" in text


def test_too_many_questions_are_refused(session: Session, bank: Bank) -> None:
    many = [row(题干=f"第 {at} 题的题干") for at in range(501)]
    assert ("文件", "一次最多导入 500 道试题，文件里有 501 道") in faults(session, bank, xlsx(*many))


def test_the_templates_can_be_read_back() -> None:
    for found in (
        question_sheet.read(question_sheet.template()),
        question_word.read(words.write(question_word.lines_of_template())),
    ):
        assert found.faults == []
        assert [read.draft.answer for read in found.questions] == ["B", "T"]
        assert all(read.point for read in found.questions)


WORD = (
    "化工总控工题库",
    "一、单项选择题",
    "1. 离心泵启动前应（  ）。",
    "A. 开阀    B. 灌泵    C. 停机",
    "2、换热器投用时先进（　）介质。",
    "A、热",
    "B、冷",
    "3．哪一种是气体火灾？",
    "A)A类 ",
    "B)C类",
    "二、多项选择题",
    "1. 三废包括（　）。",
    "A.废气 B.废水 C.废渣 D.废热",
    "三、判断题",
    "1. 气缚由空气造成。",
    "2. 层流的雷诺数大于 4000。",
    "参考答案",
    "单项选择题",
    "1-3 BBB",
    "多项选择题",
    "1. ABC",
    "判断题",
    "1-2 √×",
)


def test_a_word_file_with_key_ranges_is_read() -> None:
    found = question_word.read(words.write(WORD))
    assert found.faults == []
    assert [(read.draft.kind, read.draft.answer, len(read.draft.options)) for read in found.questions] == [
        ("single", "B", 3),
        ("single", "B", 2),
        ("single", "B", 2),
        ("multiple", "ABC", 4),
        ("judge", "T", 0),
        ("judge", "F", 0),
    ]
    assert found.questions[0].draft.options == ("开阀", "灌泵", "停机")
    assert found.questions[2].where == "单项选择题第 3 题"


def test_keys_beside_the_stem_and_notes_below_are_read() -> None:
    lines = ["判断题", "1. 气缚由空气造成。（√）", "解析：空气密度小。", "出处：化工原理", "难度：易",
             "鉴定点：离心泵/001", "2. 层流很快。", "答案：错"]  # fmt: skip
    first, second = question_word.read(words.write(lines)).questions
    assert (first.draft.stem, first.draft.answer, first.draft.difficulty) == ("气缚由空气造成。", "T", 20)
    assert (first.draft.explanation, first.draft.source, list(first.point)) == (
        "空气密度小。",
        "化工原理",
        ["离心泵", "001"],
    )
    assert second.draft.answer == "F"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["1. 没有题型的题。"], "不知道题型"),
        (["单选题", "1. 题。", "A. 甲 B. 乙", "答案", "单选题", "1-3 AB"], "共 3 题，答案“AB”对不上"),
        (["随便写的一段话"], "没有找到试题"),
        (["单选题", "1. 题。", "A. 甲", "答案", "见附件"], "看不懂“见附件”"),
    ],
)
def test_what_cannot_be_read_is_told(lines: list[str], told: str) -> None:
    assert any(told in fault.text for fault in question_word.read(words.write(lines)).faults)


def packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_part(data: bytes, name: str, replaced: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    return packed(parts | {name: replaced})


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"%PDF-1.7",
        packed({"x": b"0"}),
        packed({"word/document.xml": b"0" * (archives.MOST_UNPACKED + 1)}),
        packed({f"word/{at}.xml": b"<a/>" for at in range(archives.MOST_PARTS + 1)}),
        with_part(words.write(["x"]), "word/document.xml", ENTITY),
        with_part(words.write(["x"]), "word/document.xml", ENTITY.decode().encode("utf-16")),
        with_part(words.write(["x"]), "word/document.xml", b"<broken"),
        with_part(words.write(["x"]), "[Content_Types].xml", b"<Types/>"),
    ],
    ids=["empty", "cut", "pdf", "other", "bomb", "parts", "entity", "utf16", "broken", "types"],
)
def test_a_hostile_or_broken_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(WordRefused):
        words.read(data)


@pytest.mark.parametrize(
    "data",
    [
        with_part(xlsx(row()), "xl/worksheets/sheet1.xml", ENTITY),
        packed({"xl/x.xml": b"0" * (archives.MOST_UNPACKED + 1)}),
    ],
    ids=["entity", "bomb"],
)
def test_a_hostile_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(SheetRefused):
        sheets.read(data)


def test_any_other_file_is_refused_with_what_to_do(session: Session, bank: Bank) -> None:
    with pytest.raises(FileRefused, match="只接受 Excel"):
        take(session, bank, b"x", "题.doc")


pieces = st.sampled_from(
    [
        "单选题",
        "二、判断题",
        "1. 题干",
        "2、题",
        "A. 甲 B. 乙",
        "答案",
        "1-5 ABCDE",
        "1 √",
        "解析：x",
        "难度：y",
        "（ B ）",
        "  ",
        "9" * 9,
    ]
)
lines = st.lists(pieces | st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=30), max_size=12)


@settings(max_examples=60, deadline=None)
@given(lines)
def test_no_document_breaks_the_reading(written: list[str]) -> None:
    found = question_word.read(words.write(written))
    for read in found.questions:
        keys.problems(read.draft)
    assert found.questions or found.faults


def test_a_very_long_line_of_blanks_is_read_at_once() -> None:
    begun = time.monotonic()
    question_word.read(words.write(["答案", "1" + " " * 200_000 + "x", "1. " + "A " * 100_000]))
    assert time.monotonic() - begun < 5


def test_words_own_numbering_counts_the_questions() -> None:
    document = Document()
    document.add_paragraph("单选题")
    for text, level in (
        ("离心泵启动前应（ B ）。", 0),
        ("开阀", 1),
        ("灌泵", 1),
        ("气体火灾属于哪类？（ A ）", 0),
        ("C类", 1),
        ("D类", 1),
    ):
        numbering = SubElement(document.add_paragraph(text)._p.get_or_add_pPr(), qn("w:numPr"))
        SubElement(numbering, qn("w:ilvl")).set(qn("w:val"), str(level))
    out = BytesIO()
    document.save(out)
    found = question_word.read(out.getvalue())
    assert [(read.where, read.draft.answer, list(read.draft.options)) for read in found.questions] == [
        ("单项选择题第 1 题", "B", ["开阀", "灌泵"]),
        ("单项选择题第 2 题", "A", ["C类", "D类"]),
    ]
