"""What an assembly looks at: the tree of elements, and the questions of the bank. Plain values, in a fixed order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Element:
    """A range. `weight` is its share of its parent in basis points, or None."""

    id: UUID
    parent_id: UUID | None
    level: int
    code: str
    name: str
    weight: int | None

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class Point:
    id: UUID
    range_id: UUID
    code: str
    name: str
    importance: str

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class Item:
    """An approved question in its newest version. `drawn` counts its draws; `cools_until` is None when it is free."""

    id: UUID
    version_id: UUID
    point_id: UUID
    kind: str
    group: UUID | None = None
    difficulty: int = 50
    drawn: int = 0
    cools_until: datetime | None = None


@dataclass(frozen=True)
class ElementTree:
    """Ranges and points in the order of the table."""

    ranges: Sequence[Element]
    points: Sequence[Point]

    @cached_property
    def _children(self) -> Mapping[UUID | None, list[Element]]:
        found: dict[UUID | None, list[Element]] = {}
        for each in self.ranges:
            found.setdefault(each.parent_id, []).append(each)
        return found

    @cached_property
    def _points(self) -> Mapping[UUID, list[Point]]:
        found: dict[UUID, list[Point]] = {}
        for point in self.points:
            found.setdefault(point.range_id, []).append(point)
        return found

    @cached_property
    def point(self) -> Mapping[UUID, Point]:
        return {point.id: point for point in self.points}

    @property
    def roots(self) -> Sequence[Element]:
        return self._children.get(None, [])

    @cached_property
    def lowest(self) -> Sequence[Element]:
        """Ranges that have no range below them: their points are drawn from."""
        return [each for each in self.ranges if not self.children(each.id)]

    @cached_property
    def element(self) -> Mapping[UUID, Element]:
        return {each.id: each for each in self.ranges}

    def path(self, range_id: UUID) -> str:
        """A range with those above it: `A 基础知识 / A2 安全`."""
        each = self.element[range_id]
        return f"{self.path(each.parent_id)} / {each.title}" if each.parent_id else each.title

    def children(self, range_id: UUID) -> Sequence[Element]:
        return self._children.get(range_id, [])

    def points_of(self, range_id: UUID) -> Sequence[Point]:
        return self._points.get(range_id, [])

    def points_under(self, range_id: UUID) -> Sequence[Point]:
        """The points of a range and of all below it."""
        below = [point for child in self.children(range_id) for point in self.points_under(child.id)]
        return [*self.points_of(range_id), *below]


@dataclass(frozen=True)
class Bank:
    """The elements, and every item that could be drawn once it has cooled."""

    tree: ElementTree
    items: Sequence[Item]
    now: datetime

    @cached_property
    def free(self) -> Sequence[Item]:
        """Items outside their cooling period."""
        return self.free_at(self.now)

    def free_at(self, moment: datetime) -> Sequence[Item]:
        return [item for item in self.items if item.cools_until is None or item.cools_until <= moment]
