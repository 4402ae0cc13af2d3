"""Sharing items out: nothing lost, nobody off by one or more, the heavier never behind the lighter."""

import itertools
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from processes.papers.assembly.apportion import apportion, quotas
from processes.papers.assembly.bank import Element, ElementTree, Point
from processes.papers.assembly.plan import make_plan
from tests.processes.papers.builders import an_id, make_tree

COUNTS = st.integers(0, 400)
WEIGHTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=12)


@given(COUNTS, WEIGHTS)
def test_everything_is_shared_out(count: int, weights: list[int]) -> None:
    shares = apportion(count, weights)
    assert sum(shares) == count
    assert min(shares) >= 0


@given(COUNTS, WEIGHTS.filter(any))
def test_everyone_gets_his_share_rounded_up_or_down(count: int, weights: list[int]) -> None:
    for share, weight in zip(apportion(count, weights), weights, strict=True):
        assert abs(share - Fraction(weight * count, sum(weights))) < 1


@given(COUNTS, WEIGHTS)
def test_the_heavier_never_gets_less(count: int, weights: list[int]) -> None:
    shares = apportion(count, weights)
    pairs = sorted(zip(weights, shares, strict=True))
    assert all(lighter[1] <= heavier[1] or lighter[0] == heavier[0] for lighter, heavier in itertools.pairwise(pairs))


@given(COUNTS, WEIGHTS.filter(any))
def test_the_rest_goes_to_the_largest_remainders(count: int, weights: list[int]) -> None:
    exact = [Fraction(weight * count, sum(weights)) for weight in weights]
    shares = apportion(count, weights)
    lucky = [part % 1 for part, share in zip(exact, shares, strict=True) if share > part]
    unlucky = [part % 1 for part, share in zip(exact, shares, strict=True) if share <= part and part % 1]
    assert not lucky or not unlucky or min(lucky) >= max(unlucky)


def test_weights_as_in_a_real_table() -> None:
    assert apportion(160, [25, 10, 30, 20, 15]) == [40, 16, 48, 32, 24]
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(3, [0, 0]) == [2, 1]


WEIGHT = st.none() | st.integers(0, 10_000)
TREES = st.builds(
    make_tree,
    st.lists(st.lists(WEIGHT, min_size=1, max_size=4), min_size=1, max_size=5),
    st.integers(1, 6),
)


@given(COUNTS, TREES)
def test_every_level_adds_up(count: int, tree: ElementTree) -> None:
    shares = quotas(count, tree)
    assert sum(shares[each.id] for each in tree.roots) == count
    for each in tree.ranges:
        children = tree.children(each.id)
        assert not children or sum(shares[child.id] for child in children) == shares[each.id]


def test_ranges_without_a_weight_share_what_is_left_by_their_points() -> None:
    weights = [5000, None, None]
    ranges = [Element(an_id(1, at), None, 1, str(at), "", weight) for at, weight in enumerate(weights)]
    points = [Point(an_id(3, at), an_id(1, 1 if at < 3 else 2), "", "", "X") for at in range(4)]
    assert list(quotas(16, ElementTree(ranges, points)).values()) == [8, 6, 2]


@given(st.integers(1, 200), TREES)
def test_importance_adds_up_and_its_bounds_hold_the_plan(count: int, tree: ElementTree) -> None:
    plan = make_plan(tree, {"single": count})
    assert sum(share.planned for share in plan.importance.values()) == count
    assert all(share.least <= share.planned <= share.most for share in plan.importance.values())


def test_own_shares_are_taken_as_they_are() -> None:
    plan = make_plan(make_tree(), {"single": 100}, (80, 15, 5))
    assert [share.planned for share in plan.importance.values()] == [80, 15, 5]
    assert [(share.least, share.most) for share in plan.importance.values()] == [(75, 85), (10, 20), (0, 10)]
