"""Who sits in which session, exactly and fast.

People who are alike (same line, institution, subjects, present seats, times they can't) are one class, so the model
counts people of a class in a session instead of naming them: 5,000 people are some dozens of integers. That theory
comes before skill is a condition on counts too: at every start of a later subject, at least as many of the class have
finished the earlier one; first finished, first served then gives each person an order that holds (Hall's condition on
intervals). What costs, in this order: a person without seats, a seat that changes or is lost, a room
of another institution.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, pairwise
from typing import Any
from uuid import UUID

from ortools.sat.python import cp_model

from processes.arrange.rules.problem import Problem, Slot, Solution, Wish

UNSEATED, CHANGED, AWAY = 1_000_000, 1_000, 1
SECONDS = 30.0


@dataclass(slots=True)
class Group:
    """People who are alike, and where they may sit, by subject."""

    members: list[Wish]
    options: dict[str, list[Slot]]
    single: bool
    held: int  # seats that each would lose without a place in the new arrangement

    @property
    def first(self) -> Wish:
        return self.members[0]

    @property
    def size(self) -> int:
        return len(self.members)


class Unsolved(RuntimeError):
    """The solver gave up within its time; with a model that always has an answer this means a machine too slow."""


def solve(problem: Problem, *, seconds: float = SECONDS) -> Solution:
    """The best arrangement. Everybody either gets all seats, or none but the fixed ones. Deterministic."""
    groups = _groups(problem)
    places: dict[tuple[UUID, str], UUID] = {}
    unseated: list[UUID] = []
    for part in _apart(groups):
        _solve_part(part, places, unseated, seconds)
    return Solution(places, unseated)


def _groups(problem: Problem) -> list[Group]:
    by_kind: dict[tuple[UUID, str], list[Slot]] = defaultdict(list)
    for slot in sorted(problem.slots, key=lambda slot: (slot.starts, str(slot.id))):
        by_kind[slot.line, slot.subject].append(slot)
    slots = {slot.id: slot for slot in problem.slots}
    times: dict[UUID, int] = defaultdict(int)
    for wish in problem.wishes:
        times[wish.person] += 1
    found: dict[Any, Group] = {}
    for wish in problem.wishes:
        now = {subject: at for subject, at in wish.now.items() if at in slots and subject in wish.subjects}
        fixed = frozenset(subject for subject in wish.fixed if subject in now)
        several = times[wish.person] > 1
        key = (
            wish.line, wish.institution, wish.ordered, tuple(sorted(now.items())), fixed, wish.busy,
            wish.id if several else None,
        )  # fmt: skip
        if key in found:
            found[key].members.append(wish)
            continue
        options = {
            subject: [slots[now[subject]]]
            if subject in fixed
            else [slot for slot in by_kind[wish.line, subject] if not any(slot.overlaps(span) for span in wish.busy)]
            for subject in wish.ordered
        }
        found[key] = Group([wish], options, several, len(set(now) - fixed))
    return list(found.values())


def _apart(groups: Sequence[Group]) -> list[list[Group]]:
    """Lines share no sessions, so each is solved by itself, unless one person is in two of them."""
    parent: dict[UUID, UUID] = {}

    def root(line: UUID) -> UUID:
        while parent.setdefault(line, line) != line:
            line = parent[line]
        return line

    by_person: dict[UUID, UUID] = {}
    for group in groups:
        if group.single:
            other = by_person.setdefault(group.first.person, group.first.line)
            parent[root(group.first.line)] = root(other)
    parts: dict[UUID, list[Group]] = defaultdict(list)
    for group in groups:
        parts[root(group.first.line)].append(group)
    return list(parts.values())


Count = Any  # a variable of the model, or a number


def _solve_part(
    groups: Sequence[Group], places: dict[tuple[UUID, str], UUID], unseated: list[UUID], seconds: float
) -> None:
    model = cp_model.CpModel()
    counts: list[dict[tuple[str, UUID], Count]] = []
    lacking: list[Count] = []
    held: dict[UUID, list[Count]] = defaultdict(list)
    fixed: dict[UUID, int] = defaultdict(int)
    seats: dict[UUID, int] = {}
    cost: list[Count] = []
    for at, group in enumerate(groups):
        lack = model.new_int_var(0, group.size, f"u{at}")
        lacking.append(lack)
        cost.append(lack * (UNSEATED + CHANGED * group.held))
        own: dict[tuple[str, UUID], Count] = {}
        counts.append(own)
        for subject, options in group.options.items():
            seats.update((slot.id, slot.seats) for slot in options)
            if subject in group.first.fixed and options and options[0].id == group.first.now.get(subject):
                own[subject, options[0].id] = group.size
                fixed[options[0].id] += group.size
                continue
            for slot in options:
                count = model.new_int_var(0, min(group.size, slot.seats), f"x{at}")
                own[subject, slot.id] = count
                held[slot.id].append(count)
                if price := _price(group.first, subject, slot):
                    cost.append(count * price)
            model.add(sum(own[subject, slot.id] for slot in options) == group.size - lack)
        _in_order(model, group, own, lack)
    for slot_id, taking in held.items():
        model.add(sum(taking) <= max(seats[slot_id] - fixed[slot_id], 0))
    _one_place_at_a_time(model, groups, counts)
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = seconds
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise Unsolved
    for group, own, lack in zip(groups, counts, lacking, strict=True):
        numbers = {key: count if isinstance(count, int) else solver.value(count) for key, count in own.items()}
        _hand_out(group, numbers, solver.value(lack), places, unseated)


def _price(wish: Wish, subject: str, slot: Slot) -> int:
    now = wish.now.get(subject)
    changed = CHANGED if now is not None and now != slot.id else 0
    return changed + (AWAY if slot.institution != wish.institution else 0)


def _in_order(model: cp_model.CpModel, group: Group, own: Mapping[tuple[str, UUID], Count], lack: Count) -> None:
    for earlier, later in pairwise(group.options):
        if {earlier, later} <= group.first.fixed:
            continue
        forgiven = lack if later in group.first.fixed else 0
        for start in sorted({slot.starts for slot in group.options[later]}):
            done = sum(own[earlier, slot.id] for slot in group.options[earlier] if slot.ends <= start)
            begun = sum(own[later, slot.id] for slot in group.options[later] if slot.starts <= start)
            if not isinstance(begun, int) or begun:
                model.add(done + forgiven >= begun)


def _one_place_at_a_time(
    model: cp_model.CpModel, groups: Sequence[Group], counts: Sequence[Mapping[tuple[str, UUID], Count]]
) -> None:
    """A person with several admissions is never in two rooms at once."""
    of_person: dict[UUID, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        if group.single:
            of_person[group.first.person].append(at)
    for same in of_person.values():
        for one, other in combinations(same, 2):
            for (subject, slot), (other_subject, other_slot) in _clashes(groups[one], groups[other]):
                both = counts[one][subject, slot], counts[other][other_subject, other_slot]
                if not all(isinstance(count, int) for count in both):
                    model.add(both[0] + both[1] <= 1)


Choice = tuple[str, UUID]


def _clashes(one: Group, other: Group) -> Iterable[tuple[Choice, Choice]]:
    for subject, slots in one.options.items():
        for other_subject, others in other.options.items():
            for slot in slots:
                for against in others:
                    if slot.overlaps((against.starts, against.ends)):
                        yield (subject, slot.id), (other_subject, against.id)


def _hand_out(
    group: Group,
    numbers: Mapping[tuple[str, UUID], int],
    lack: int,
    places: dict[tuple[UUID, str], UUID],
    unseated: list[UUID],
) -> None:
    """From counts to people: the first to finish the earlier subject is the first to begin the later one."""
    subjects = list(group.options)
    seated = group.size - lack
    for wish in group.members[seated:]:
        unseated.append(wish.id)
        places.update(((wish.id, subject), wish.now[subject]) for subject in subjects if _is_fixed(group, subject))
    ways: list[list[Slot]] = [[] for _ in range(seated)]
    for subject in subjects:
        queue = [slot for slot in _by_start(group.options[subject]) for _ in range(numbers[subject, slot.id])][:seated]
        for way, slot in zip(ways, queue, strict=True):
            way.append(slot)
        ways.sort(key=lambda way: (way[-1].ends, str(way[-1].id)))
    for wish, way in zip(group.members[:seated], _steady(group, ways), strict=True):
        places.update(((wish.id, subject), slot.id) for subject, slot in zip(subjects, way, strict=True))


def _is_fixed(group: Group, subject: str) -> bool:
    options = group.options[subject]
    return subject in group.first.fixed and bool(options) and options[0].id == group.first.now.get(subject)


def _by_start(slots: Iterable[Slot]) -> list[Slot]:
    def key(slot: Slot) -> tuple[datetime, str]:
        return slot.starts, str(slot.id)

    return sorted(slots, key=key)


def _steady(group: Group, ways: list[list[Slot]]) -> list[list[Slot]]:
    """Ways in the order of the members: all are alike, so the order only has to be the same every time."""
    return sorted(ways, key=lambda way: [(slot.starts, str(slot.id)) for slot in way])
