"""The bank of 化工总控工 三级: its element table and sixty questions, imported and reviewed twice. Safe to repeat.

The questions are data beside this module, each with its source; `checked` marks those whose answer was derived twice.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.documents import sheets
from engine.platform.database import work
from engine.platform.people import Actor
from engine.workflow import commands, worklist
from processes.questions import queries
from processes.questions.reading.element_sheet import COLUMNS as TABLE_COLUMNS
from processes.questions.reading.question_sheet import COLUMNS, OPTIONS
from processes.questions.service import elements, importing
from web.entry.demo.authority import staff_actor

Tell = Callable[[str], None]
FOLDER = Path(__file__).parent
BANK = "6-11-01-03_3"
AUTHOR, FIRST, FINAL = "chemical-author", "chemical-question-first", "chemical-question-final"


def seed_questions(tenant: UUID, tell: Tell) -> None:
    """The table in force and the questions in the bank, by the commands of the real desk. What is there stays."""
    table, bank = data(f"elements_{BANK}.json"), data(f"questions_{BANK}.json")
    occupation, grade = str(table["occupation"]), str(table["grade"])
    with work(tenant) as session:
        if queries.active_table(session, occupation, grade) is not None:
            return
        author = staff_actor(session, AUTHOR)
        read = elements.read_upload(
            session, author, data=table_workbook(table), filename="细目表.xlsx", occupation=occupation, grade=grade
        )
        elements.accept(session, author, read)
        taken = importing.import_file(
            session, author, data=bank_workbook(bank), filename="试题.xlsx", occupation=occupation, grade=grade
        )
    for reviewer in (FIRST, FINAL):
        with work(tenant) as session:
            _pass_all(session, staff_actor(session, reviewer))
    tell(f"已放入细目表和 {len(taken)} 道试题")


def data(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return found


def table_workbook(table: Mapping[str, Any]) -> bytes:
    """The element table as people would upload it."""
    return sheets.write([sheets.Sheet("细目表", TABLE_COLUMNS, table["rows"], title=table["title"])])


def bank_workbook(bank: Mapping[str, Any]) -> bytes:
    """The questions in the twenty columns of the import."""
    rows = []
    for question in bank["questions"]:
        named = {
            "题型": question["kind"],
            "题干": question["stem"],
            "答案": question["answer"],
            "知识点一级": question["point"],
            "难度": str(question["difficulty"]),
            "解析": question["explanation"],
            "出处": question["source"],
            **dict(zip(OPTIONS, question["options"], strict=False)),
        }
        rows.append([named.get(column, "") for column in COLUMNS])
    return sheets.write([sheets.Sheet("试题", COLUMNS, rows)])


def _pass_all(session: Session, reviewer: Actor) -> None:
    """Everything that waits for this reviewer, one question after the other."""
    while (entry := worklist.next_applicant(session, reviewer, process="question")) is not None:
        (item,) = commands.open_items(session, reviewer, business_key=entry.business_key)
        commands.complete(session, reviewer, item.id, {"decision": "pass"}, fence=entry.fence)
