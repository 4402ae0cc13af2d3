"""Element tables and banks, as rows and as plain values, with only what a test cares about named."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.platform.people.service import ensure_person, grant
from engine.workflow import commands
from processes.catalogue.models import Occupation
from processes.papers.assembly.bank import Element, ElementTree, Item, Point
from processes.papers.models import Paper
from processes.questions.models import (
    AssessmentPoint,
    ElementRange,
    ElementTable,
    Kind,
    Question,
    QuestionStatus,
    QuestionVersion,
)

OCCUPATION, GRADE = "6-11-01-03", "3"
NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
KINDS = {Kind.SINGLE: 30, Kind.JUDGE: 20, Kind.MULTIPLE: 10}
RANGES = (
    ("A", "基础知识", 4000, ("化学基础", "安全环保")),
    ("B", "操作控制", 6000, ("开停车", "正常操作", "故障处理")),
)


def make_tree(
    weights: Sequence[Sequence[int | None]] = ((None, None), (None, None, None)), points: int = 4
) -> ElementTree:
    """Two levels: a root for each entry, with the weights of its children; `points` on every lowest range.

    Of the points of a range the last is Z where there are five or more, the one before it Y, the others X.
    """
    ranges: list[Element] = []
    found: list[Point] = []
    for at, children in enumerate(weights):
        root = Element(an_id(1, at), None, 1, chr(65 + at), f"范围{at}", None)
        ranges.append(root)
        for below, weight in enumerate(children):
            each = Element(an_id(2, at * 100 + below), root.id, 2, f"{root.code}{below}", f"分项{below}", weight)
            ranges.append(each)
            found += [
                Point(
                    an_id(3, len(found) + number),
                    each.id,
                    f"{number:03}",
                    f"鉴定点{number}",
                    importance(number, points),
                )
                for number in range(points)
            ]
    return ElementTree(ranges, found)


def importance(at: int, of: int) -> str:
    if of >= 5 and at == of - 1:
        return "Z"
    return "Y" if of >= 4 and at >= of - (2 if of >= 5 else 1) else "X"


def make_items(tree: ElementTree, kinds: Mapping[str, int], *, seed: int = 1, grouped: float = 0.0) -> list[Item]:
    """As many items of each kind on every point; a share of them in duplicate groups of up to four."""
    chance = Random(seed)
    made: list[Item] = []
    for point in tree.points:
        for kind, count in kinds.items():
            for _ in range(count):
                group = an_id(5, chance.randrange(len(tree.points) * 2)) if chance.random() < grouped else None
                made.append(
                    Item(an_id(4, len(made)), an_id(6, len(made)), point.id, kind, group, chance.randrange(100))
                )
    return made


def an_id(kind: int, number: int) -> UUID:
    return UUID(int=(kind << 96) + number)


def make_table(session: Session, *, points: int = 6, occupation: str = OCCUPATION, grade: str = GRADE) -> ElementTable:
    """A real table of two levels and five lowest ranges, and its occupation."""
    if session.scalar(select(Occupation.id).where(Occupation.code == occupation)) is None:
        session.add(Occupation(code=occupation, name="化工总控工"))
    table = ElementTable(
        occupation=occupation, grade=grade, edition=1, title="化工总控工三级鉴定要素细目表", imported_by=new_id()
    )
    session.add(table)
    session.flush()
    place = 0
    for code, name, weight, below in RANGES:
        root = _range(session, table, None, place, 1, code, name, weight)
        place += 1
        for at, title in enumerate(below, start=1):
            each = _range(session, table, root, place, 2, f"{code}{at}", title, 10_000 // len(below))
            place += 1
            session.add_all(
                AssessmentPoint(
                    table_id=table.id,
                    range_id=each.id,
                    place=number,
                    code=f"{number + 1:03}",
                    name=f"{title}要点{number + 1}",
                    importance=importance(number, points),
                )
                for number in range(points)
            )
    session.flush()
    return table


def _range(
    session: Session, table: ElementTable, root: ElementRange | None, place: int, level: int, code: str, name: str,
    weight: int,
) -> ElementRange:  # fmt: skip
    row = ElementRange(
        table_id=table.id,
        parent_id=root.id if root else None,
        place=place,
        level=level,
        code=code,
        name=name,
        weight=weight,
    )
    session.add(row)
    session.flush()
    return row


def make_bank(session: Session, table: ElementTable, kinds: Mapping[Kind, int] = KINDS, *, seed: int = 1) -> list[UUID]:
    """Approved questions of each kind, dealt out over the table's points in turn; returns their ids."""
    chance = Random(seed)
    points = session.scalars(
        select(AssessmentPoint)
        .join(ElementRange, ElementRange.id == AssessmentPoint.range_id)
        .where(AssessmentPoint.table_id == table.id)
        .order_by(AssessmentPoint.place, ElementRange.place)
    ).all()
    questions: list[dict[str, Any]] = []
    versions: list[dict[str, Any]] = []
    kinds_in_turn = [kind for kind, count in kinds.items() for _ in range(count)]
    for at, kind in enumerate(kinds_in_turn):
        question, version, point = new_id(), new_id(), points[at % len(points)]
        questions.append(
            {
                "id": question, "no": f"T-{table.grade}-{seed}-{at:05}", "occupation": table.occupation,
                "grade": table.grade, "point_id": point.id, "kind": kind, "status": QuestionStatus.APPROVED,
                "author_id": new_id(), "version_id": version,
            }
        )  # fmt: skip
        versions.append(
            {
                "id": version, "question_id": question, "number": 1, "kind": kind, "written_by": new_id(),
                "difficulty": chance.randrange(20, 80), **_text(kind, at, point.name),
            }
        )  # fmt: skip
    session.execute(insert(Question), questions)
    session.execute(insert(QuestionVersion), versions)
    return [row["id"] for row in questions]


