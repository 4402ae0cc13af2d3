"""Element tables: an upload is read and shown with its problems; accepted, it replaces the edition in force."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.ids import new_id
from engine.platform.people import Actor
from processes.catalogue.models import Occupation
from processes.questions import coverage, queries
from processes.questions.errors import AlreadyAccepted, NoSuchImport, NotAcceptable
from processes.questions.models import AssessmentPoint, ElementImport, ElementRange, ElementTable, Question
from processes.questions.reading import element_sheet
from processes.questions.rules.elements import Node


def read_upload(
    session: Session, actor: Actor, *, data: bytes, filename: str, occupation: str, grade: str
) -> ElementImport:
    """Read a workbook and keep what was found, for a preview. Raises SheetRefused."""
    table = element_sheet.read(data)
    row = ElementImport(
        occupation=occupation,
        grade=grade,
        title=table.title[:120],
        filename=filename[:200],
        tree={"ranges": [_plain(node) for node in table.ranges]},
        problems=[{"row": each.row, "text": each.text, "blocks": each.blocks} for each in table.problems],
        uploaded_by=actor.person_id,
    )
    session.add(row)
    session.flush()
    return row


def import_for(session: Session, import_id: UUID, *, lock: bool = False) -> ElementImport:
    """Raises NoSuchImport."""
    wanted = select(ElementImport).where(ElementImport.id == import_id)
    found = session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise NoSuchImport
    return found


def accept(session: Session, actor: Actor, row: ElementImport) -> ElementTable:
    """Put the table in force as the next edition. Questions follow to the point of the same codes, or of the same name.

    Raises NotAcceptable while a problem blocks it, AlreadyAccepted.
    """
    if row.accepted_at is not None:
        raise AlreadyAccepted
    blocking = sum(bool(problem["blocks"]) for problem in row.problems)
    if blocking or not row.tree["ranges"]:
        raise NotAcceptable(count=blocking or 1)
    before = queries.active_table(session, row.occupation, row.grade)
    table = _next_edition(session, actor, row)
    _write(session, table, None, row.tree["ranges"])
    moved, left = _follow(session, before, table) if before is not None else (0, 0)
    row.accepted_at, row.table_id = clock.now(), table.id
    audit.record(
        session,
        actor,
        "question.table_accepted",
        subject=("element_table", table.id),
        after={"title": table.title, "edition": table.edition, "moved": moved, "left": left},
    )
    session.flush()
    return table


def _next_edition(session: Session, actor: Actor, row: ElementImport) -> ElementTable:
    # editions follow one another, also when two people accept at the same moment
    session.scalar(select(Occupation.id).where(Occupation.code == row.occupation).with_for_update())
    same = (ElementTable.occupation == row.occupation, ElementTable.grade == row.grade)
    last = session.scalar(select(func.max(ElementTable.edition)).where(*same)) or 0
    session.execute(update(ElementTable).where(*same, ElementTable.active).values(active=False))
    table = ElementTable(
        id=new_id(),
        occupation=row.occupation,
        grade=row.grade,
        edition=last + 1,
        title=row.title or row.filename,
        imported_by=actor.person_id,
    )
    session.add(table)
    session.flush()
    return table


def _plain(node: Node) -> dict[str, Any]:
    return {
        "row": node.row,
        "level": node.level,
        "code": node.code,
        "name": node.name,
        "weight": node.weight,
        "share": None if node.share is None else f"{node.share.normalize():f}",
        "children": [_plain(child) for child in node.children],
        "points": [
            {"row": point.row, "code": point.code, "name": point.name, "importance": point.importance}
            for point in node.points
        ],
    }


def _write(session: Session, table: ElementTable, parent: ElementRange | None, nodes: list[dict[str, Any]]) -> None:
    for place, node in enumerate(nodes, 1):
        row = ElementRange(
            id=new_id(),
            table_id=table.id,
            parent_id=parent.id if parent is not None else None,
            place=place,
            level=node["level"],
            code=node["code"],
            name=node["name"],
            weight=node["weight"],
        )
        session.add(row)
        session.flush()
        session.add_all(
            AssessmentPoint(
                table_id=table.id,
                range_id=row.id,
                place=at,
                code=point["code"],
                name=point["name"],
                importance=point["importance"],
            )
            for at, point in enumerate(node["points"], 1)
        )
        _write(session, table, row, node["children"])


def _follow(session: Session, before: ElementTable, after: ElementTable) -> tuple[int, int]:
    """Hang the questions of the old edition under the new one; returns how many moved, and how many are left."""
    session.flush()
    new = coverage.places(session, after.id)
    by_code = {place.code: place for place in new}
    names = [place.path[-1][1] for place in new]
    by_name = {place.path[-1][1]: place for place in new if names.count(place.path[-1][1]) == 1}
    moved = left = 0
    for place in coverage.places(session, before.id):
        same = by_code.get(place.code)
        if same is None or same.path[-1][1] != place.path[-1][1]:
            same = by_name.get(place.path[-1][1], same)
        hanging = update(Question).where(Question.point_id == place.id)
        if same is not None:
            moved += len(session.scalars(hanging.values(point_id=same.id).returning(Question.id)).all())
        else:
            left += session.scalar(select(func.count()).where(Question.point_id == place.id)) or 0
    return moved, left
