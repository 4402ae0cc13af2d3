"""Whether a drawn paper keeps the rules: counted by hand, without the solver or anything it uses."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from processes.papers.assembly.bank import ElementTree, Item


def broken_rules(
    tree: ElementTree,
    bank: Sequence[Item],
    drawn: Sequence[Item],
    *,
    ranges: Mapping[UUID, int],
    kinds: Mapping[str, int],
    bounds: Mapping[str, tuple[int, int]],
    now: datetime,
) -> list[str]:
    """A sentence for every rule that does not hold."""
    broken = []
    range_of = {point.id: point.range_id for point in tree.points}
    importance_of = {point.id: point.importance for point in tree.points}
    if len({item.id for item in drawn}) != len(drawn):
        broken.append("an item twice")
    if Counter(item.kind for item in drawn) != Counter(kinds):
        broken.append("kinds")
    got = Counter(range_of[item.point_id] for item in drawn)
    parents = {each.parent_id for each in tree.ranges}
    broken += [
        f"range {each.code}" for each in tree.ranges if each.id not in parents and got[each.id] != ranges[each.id]
    ]
    free = [item for item in bank if item.cools_until is None or item.cools_until <= now]
    if not {item.id for item in drawn} <= {item.id for item in free}:
        broken.append("a cooling item")
    groups = Counter(item.group for item in drawn if item.group)
    broken += [f"group {group}" for group, number in groups.items() if number > 1]
    shares = Counter(importance_of[item.point_id] for item in drawn)
    broken += [name for name, (least, most) in bounds.items() if not least <= shares[name] <= most]
    used = Counter(item.point_id for item in drawn)
    for item in drawn:
        if used[item.point_id] > 1 and (better := _better(item, drawn, free, range_of, importance_of, bounds)):
            broken.append(f"point {item.point_id} again, though {better.id} would do")
    return broken


def _better(
    item: Item,
    drawn: Sequence[Item],
    free: Sequence[Item],
    range_of: Mapping[UUID, UUID],
    importance_of: Mapping[UUID, str],
    bounds: Mapping[str, tuple[int, int]],
) -> Item | None:
    """An item of a point not drawn yet, that could stand in this one's place without breaking a rule."""
    rest = [other for other in drawn if other.id != item.id]
    groups, points = {other.group for other in rest if other.group}, {other.point_id for other in rest}
    for other in free:
        if other.kind != item.kind or other.point_id in points or other.group in groups:
            continue
        if range_of[other.point_id] != range_of[item.point_id]:
            continue
        shares = Counter(importance_of[each.point_id] for each in (*rest, other))
        if all(least <= shares[name] <= most for name, (least, most) in bounds.items()):
            return other
    return None
