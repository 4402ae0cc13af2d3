"""What a paper should hold: items of each range, kind and importance, before anything is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from uuid import UUID

from processes.papers.assembly.apportion import apportion, quotas
from processes.papers.assembly.bank import ElementTree

IMPORTANCE = ("X", "Y", "Z")
TOLERANCE = Fraction(5, 100)
"""How far the shares of X, Y and Z may be off, as a part of all items."""


@dataclass(frozen=True, slots=True)
class Share:
    """Items planned, and how few or many are still right."""

    planned: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`ranges` has every range of the tree; `kinds` the counts of the structure."""

    count: int
    ranges: Mapping[UUID, int]
    kinds: Mapping[str, int]
    importance: Mapping[str, Share]


def make_plan(tree: ElementTree, kinds: Mapping[str, int], shares: Sequence[int] | None = None) -> Plan:
    """`shares` are percentages of X, Y and Z; without them each range gives its points' own mixture."""
    count = sum(kinds.values())
    ranges = quotas(count, tree)
    planned = apportion(count, shares if shares is not None else _mixture(tree, ranges))
    slack = ceil(count * TOLERANCE)
    importance = {
        name: Share(number, max(number - slack, 0), min(number + slack, count))
        for name, number in zip(IMPORTANCE, planned, strict=True)
    }
    return Plan(count, ranges, dict(kinds), importance)


def _mixture(tree: ElementTree, ranges: Mapping[UUID, int]) -> list[Fraction]:
    found = dict.fromkeys(IMPORTANCE, Fraction())
    for each in tree.lowest:
        points = tree.points_of(each.id)
        for point in points:
            found[point.importance] += Fraction(ranges[each.id], len(points))
    return list(found.values())
