"""The picture of a bank's coverage: the ranges of the table as lines, each with its share, its points and a bar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from processes.questions.coverage import ENOUGH, Branch


@dataclass(frozen=True, slots=True)
class PointLine:
    code: str
    name: str
    importance: str
    count: int
    href: str
    current: bool

    @property
    def is_short(self) -> bool:
        return self.count < ENOUGH


@dataclass(frozen=True, slots=True)
class RangeLine:
    """`indent` is a class of the theme; `percent` says how near its points are to having enough questions each."""

    indent: str
    code: str
    name: str
    href: str
    current: bool
    share: str
    grades: str
    count: int
    covered: str
    percent: int
    points: Sequence[PointLine]


def lines(branches: Sequence[Branch], base: str, *, chosen: UUID | None = None) -> list[RangeLine]:
    """Every range under its parent; `base` is the address that a range or point is added to."""
    return list(_lines(branches, base, chosen, 0))


def _lines(branches: Sequence[Branch], base: str, chosen: UUID | None, depth: int) -> Iterator[RangeLine]:
    for branch in branches:
        have, all_ = branch.covered
        yield RangeLine(
            indent=("", "ps-3", "ps-4", "ps-5")[min(depth, 3)],
            code=branch.row.code,
            name=branch.row.name,
            href=f"{base}&within={branch.row.id}",
            current=branch.row.id == chosen,
            share="" if branch.share is None else f"{branch.share / 100:g}%",
            grades=":".join(str(count) for count in branch.grades),
            count=branch.count,
            covered=f"{have}/{all_}",
            percent=branch.filled * 100 // (ENOUGH * all_) if all_ else 0,
            points=[
                PointLine(
                    point.row.code,
                    point.row.name,
                    point.row.importance,
                    point.count,
                    f"{base}&within={point.row.id}",
                    point.row.id == chosen,
                )
                for point in branch.points
            ],
        )
        yield from _lines(branch.children, base, chosen, depth + 1)
