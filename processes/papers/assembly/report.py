"""The sheet of planned against drawn, and of what is short: plain JSON kept in `Paper.report`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from processes.papers.assembly.bank import Bank, Item
from processes.papers.assembly.explain import Explanation
from processes.papers.assembly.plan import Plan

Report = dict[str, Any]


def drawn_sheet(bank: Bank, plan: Plan, drawn: Sequence[Item], *, seed: int) -> Report:
    """For a paper that was drawn. `doubled` counts points that gave more than one item."""
    of_point = Counter(item.point_id for item in drawn)
    return {
        **_sheet(bank, plan, drawn),
        "seed": seed,
        "doubled": sum(number > 1 for number in of_point.values()),
        "difficulty": round(sum(item.difficulty for item in drawn) / len(drawn)) if drawn else 0,
    }


def short_sheet(bank: Bank, plan: Plan, why: Explanation) -> Report:
    """For a paper that the bank can't give."""
    return {
        **_sheet(bank, plan, ()),
        "short": {
            "missing": why.missing,
            "only_importance": why.only_importance,
            "only_groups": why.only_groups,
            "until": why.until.isoformat() if why.until else None,
            "shortages": [
                {
                    "range_id": str(each.range_id),
                    "range": each.range,
                    "kind": each.kind,
                    "missing": each.missing,
                    "points": list(each.points),
                    "free": each.free,
                    "cooling": each.cooling,
                }
                for each in why.shortages
            ],
            "clashes": [
                {
                    "importance": each.importance,
                    "least": each.least,
                    "most": each.most,
                    "possible_least": each.possible_least,
                    "possible_most": each.possible_most,
                }
                for each in why.clashes
            ],
        },
    }


def _sheet(bank: Bank, plan: Plan, drawn: Sequence[Item]) -> Report:
    kinds = Counter(item.kind for item in drawn)
    importance = Counter(bank.tree.point[item.point_id].importance for item in drawn)
    return {
        "count": plan.count,
        "ranges": _ranges(bank, plan, drawn),
        "kinds": [{"kind": kind, "planned": count, "drawn": kinds[kind]} for kind, count in plan.kinds.items()],
        "importance": [
            {"code": name, "planned": share.planned, "least": share.least, "most": share.most,
             "drawn": importance[name]}
            for name, share in plan.importance.items()
        ],
    }  # fmt: skip


def _ranges(bank: Bank, plan: Plan, drawn: Sequence[Item]) -> list[Mapping[str, Any]]:
    of_point = Counter(item.point_id for item in drawn)
    free, every = _per_point(bank.free), _per_point(bank.items)
    rows: list[Mapping[str, Any]] = []
    for each in bank.tree.ranges:
        points = [point.id for point in bank.tree.points_under(each.id)]
        stock = sum(free[point] for point in points)
        rows.append(
            {
                "id": str(each.id),
                "code": each.code,
                "name": each.name,
                "level": each.level,
                "weight": each.weight,
                "planned": plan.ranges[each.id],
                "drawn": sum(of_point[point] for point in points),
                "points": len(points),
                "points_drawn": sum(of_point[point] > 0 for point in points),
                "free": stock,
                "cooling": sum(every[point] for point in points) - stock,
            }
        )
    return rows


def _per_point(items: Sequence[Item]) -> Counter[UUID]:
    return Counter(item.point_id for item in items)
