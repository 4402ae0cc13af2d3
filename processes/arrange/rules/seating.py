"""Seats within a room: no two of the same employer or registration point beside, before or behind each other.

Local search by min-conflicts (Minton et al., 1992): a person who sits beside one of the same unit swaps with whomever
it helps most. Who has a seat already keeps it; only newcomers are moved about.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

STEPS = 400


@dataclass(frozen=True, slots=True)
class Sitter:
    """`unit` empty is alike to nobody; `number` is the seat that is kept."""

    id: UUID
    unit: str
    number: int | None = None


def seat(sitters: Sequence[Sitter], *, capacity: int, columns: int) -> dict[UUID, int]:
    """A number from 1 to `capacity` for each. Seats are numbered row by row, `columns` in a row.

    Raises ValueError when there are more people than seats, or two keep one seat.
    """
    kept = {sitter.number: sitter for sitter in sitters if sitter.number is not None}
    if len(sitters) > capacity or len(kept) != sum(sitter.number is not None for sitter in sitters):
        raise ValueError("more people than seats")
    if any(not 1 <= number <= capacity for number in kept):
        raise ValueError("a seat that the room does not have")
    sitters = apart(sitters, capacity=capacity)
    kept = {sitter.number: sitter for sitter in sitters if sitter.number is not None}
    reach = max(len(sitters), max(kept, default=0))
    best = _search(sitters, kept, reach, columns)
    if reach < capacity and neighbours(best, sitters, columns=columns):
        wider = _search(sitters, kept, capacity, columns)
        if neighbours(wider, sitters, columns=columns) < neighbours(best, sitters, columns=columns):
            best = wider
    return best


def neighbours(numbers: dict[UUID, int], sitters: Sequence[Sitter], *, columns: int) -> int:
    """How many pairs of one unit sit beside, before or behind each other."""
    units = {numbers[sitter.id]: sitter.unit for sitter in sitters}
    return sum(
        bool(unit) and units.get(other) == unit
        for number, unit in units.items()
        for other in _around(number, columns)
        if other > number
    )


def apart(sitters: Sequence[Sitter], *, capacity: int) -> list[Sitter]:
    """The sitters without the units that can't be kept apart: a chessboard has a white field for half of its fields."""
    sizes = Counter(sitter.unit for sitter in sitters)
    most = (capacity + 1) // 2
    return [replace(sitter, unit="") if sizes[sitter.unit] > most else sitter for sitter in sitters]


def clashing(sitters: Sequence[Sitter], *, capacity: int, columns: int) -> set[UUID]:
    """Who sits beside, before or behind one of the same unit, as they are."""
    at = {sitter.number: sitter for sitter in apart(sitters, capacity=capacity) if sitter.number is not None}
    return {
        sitter.id
        for number, sitter in at.items()
        if sitter.unit and any(at[other].unit == sitter.unit for other in _around(number, columns) if other in at)
    }


def _around(number: int, columns: int) -> list[int]:
    _, column = divmod(number - 1, columns)
    beside = [number - 1] if column else []
    if column < columns - 1:
        beside.append(number + 1)
    return [*beside, number - columns, number + columns]


def _search(sitters: Sequence[Sitter], kept: dict[int, Sitter], reach: int, columns: int) -> dict[UUID, int]:
    dice = random.Random(len(sitters) * 1009 + columns)
    free = [number for number in range(1, reach + 1) if number not in kept]
    coming = [sitter for sitter in sitters if sitter.number is None]
    at: dict[int, Sitter] = {**kept, **dict(zip(free, coming, strict=False))}

    def clashes(number: int) -> int:
        sitter = at.get(number)
        if sitter is None or not sitter.unit:
            return 0
        return sum(at[other].unit == sitter.unit for other in _around(number, columns) if other in at)

    def swap(one: int, other: int) -> None:
        first, second = at.pop(one, None), at.pop(other, None)
        if second is not None:
            at[one] = second
        if first is not None:
            at[other] = first

    for _ in range(STEPS):
        bad = [number for number in free if number in at and clashes(number)]
        if not bad:
            break
        one = dice.choice(bad)
        best, targets = 0, []
        for other in free:
            if other == one:
                continue
            before = clashes(one) + clashes(other)
            swap(one, other)
            gain = before - clashes(one) - clashes(other)
            swap(one, other)
            if gain > best:
                best, targets = gain, [other]
            elif gain == best:
                targets.append(other)
        if targets:
            swap(one, dice.choice(targets))
    return {sitter.id: number for number, sitter in at.items()}
