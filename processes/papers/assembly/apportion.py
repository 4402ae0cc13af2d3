"""Sharing a number of items out: largest remainder (Hamilton, Hare quota), and down the tree of ranges."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from uuid import UUID

from processes.papers.assembly.bank import Element, ElementTree

WHOLE = 10_000  # basis points


def apportion(count: int, weights: Sequence[int | Fraction]) -> list[int]:
    """`count` shared by weight: everyone gets the whole part of his share, the largest remainders get the rest.

    Equal remainders go to the larger weight, then to whoever comes first. Weights that are all zero count as equal.
    """
    if not weights:
        return []
    total = sum(weights)
    if not total:
        weights, total = [1] * len(weights), len(weights)
    exact = [Fraction(weight) * count / total for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: (shares[at] - exact[at], -weights[at], at))
    for at in by_remainder[: count - sum(shares)]:
        shares[at] += 1
    return shares


def quotas(count: int, tree: ElementTree) -> Mapping[UUID, int]:
    """How many items each range gets, level by level: a range's share is shared among its children."""
    found: dict[UUID, int] = {}
    _share_out(count, tree.roots, tree, found)
    return found


def _share_out(count: int, ranges: Sequence[Element], tree: ElementTree, found: dict[UUID, int]) -> None:
    for each, share in zip(ranges, apportion(count, _weights(ranges, tree)), strict=True):
        found[each.id] = share
        _share_out(share, tree.children(each.id), tree, found)


def _weights(ranges: Sequence[Element], tree: ElementTree) -> list[Fraction]:
    """Weights of siblings. Those without one share what the others leave of the whole, by their points."""
    left = max(WHOLE - sum(each.weight or 0 for each in ranges), 0)
    unweighted = [each for each in ranges if each.weight is None]
    points = {each.id: len(tree.points_under(each.id)) for each in unweighted}
    every = sum(points.values())
    return [
        Fraction(each.weight) if each.weight is not None
        else Fraction(left * points[each.id], every) if every
        else Fraction(left, len(unweighted))
        for each in ranges
    ]  # fmt: skip
