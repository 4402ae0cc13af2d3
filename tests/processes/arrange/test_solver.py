"""The solver against an independent checker, and against trying everything."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from processes.arrange.rules.problem import Problem, Slot, Solution, Wish, shortages
from processes.arrange.rules.solver import AWAY, CHANGED, UNSEATED, solve
from tests.processes.arrange.checker import changes, faults

T0 = datetime(2026, 12, 20, 1, tzinfo=UTC)
LINES, INSTITUTIONS = [UUID(int=1), UUID(int=2)], [UUID(int=11), UUID(int=12)]


def slot(number: int, subject: str, hour: int, seats: int, *, line: int = 0, at: int = 0, hours: int = 2) -> Slot:
    starts = T0 + timedelta(hours=hour)
    return Slot(
        UUID(int=100 + number), LINES[line], subject, INSTITUTIONS[at], starts, starts + timedelta(hours=hours), seats
    )


def wish(number: int, *subjects: str, line: int = 0, at: int = 0, person: int | None = None) -> Wish:
    who = UUID(int=1000 + (number if person is None else person))
    return Wish(UUID(int=5000 + number), who, LINES[line], INSTITUTIONS[at], subjects or ("theory", "skill"))


@st.composite
def problems(draw: st.DrawFn, most_people: int = 12) -> Problem:
    slots = [
        slot(
            number,
            draw(st.sampled_from(["theory", "skill", "review"])),
            draw(st.integers(0, 8)),
            draw(st.integers(0, 4)),
            line=draw(st.integers(0, 1)),
            at=draw(st.integers(0, 1)),
        )
        for number in range(draw(st.integers(0, 9)))
    ]
    wishes = []
    for number in range(draw(st.integers(0, most_people))):
        subjects = draw(st.sampled_from([("theory",), ("skill",), ("theory", "skill"), ("theory", "skill", "review")]))
        row = wish(
            number,
            *subjects,
            line=draw(st.integers(0, 1)),
            at=draw(st.integers(0, 1)),
            person=draw(st.sampled_from([number, number, 1])),
        )
        if draw(st.booleans()):
            hour = draw(st.integers(0, 8))
            row = replace(row, busy=((T0 + timedelta(hours=hour), T0 + timedelta(hours=hour + 1)),))
        wishes.append(row)
    return Problem(slots, wishes)


@settings(max_examples=1500, deadline=None)
@given(problems())
def test_every_arrangement_holds(problem: Problem) -> None:
    solution = solve(problem)
    assert faults(problem, solution) == []
    assert bool(solution.unseated) == bool(shortages(problem, solution))


@settings(max_examples=60, deadline=None)
@given(problems(), st.data())
def test_arranging_again_changes_nothing_and_pins_hold(problem: Problem, data: st.DataObject) -> None:
    first = solve(problem)
    again = Problem(
        problem.slots,
        [
            replace(
                each,
                now={subject: at for (who, subject), at in first.places.items() if who == each.id},
                fixed=frozenset(
                    subject for who, subject in first.places if who == each.id and data.draw(st.booleans())
                ),
            )
            for each in problem.wishes
        ],
    )
    second = solve(again)
    assert faults(again, second) == []
    assert changes(again, second) == 0
    assert len(second.unseated) == len(first.unseated)


def price(problem: Problem, solution: Solution) -> int:
    slots = {each.id: each for each in problem.slots}
    wishes = {each.id: each for each in problem.wishes}
    away = sum(slots[at].institution != wishes[who].institution for (who, _), at in solution.places.items())
    moved = sum(
        solution.places.get((who, subject)) != at for who, each in wishes.items() for subject, at in each.now.items()
    )
    return len(solution.unseated) * UNSEATED + moved * CHANGED + away * AWAY


@settings(max_examples=40, deadline=None)
@given(problems(most_people=3), st.data())
def test_nothing_better_is_found_by_trying_everything(problem: Problem, data: st.DataObject) -> None:
    wishes = []
    for each in problem.wishes:
        fitting = {
            subject: [slot.id for slot in problem.slots if (slot.line, slot.subject) == (each.line, subject)]
            for subject in each.subjects
        }
        now = {}
        for subject, ids in fitting.items():
            chosen = data.draw(st.sampled_from([None, *ids]))
            if chosen is not None:
                now[subject] = chosen
        wishes.append(replace(each, now=now))
    problem = Problem(problem.slots[:6], wishes)
    best = min(price(problem, each) for each in _everything(problem) if not faults(problem, each))
    assert price(problem, solve(problem)) == best


def _everything(problem: Problem) -> list[Solution]:
    ways = []
    for each in problem.wishes:
        fitting = [
            [slot.id for slot in problem.slots if (slot.line, slot.subject) == (each.line, subject)]
            for subject in each.subjects
        ]
        ways.append([None, *product(*fitting)])
    found = []
    for choice in product(*ways):
        places: dict[tuple[UUID, str], UUID] = {}
        unseated: list[UUID] = []
        for each, way in zip(problem.wishes, choice, strict=True):
            if way is None:
                unseated.append(each.id)
            else:
                places |= {(each.id, subject): at for subject, at in zip(each.subjects, way, strict=True)}
        found.append(Solution(places, unseated))
    return found


def test_the_own_institution_comes_first() -> None:
    slots = [slot(1, "theory", 0, 2, at=0), slot(2, "theory", 0, 2, at=1)]
    wishes = [wish(number, "theory", at=number % 2) for number in range(4)]
    solution = solve(Problem(slots, wishes))
    assert all(solution.places[each.id, "theory"] == slots[number % 2].id for number, each in enumerate(wishes))


def test_one_who_leaves_a_full_room_moves_nobody_else() -> None:
    slots = [slot(1, "theory", 0, 3), slot(2, "theory", 0, 3, at=1)]
    wishes = [wish(number, "theory") for number in range(5)]
    first = solve(Problem(slots, wishes))
    kept = [replace(each, now={"theory": first.places[each.id, "theory"]}) for each in wishes[1:]]
    newcomer = wish(9, "theory")
    again = Problem(slots, [*kept, newcomer])
    second = solve(again)
    assert changes(again, second) == 0
    assert second.unseated == []


def test_too_few_seats_are_told_by_subject_and_number() -> None:
    problem = Problem([slot(1, "theory", 0, 5), slot(2, "skill", 3, 2)], [wish(number) for number in range(4)])
    solution = solve(problem)
    assert len(solution.unseated) == 2
    (short,) = shortages(problem, solution)
    assert (short.subject, short.needed, short.seats, short.by_time) == ("skill", 4, 2, False)


def test_seats_enough_but_at_wrong_times_are_told_as_such() -> None:
    problem = Problem([slot(1, "theory", 3, 5), slot(2, "skill", 0, 5)], [wish(1)])
    solution = solve(problem)
    assert solution.unseated
    assert {short.by_time for short in shortages(problem, solution)} == {True}


def test_five_thousand_people_take_seconds_at_most() -> None:
    slots = [
        slot(number, subject, 24 * (number % 2) + hour, 90, line=number % 2, at=number // 2 % 2)
        for number, (subject, hour) in enumerate([("theory", 0), ("skill", 3)] * 60)
    ]
    slots = [replace(each, line=LINES[at // 2 % 2]) for at, each in enumerate(slots)]
    wishes = [wish(number, line=number % 2, at=number // 2 % 2) for number in range(5000)]
    began = time.perf_counter()
    solution = solve(Problem(slots, wishes))
    assert time.perf_counter() - began < 20
    assert faults(Problem(slots, wishes), solution) == []
    assert solution.unseated == []
