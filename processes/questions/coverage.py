"""The element table as a tree, with how many questions of the bank each point has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processes.questions.models import AssessmentPoint, ElementRange, Question, QuestionStatus
from processes.questions.rules.points import Place

ENOUGH = 4  # questions that a point should have at least


@dataclass(frozen=True, slots=True)
class PointCover:
    row: AssessmentPoint
    count: int


@dataclass(slots=True)
class Branch:
    """A range with what is below it. `share` is its part of the whole table in basis points, None without weights."""

    row: ElementRange
    share: int | None
    children: list["Branch"] = field(default_factory=list)
    points: list[PointCover] = field(default_factory=list)

    def all_points(self) -> Iterator[PointCover]:
        yield from self.points
        for child in self.children:
            yield from child.all_points()

    @property
    def count(self) -> int:
        """Questions in the bank."""
        return sum(point.count for point in self.all_points())

    @property
    def filled(self) -> int:
        """Questions in the bank, at most `ENOUGH` of a point counted."""
        return sum(min(point.count, ENOUGH) for point in self.all_points())

    @property
    def grades(self) -> tuple[int, int, int]:
        """How many X, Y and Z points."""
        found = [point.row.importance for point in self.all_points()]
        return found.count("X"), found.count("Y"), found.count("Z")

    @property
    def covered(self) -> tuple[int, int]:
        """Points with a question, and points."""
        found = list(self.all_points())
        return sum(point.count > 0 for point in found), len(found)


def tree(session: Session, table_id: UUID) -> list[Branch]:
    """The ranges of the first level, in order, whole. Three statements."""
    ranges = _ranges(session, table_id)
    hanging = (
        select(Question.point_id, func.count())
        .where(Question.status == QuestionStatus.APPROVED)
        .join(AssessmentPoint, AssessmentPoint.id == Question.point_id)
        .where(AssessmentPoint.table_id == table_id)
        .group_by(Question.point_id)
    )
    counts = {row[0]: row[1] for row in session.execute(hanging)}
    branches: dict[UUID, Branch] = {}
    roots: list[Branch] = []
    for row in ranges:
        above = branches.get(row.parent_id) if row.parent_id is not None else None
        branch = Branch(row, _share(row, above))
        branches[row.id] = branch
        (roots if above is None else above.children).append(branch)
    for point in _points(session, table_id):
        branches[point.range_id].points.append(PointCover(point, counts.get(point.id, 0)))
    return roots


def places(session: Session, table_id: UUID) -> list[Place]:
    """Every point with the way to it, in the order of the table."""
    found: list[Place] = []

    def walk(branch: Branch, path: Sequence[tuple[str, str]]) -> None:
        here = [*path, (branch.row.code, branch.row.name)]
        found.extend(
            Place(point.row.id, [*here, (point.row.code, point.row.name)], point.row.importance)
            for point in branch.points
        )
        for child in branch.children:
            walk(child, here)

    for root in tree(session, table_id):
        walk(root, ())
    return found


def points_under(branches: Sequence[Branch], range_id: UUID) -> list[UUID]:
    """The points of a range and of everything below it."""
    for branch in branches:
        if branch.row.id == range_id:
            return [point.row.id for point in branch.all_points()]
        if found := points_under(branch.children, range_id):
            return found
    return []


def _ranges(session: Session, table_id: UUID) -> Sequence[ElementRange]:
    """By level, so that a parent always comes before its children."""
    wanted = select(ElementRange).where(ElementRange.table_id == table_id)
    return session.scalars(wanted.order_by(ElementRange.level, ElementRange.place)).all()


def _points(session: Session, table_id: UUID) -> Sequence[AssessmentPoint]:
    wanted = select(AssessmentPoint).where(AssessmentPoint.table_id == table_id)
    return session.scalars(wanted.order_by(AssessmentPoint.place)).all()


def _share(row: ElementRange, above: Branch | None) -> int | None:
    if row.weight is None:
        return None
    if above is None:
        return row.weight
    return None if above.share is None else round(above.share * row.weight / 10_000)
