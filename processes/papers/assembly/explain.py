"""Why no paper can be made of a bank: what the smallest addition would be, and whether waiting helps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from processes.papers.assembly.bank import Bank, ElementTree
from processes.papers.assembly.plan import Plan
from processes.papers.assembly.solve import Wanted, lacking


@dataclass(frozen=True, slots=True)
class Shortage:
    """Items of one kind that a range lacks. `points` are those that could take them; `free` and `cooling` its stock."""

    range_id: UUID
    range: str
    kind: str
    missing: int
    points: Sequence[str]
    free: int
    cooling: int


@dataclass(frozen=True, slots=True)
class Clash:
    """An importance whose share the element table itself does not allow."""

    importance: str
    least: int
    most: int
    possible_least: int
    possible_most: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """`until` is when cooling items alone will do. `only_importance`: nothing lacks but for the shares of X, Y, Z;
    `only_groups`: nothing lacks but for items that exclude each other."""

    shortages: Sequence[Shortage]
    clashes: Sequence[Clash]
    only_importance: bool
    only_groups: bool
    until: datetime | None

    @property
    def missing(self) -> int:
        return sum(each.missing for each in self.shortages)


def explain(bank: Bank, plan: Plan) -> Explanation:
    """What lacks for a paper by this plan; for a bank and plan that have none. Raises TooHard."""
    wanted, free = lacking(bank.tree, bank.free, plan), lacking(bank.tree, bank.free, plan, importance=False)
    clashes = [] if wanted is not None else _clashes(bank.tree, plan)
    wants = wanted if wanted is not None else free or []
    return Explanation(
        shortages=_shortages(bank, wants),
        clashes=clashes,
        only_importance=free == [],
        only_groups=lacking(bank.tree, [replace(item, group=None) for item in bank.free], plan) == [],
        until=_until(bank, plan),
    )


def _shortages(bank: Bank, wants: Sequence[Wanted]) -> list[Shortage]:
    found: dict[tuple[UUID, str], list[Wanted]] = {}
    for want in wants:
        found.setdefault((want.range_id, want.kind), []).append(want)
    order = {each.id: at for at, each in enumerate(bank.tree.ranges)}
    return [
        _shortage(bank, range_id, kind, found[range_id, kind])
        for range_id, kind in sorted(found, key=lambda key: (order[key[0]], key[1]))
    ]


def _shortage(bank: Bank, range_id: UUID, kind: str, wants: Sequence[Wanted]) -> Shortage:
    points = {point.id for point in bank.tree.points_of(range_id)}
    stock = [item for item in bank.items if item.point_id in points and item.kind == kind]
    free = sum(item.cools_until is None or item.cools_until <= bank.now for item in stock)
    names = dict.fromkeys(bank.tree.point[want.point_id].title for want in wants if want.point_id)
    return Shortage(range_id, bank.tree.path(range_id), kind, len(wants), list(names), free, len(stock) - free)


def _clashes(tree: ElementTree, plan: Plan) -> list[Clash]:
    """Importances whose share lies outside what the ranges' points could ever give."""
    found = []
    for name, share in plan.importance.items():
        least = most = 0
        for each in tree.lowest:
            own = [point.importance == name for point in tree.points_of(each.id)]
            most += plan.ranges[each.id] if any(own) else 0
            least += plan.ranges[each.id] if own and all(own) else 0
        if most < share.least or least > share.most:
            found.append(Clash(name, share.least, share.most, least, most))
    return found


def _until(bank: Bank, plan: Plan) -> datetime | None:
    """The first moment at which the items that are there will do; None when even all of them won't."""
    moments = sorted({item.cools_until for item in bank.items if item.cools_until and item.cools_until > bank.now})
    if not moments or lacking(bank.tree, bank.items, plan) != []:
        return None
    low, high = 0, len(moments) - 1
    while low < high:
        middle = (low + high) // 2
        if lacking(bank.tree, bank.free_at(moments[middle]), plan) == []:
            high = middle
        else:
            low = middle + 1
    return moments[low]
