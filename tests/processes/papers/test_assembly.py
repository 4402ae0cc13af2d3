"""What is drawn keeps every rule, what can't be drawn is explained by the fewest items; no database here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.papers.assembly import explain, solve
from processes.papers.assembly.bank import Bank, ElementTree, Item
from processes.papers.assembly.plan import Plan, make_plan
from tests.processes.papers.builders import NOW, an_id, make_items, make_tree
from tests.processes.papers.checker import broken_rules

KINDS = {"single": 12, "judge": 6, "multiple": 4}
STOCK = {"single": 3, "judge": 2, "multiple": 2}
DAY = timedelta(days=1)
WEIGHTS = st.lists(st.none() | st.integers(500, 5000), min_size=1, max_size=3)
TREES = st.builds(make_tree, st.lists(WEIGHTS, min_size=1, max_size=4), st.integers(2, 7))


def check(tree: ElementTree, bank: Sequence[Item], drawn: Sequence[Item], plan: Plan) -> list[str]:
    bounds = {name: (share.least, share.most) for name, share in plan.importance.items()}
    return broken_rules(tree, bank, drawn, ranges=plan.ranges, kinds=plan.kinds, bounds=bounds, now=NOW)


@given(TREES, st.integers(0, 2**31 - 1), st.floats(0, 0.5))
@settings(max_examples=40, deadline=None)
def test_a_drawn_paper_keeps_every_rule(tree: ElementTree, seed: int, grouped: float) -> None:
    chance = Random(seed)
    items = [
        replace(item, cools_until=NOW + DAY if chance.random() < 0.2 else NOW - DAY if chance.random() < 0.2 else None)
        for item in make_items(tree, STOCK, seed=seed, grouped=grouped)
    ]
    bank, plan = Bank(tree, items, NOW), make_plan(tree, KINDS)
    drawn = solve.draw(tree, bank.free, plan, seed=seed)
    if drawn is not None:
        assert check(tree, items, drawn, plan) == []
        assert solve.lacking(tree, bank.free, plan) == []
    else:
        assert solve.lacking(tree, bank.free, plan) != []


def test_the_checker_does_bite() -> None:
    tree = make_tree()
    items, plan = make_items(tree, STOCK), make_plan(tree, KINDS)
    drawn = solve.draw(tree, items, plan, seed=1)
    assert drawn
    assert check(tree, items, drawn, plan) == []
    assert "kinds" in check(tree, items, drawn[1:], plan)
    assert "an item twice" in check(tree, items, [*drawn[1:], drawn[1]], plan)
    cold = [replace(item, cools_until=NOW + DAY) for item in items]
    assert "a cooling item" in check(tree, cold, drawn, plan)
    twins = [replace(item, group=an_id(5, 1)) for item in drawn]
    assert any(rule.startswith("group") for rule in check(tree, items, twins, plan))
    heaped = [replace(item, point_id=drawn[0].point_id) for item in drawn]
    assert {rule.split()[0] for rule in check(tree, items, heaped, plan)} >= {"range"}


def test_the_same_seed_gives_the_same_paper_and_another_one_another() -> None:
    tree = make_tree(points=6)
    items, plan = make_items(tree, STOCK, grouped=0.2), make_plan(tree, KINDS)
    first = solve.draw(tree, items, plan, seed=7)
    assert first == solve.draw(tree, list(reversed(items)), plan, seed=7)
    assert first != solve.draw(tree, items, plan, seed=8)


def test_a_point_gives_one_item_while_points_suffice() -> None:
    tree = make_tree(((None,),), points=8)
    items = make_items(tree, {"single": 9})
    drawn = solve.draw(tree, items, make_plan(tree, {"single": 8}), seed=1)
    assert drawn
    assert set(Counter(item.point_id for item in drawn).values()) == {1}
    drawn = solve.draw(tree, items, make_plan(tree, {"single": 12}), seed=1)
    assert drawn
    assert Counter(Counter(item.point_id for item in drawn).values()) == {1: 4, 2: 4}


def test_a_point_gives_two_only_where_another_has_none_to_give() -> None:
    tree = make_tree(((None,),), points=8)
    bare = {point.id for point in tree.points[:3]}
    items = [item for item in make_items(tree, {"single": 9}) if item.point_id not in bare]
    plan = make_plan(tree, {"single": 8})
    drawn = solve.draw(tree, items, plan, seed=1)
    assert drawn
    assert check(tree, items, drawn, plan) == []
    assert Counter(Counter(item.point_id for item in drawn).values()) == {1: 2, 2: 3}
    more = make_items(tree, {"single": 9})
    assert any(rule.startswith("point") for rule in check(tree, more, drawn, plan))


def test_of_a_group_only_one_is_drawn_even_where_that_leaves_too_few() -> None:
    tree = make_tree(((None,),), points=2)
    twins = [replace(item, group=an_id(5, 1)) for item in make_items(tree, {"single": 1})]
    assert solve.draw(tree, twins, make_plan(tree, {"single": 2}), seed=1) is None
    assert len(solve.draw(tree, twins, make_plan(tree, {"single": 1}), seed=1) or ()) == 1


def test_what_lacks_for_a_group_alone_is_told_as_such() -> None:
    tree = make_tree(((None,),), points=2)
    twins = [replace(item, group=an_id(5, 1)) for item in make_items(tree, {"single": 1})]
    why = explain.explain(Bank(tree, twins, NOW), make_plan(tree, {"single": 2}))
    assert (why.missing, why.only_groups, why.only_importance) == (1, True, False)


def test_what_was_drawn_least_is_drawn_first() -> None:
    tree = make_tree(((None,),), points=1)
    items = [replace(item, drawn=at) for at, item in enumerate(make_items(tree, {"single": 5}))]
    drawn = solve.draw(tree, items, make_plan(tree, {"single": 2}), seed=3)
    assert [item.drawn for item in drawn or ()] == [0, 1]


def test_a_short_range_is_named_with_kind_number_and_points() -> None:
    tree = make_tree(((None, None),), points=4)
    first, second = tree.lowest
    items = [
        item
        for item in make_items(tree, {"single": 4, "judge": 4})
        if tree.point[item.point_id].range_id == first.id or item.kind == "single"
    ]
    starved = [item for item in items if item.point_id not in {point.id for point in tree.points_of(second.id)[1:]}]
    bank, plan = Bank(tree, starved, NOW), make_plan(tree, {"single": 2, "judge": 6})
    assert solve.draw(tree, bank.free, plan, seed=1) is None
    why = explain.explain(bank, plan)
    assert why.missing == 2
    (short,) = why.shortages
    assert (short.range_id, short.kind, short.missing, short.free, short.cooling) == (second.id, "judge", 2, 0, 0)
    assert short.range == "A 范围0 / A1 分项1"
    assert len(short.points) == 2
    assert why.until is None
    assert not why.only_importance


def test_an_empty_bank_lacks_everything() -> None:
    tree = make_tree()
    why = explain.explain(Bank(tree, [], NOW), make_plan(tree, KINDS))
    assert why.missing == sum(KINDS.values())
    assert Counter({short.kind: 0 for short in why.shortages}).keys() == KINDS.keys()


def test_a_table_without_points_lacks_items_of_its_ranges() -> None:
    tree = make_tree(points=0)
    why = explain.explain(Bank(tree, [], NOW), make_plan(tree, {"single": 10}))
    assert why.missing == 10
    assert all(short.points == [] for short in why.shortages)


def test_when_cooling_ends_is_told() -> None:
    tree = make_tree(((None,),), points=4)
    items = [
        replace(item, cools_until=NOW + DAY * (1 + at % 5)) for at, item in enumerate(make_items(tree, {"single": 2}))
    ]
    why = explain.explain(Bank(tree, items, NOW), make_plan(tree, {"single": 4}))
    assert why.missing == 4
    assert why.shortages[0].cooling == 8
    assert why.until is not None
    plan = make_plan(tree, {"single": 4})
    bank = Bank(tree, items, NOW)
    assert solve.draw(tree, bank.free_at(why.until), plan, seed=1)
    assert solve.draw(tree, bank.free_at(why.until - DAY), plan, seed=1) is None


def test_shares_that_the_table_does_not_have_are_told_as_such() -> None:
    tree = make_tree(((None, None),), points=3)  # X only
    plan = make_plan(tree, {"single": 6}, (0, 0, 100))
    why = explain.explain(Bank(tree, make_items(tree, {"single": 5}), NOW), plan)
    assert [(clash.importance, clash.possible_least, clash.possible_most) for clash in why.clashes] == [
        ("X", 6, 6),
        ("Z", 0, 0),
    ]
    assert why.only_importance
    assert why.missing == 0


def test_what_lacks_for_the_shares_alone_is_told_as_such() -> None:
    tree = make_tree(((None, None), (None, None)), points=5)  # X X X Y Z
    items = [item for item in make_items(tree, {"single": 5}) if tree.point[item.point_id].importance != "Z"]
    plan = make_plan(tree, {"single": 20}, (60, 20, 20))
    why = explain.explain(Bank(tree, items, NOW), plan)
    assert why.only_importance
    assert why.missing == 3
    assert {point for short in why.shortages for point in short.points} == {"004 鉴定点4"}


@pytest.mark.parametrize("missing", [1, 3])
def test_adding_what_lacks_makes_the_paper(missing: int) -> None:
    tree = make_tree()
    plan = make_plan(tree, KINDS)
    complete = make_items(tree, STOCK)
    scarce = [item for item in complete if item.kind != "multiple"]
    some = [item for item in complete if item.kind == "multiple"][: KINDS["multiple"] - missing]
    wanted = solve.lacking(tree, scarce + some, plan)
    assert wanted is not None
    assert len(wanted) == missing
    added = [
        Item(an_id(8, at), an_id(9, at), want.point_id or an_id(0, 0), want.kind) for at, want in enumerate(wanted)
    ]
    assert solve.draw(tree, scarce + some + added, plan, seed=1)
