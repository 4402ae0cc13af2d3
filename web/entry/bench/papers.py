"""Assembling: seconds a form of 160 items from a bank of 10,000, read, solved and taken durably; against a plain
random draw of as many single choices and judgements, which keeps no rule."""

import random
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from engine.platform import clock, database
from engine.platform.database import work
from engine.platform.ids import new_id
from processes.papers import queries
from processes.papers.assembly import run
from processes.papers.models import Draw, Paper, PaperItem, PaperStatus
from processes.questions.models import (
    AssessmentPoint,
    ElementRange,
    ElementTable,
    Kind,
    Question,
    QuestionStatus,
    QuestionVersion,
)
from web.entry.bench.ground import ground

Line = dict[str, Any]
ITEMS, POINTS, ROUNDS = 10_000, 200, 5
WEIGHTS = (40, 30, 20, 10)
KINDS = {Kind.SINGLE: 120, Kind.JUDGE: 40}
GROUPED = 0.1  # of the items stand in groups of about five


def measure(tell: Callable[[str], None] = lambda _: None) -> Iterator[Line]:
    """`papers.assemble`, as the fields of one line."""
    with ground() as (_, tenant_id):
        tell(f"组卷：{ITEMS} 题的题库")
        with work(tenant_id) as session:
            table_id = _bank(session)
        with database.owner_engine().connect() as owner:
            owner.execute(text("analyze"))  # as the server does by itself a minute after such a change
            owner.commit()
        ours, plain = [], []
        for number in range(ROUNDS):
            ours.append(_assembled(tenant_id, table_id, number))
            plain.append(_plain(tenant_id, table_id, number))
        value, reference = median(ours), median(plain)
        yield {
            "name": "papers.assemble",
            "value": round(value, 3),
            "unit": "s a form",
            "reference": "a random draw with the same counts and no rules, s a form",
            "reference_value": round(reference, 3),
            "ratio": round(value / reference, 2),
            "load": f"{sum(KINDS.values())} of {ITEMS:,} items on {POINTS} points, {GROUPED:.0%} in duplicate groups; "
            "bank read, model solved, items and draws committed; one solver thread",
        }


def _assembled(tenant_id: UUID, table_id: UUID, number: int) -> float:
    with work(tenant_id) as session:
        paper_id = _paper(session, table_id, f"ours-{number}")
    began = time.perf_counter()
    drawn = run.assemble(tenant_id, paper_id, run_id=new_id())
    took = time.perf_counter() - began
    with work(tenant_id) as session:
        if not drawn or len(queries.items(session, paper_id)) != sum(KINDS.values()):
            raise LookupError("the bank of the measurement is short")
    return took


def _plain(tenant_id: UUID, table_id: UUID, number: int) -> float:
    with work(tenant_id) as session:
        paper_id = _paper(session, table_id, f"plain-{number}")
    began = time.perf_counter()
    with work(tenant_id) as session:
        rows = [
            row
            for kind, count in KINDS.items()
            for row in session.execute(
                select(Question.id, Question.version_id, Question.point_id, Question.kind)
                .where(Question.kind == kind, Question.status == QuestionStatus.APPROVED)
                .order_by(func.random())
                .limit(count)
            )
        ]
        session.execute(
            insert(PaperItem),
            [
                {
                    "paper_id": paper_id, "place": place, "question_id": row.id, "version_id": row.version_id,
                    "point_id": row.point_id, "kind": row.kind, "score": 6,
                }
                for place, row in enumerate(rows, start=1)
            ],
        )  # fmt: skip
        now = clock.now()
        session.execute(
            insert(Draw),
            [{"question_id": row.id, "paper_id": paper_id, "drawn_at": now, "cools_until": now} for row in rows],
        )
    return time.perf_counter() - began


def _paper(session: Session, table_id: UUID, no: str) -> UUID:
    paper = Paper(
        no=no,
        title=no,
        occupation="bench",
        grade="3",
        table_id=table_id,
        status=PaperStatus.ASSEMBLING,
        structure=[{"kind": kind.value, "count": count, "score": 6} for kind, count in KINDS.items()],
        minutes=90,
        cooling_days=180,
        assembled_by=new_id(),
    )
    session.add(paper)
    session.flush()
    return paper.id


def _bank(session: Session) -> UUID:
    """A table of 20 ranges and 200 points, and items dealt out over them by lot, always the same."""
    chance = random.Random(20261124)
    table = ElementTable(occupation="bench", grade="3", edition=1, title="bench", imported_by=new_id())
    session.add(table)
    session.flush()
    points: list[UUID] = []
    for at, weight in enumerate(WEIGHTS):
        root = _range(session, table.id, None, at * 100, weight * 100)
        for below in range(5):
            each = _range(session, table.id, root, at * 100 + below + 1, 2000)
            for place in range(POINTS // 20):
                (importance,) = chance.choices("XYZ", (80, 15, 5))
                point = AssessmentPoint(
                    table_id=table.id, range_id=each, place=place, code=f"{place:03}", name="点", importance=importance
                )
                session.add(point)
                session.flush()
                points.append(point.id)
    _items(session, points, chance)
    return table.id


def _range(session: Session, table_id: UUID, parent_id: UUID | None, place: int, weight: int) -> UUID:
    level = 2 if parent_id else 1
    row = ElementRange(
        table_id=table_id, parent_id=parent_id, place=place, level=level, code=str(place), name="范围", weight=weight
    )
    session.add(row)
    session.flush()
    return row.id


def _items(session: Session, points: list[UUID], chance: random.Random) -> None:
    groups = [new_id() for _ in range(int(ITEMS * GROUPED / 5))]
    questions, versions = [], []
    for at in range(ITEMS):
        question, version = new_id(), new_id()
        (kind,) = chance.choices(list(Kind), (60, 15, 25))
        questions.append(
            {
                "id": question, "no": str(at), "occupation": "bench", "grade": "3", "point_id": chance.choice(points),
                "kind": kind.value, "status": QuestionStatus.APPROVED, "author_id": question, "version_id": version,
                "duplicate_group": chance.choice(groups) if chance.random() < GROUPED else None,
            }
        )  # fmt: skip
        versions.append(
            {
                "id": version, "question_id": question, "number": 1, "kind": kind.value, "stem": f"第 {at} 题",
                "options": [], "answer": "A", "written_by": question,
            }
        )  # fmt: skip
    session.execute(insert(Question), questions)
    session.execute(insert(QuestionVersion), versions)
