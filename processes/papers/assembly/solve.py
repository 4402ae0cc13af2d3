"""The model (OR-Tools CP-SAT): one form at a time.

Ranges, kinds, groups and the bounds of importance are kept without exception. A point gives a second item only where
no paper does without, and the shares of X, Y and Z are as near to the plan as they can be. The rest is luck.

Items of one point and kind that stand in no duplicate group are alike to every rule, so the model counts them in
cells, and only members of groups are choices of their own. Which items of a cell are taken is drawn by lot, those
drawn least before the others. The same bank, plan and seed give the same paper.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ortools.sat.python import cp_model

from processes.papers.assembly.bank import ElementTree, Item, Point
from processes.papers.assembly.plan import Plan

AGAIN, DEVIATION, CHANCE, WORN = 1_000_000, 10_000, 1_000, 300  # prices: one more of a point, off the planned
# importance, luck, drawn before
NEAR = 5_000  # below the price of a rule: only luck may be less than perfect
LEVELS = 4  # of the price of a point's items: the second, third, fourth and fifth cost more each
EFFORT = 20.0  # the solver's own deterministic seconds: a busy machine finds the same
FAMILIAR = 50  # items of a point above which one more is as good as any


class TooHard(RuntimeError):
    """The model found neither a paper nor the proof that there is none."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item that the bank lacks. `point_id` is None where the range has no point at all."""

    range_id: UUID
    point_id: UUID | None
    kind: str


@dataclass(frozen=True, slots=True)
class _Term:
    """A number of items of one point and kind, to be found. `source` is what they are taken from."""

    source: Sequence[Item] | Wanted
    range_id: UUID
    point: Point | None
    kind: str
    variable: Any


def draw(tree: ElementTree, items: Sequence[Item], plan: Plan, *, seed: int) -> list[Item] | None:
    """The items of a paper that keeps every rule, or None when there is none. Raises TooHard."""
    chance, model = random.Random(seed), cp_model.CpModel()
    terms = _from_bank(model, tree, items, plan, chance)
    _keep_rules(model, tree, plan, terms)
    price = [_price(term, chance) * term.variable for term in terms]
    again, off = _again(model, terms), _keep_importance(model, plan, terms)
    model.minimize(sum(price) + AGAIN * sum(again) + DEVIATION * sum(off))
    found = _solve(model, seed, near=NEAR)
    if found is None:
        return None
    return [item for term in terms for item in _items(term)[: found.value(term.variable)]]


def lacking(tree: ElementTree, items: Sequence[Item], plan: Plan, *, importance: bool = True) -> list[Wanted] | None:
    """The fewest items that would have to be added to the bank; empty when nothing lacks, None when none would help.

    Points with few items come first. `importance` keeps the shares of X, Y and Z or leaves them out. Raises TooHard.
    """
    model = cp_model.CpModel()
    terms = _from_bank(model, tree, items, plan, random.Random(0))
    stock = Counter(item.point_id for item in items)
    added = list(_added(model, tree, plan))
    _keep_rules(model, tree, plan, [*terms, *added])
    if importance:
        _keep_importance(model, plan, [*terms, *added])
    dear = [term.variable * (DEVIATION + min(stock[term.point.id], FAMILIAR) if term.point else 0) for term in added]
    model.minimize(sum(dear) + 2 * FAMILIAR * sum(_again(model, added)))
    found = _solve(model, 0, near=0)
    if found is None:
        return None
    return [term.source for term in added for _ in range(found.value(term.variable)) if isinstance(term.source, Wanted)]


def _from_bank(
    model: cp_model.CpModel, tree: ElementTree, items: Sequence[Item], plan: Plan, chance: random.Random
) -> list[_Term]:
    """A term for each cell, and one for each member of a group that has several."""
    lowest = {each.id for each in tree.lowest}
    fitting = [
        item for item in sorted(items, key=lambda item: item.id)
        if item.kind in plan.kinds and item.point_id in tree.point and tree.point[item.point_id].range_id in lowest
    ]  # fmt: skip
    chance.shuffle(fitting)
    fitting.sort(key=lambda item: item.drawn)
    sizes = Counter(item.group for item in fitting if item.group)
    pools: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in fitting:
        alone = item.group is not None and sizes[item.group] > 1
        pools[item.point_id, item.kind, item.id if alone else None].append(item)
    terms, groups = [], defaultdict(list)
    for (point_id, kind, single), pool in pools.items():
        point, variable = tree.point[point_id], model.new_int_var(0, len(pool), "")
        terms.append(_Term(pool, point.range_id, point, kind, variable))
        if single:
            groups[pool[0].group].append(variable)
    for members in groups.values():
        model.add(sum(members) <= 1)
    return terms


def _added(model: cp_model.CpModel, tree: ElementTree, plan: Plan) -> Iterable[_Term]:
    for each in tree.lowest:
        quota = plan.ranges[each.id]
        for point in tree.points_of(each.id) or (None,):
            for kind in plan.kinds if quota else ():
                want = Wanted(each.id, point.id if point else None, kind)
                yield _Term(want, each.id, point, kind, model.new_int_var(0, quota, ""))


def _keep_rules(model: cp_model.CpModel, tree: ElementTree, plan: Plan, terms: Sequence[_Term]) -> None:
    of_range, of_kind = defaultdict(list), defaultdict(list)
    for term in terms:
        of_range[term.range_id].append(term.variable)
        of_kind[term.kind].append(term.variable)
    for each in tree.lowest:
        _equal(model, of_range[each.id], plan.ranges[each.id])
    for kind, count in plan.kinds.items():
        _equal(model, of_kind[kind], count)


def _again(model: cp_model.CpModel, terms: Sequence[_Term]) -> list[Any]:
    """How many items each point gives beyond its first, its second and so on: their sum grows faster than they do."""
    of_point = defaultdict(list)
    for term in terms:
        if term.point:
            of_point[term.point.id].append(term.variable)
    beyond = []
    for variables in of_point.values():
        for level in range(1, LEVELS + 1):
            more = model.new_int_var(0, cp_model.INT32_MAX, "")
            model.add(more >= sum(variables) - level)
            beyond.append(more)
    return beyond


def _equal(model: cp_model.CpModel, variables: Sequence[Any], number: int) -> None:
    if variables:
        model.add(sum(variables) == number)
    elif number:
        model.add_bool_or([])  # nothing to take it from


def _keep_importance(model: cp_model.CpModel, plan: Plan, terms: Sequence[_Term]) -> list[Any]:
    """The shares within their bounds; returns how far each is off what was planned."""
    off = []
    for name, share in plan.importance.items():
        drawn = sum(term.variable for term in terms if term.point and term.point.importance == name)
        distance = model.new_int_var(0, plan.count, "")
        model.add(distance >= drawn - share.planned)
        model.add(distance >= share.planned - drawn)
        model.add_linear_constraint(drawn, share.least, share.most)
        off.append(distance)
    return off


def _price(term: _Term, chance: random.Random) -> int:
    return chance.randrange(CHANCE) + WORN * _items(term)[0].drawn


def _items(term: _Term) -> Sequence[Item]:
    return () if isinstance(term.source, Wanted) else term.source


def _solve(model: cp_model.CpModel, seed: int, *, near: int) -> cp_model.CpSolver | None:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.absolute_gap_limit = near
    match solver.solve(model):
        case cp_model.OPTIMAL | cp_model.FEASIBLE:
            return solver
        case cp_model.INFEASIBLE:
            return None
    raise TooHard