def _text(kind: Kind, at: int, name: str) -> dict[str, Any]:
    if kind is Kind.JUDGE:
        return {"stem": f"关于{name}的说法第 {at} 条是正确的。", "options": [], "answer": "TF"[at % 2]}
    options = [f"{name}甲{at}", f"{name}乙{at}", f"{name}丙{at}", f"{name}丁{at}"]
    answer = "ABD" if kind is Kind.MULTIPLE else "ABCD"[at % 4]
    return {"stem": f"关于{name}，下列说法正确的是（　　）。第 {at} 题", "options": options, "answer": answer}


def blueprint(table: ElementTable, **known: Any) -> dict[str, Any]:
    """A checked blueprint form: the small structure."""
    return {
        "title": "化工总控工三级理论知识试卷（A 卷）",
        "table": str(table.id),
        "parts": [
            {"kind": "single", "count": 20, "points": 3},
            {"kind": "judge", "count": 10, "points": 2},
            {"kind": "multiple", "count": 5, "points": 4},
        ],
        "minutes": 60,
        "cooling_days": 30,
        "importance": "table",
    } | known


def make_staff(session: Session, tenant: UUID, name: str, *groups: str) -> Actor:
    person = ensure_person(session, new_id(), phone=None, name=name)
    for group in groups:
        grant(session, Actor.system(tenant), person, group)
    return Actor(person.id, tenant, name, frozenset(groups))


def complete(session: Session, actor: Actor, paper_id: UUID, form: str, values: Mapping[str, Any]) -> None:
    """Complete the open task of this form."""
    items = [item for item in commands.open_items(session, actor, str(paper_id)) if item.form_key == form]
    commands.complete(session, actor, items[0].id, values)


def handed_over(session: Session, actor: Actor, values: dict[str, Any]) -> Paper:
    """A paper whose assembly waits for its job."""
    from processes.papers.service import blueprint as service

    paper = service.draw_up(session, actor, values)
    complete(session, actor, paper.id, "paper/blueprint", values)
    return paper
