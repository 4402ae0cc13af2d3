"""The arrangement: 5,000 people into 120 session-rooms, against a model that names everybody."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any
from uuid import UUID

from ortools.sat.python import cp_model

from processes.arrange.rules.problem import Problem, Slot, Wish
from processes.arrange.rules.solver import AWAY, UNSEATED, solve

Line = dict[str, Any]
PEOPLE, LINES, INSTITUTIONS, SEATS, ROUNDS, LIMIT = 5_000, 6, 6, 90, 3, 120.0
BEGIN = datetime(2026, 12, 20, 1, tzinfo=UTC)


def measure(tell: Callable[[str], None] = lambda _: None) -> Iterator[Line]:
    """`arrange.solve` as the fields of one line. Solved here, then by the plain model, in the same process."""
    tell("编排 5,000 人")
    problem = sample()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        solution = solve(problem)
        times.append(time.perf_counter() - began)
    if solution.unseated:
        raise RuntimeError("everybody fits into the sample")
    tell("逐人建模的对照")
    began = time.perf_counter()
    status = plain(problem)
    reference = time.perf_counter() - began
    yield {
        "name": "arrange.solve",
        "value": round(median(times), 3),
        "unit": "s",
        "reference": f"plain CP-SAT, a variable for each person and session, s ({status})",
        "reference_value": round(reference, 1),
        "ratio": round(reference / median(times), 1),
        "load": f"{PEOPLE} people × 2 subjects into 120 session-rooms of {SEATS} seats, {LINES} lines, in order",
    }


def sample() -> Problem:
    """A plan of six lines at six institutions; the seats are 8 % more than needed."""
    dice = random.Random(7)
    lines, places = [UUID(int=1 + at) for at in range(LINES)], [UUID(int=101 + at) for at in range(INSTITUTIONS)]
    slots = []
    for at in range(120):
        subject, half = ("theory", "skill")[at % 2], at // 2
        starts = BEGIN + timedelta(days=half % 5, hours=0 if subject == "theory" else 4)
        slots.append(
            Slot(
                UUID(int=1001 + at),
                lines[half % LINES],
                subject,
                places[half // LINES % INSTITUTIONS],
                starts,
                starts + timedelta(hours=3),
                SEATS,
            )
        )
    wishes = [
        Wish(UUID(int=10_001 + at), UUID(int=50_001 + at), lines[at % LINES], dice.choice(places), ("theory", "skill"))
        for at in range(PEOPLE)
    ]
    return Problem(slots, wishes)


def plain(problem: Problem) -> str:
    """The same question without our preparation; returns how it ended."""
    model = cp_model.CpModel()
    cost: list[Any] = []
    load: dict[UUID, list[Any]] = {slot.id: [] for slot in problem.slots}
    for wish in problem.wishes:
        out = model.new_bool_var("")
        cost.append(UNSEATED * out)
        taken: list[list[tuple[Slot, Any]]] = []
        for subject in wish.ordered:
            options = [
                (slot, model.new_bool_var(""))
                for slot in problem.slots
                if (slot.line, slot.subject) == (wish.line, subject)
            ]
            model.add_exactly_one([out, *(choice for _, choice in options)])
            for slot, choice in options:
                load[slot.id].append(choice)
                cost.append(AWAY * (slot.institution != wish.institution) * choice)
            taken.append(options)
        for earlier, later in pairwise(taken):
            for slot, choice in earlier:
                for after, other in later:
                    if slot.ends > after.starts:
                        model.add_implication(choice, other.negated())
    for slot in problem.slots:
        model.add(sum(load[slot.id]) <= slot.seats)
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = LIMIT
    return str(solver.status_name(solver.solve(model))).lower()
