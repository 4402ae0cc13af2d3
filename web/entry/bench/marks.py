"""Marking by machine: how long 5,000 candidates with 160 answers each take, against just walking over their answers."""

import random
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from processes.mark import rules

CANDIDATES, QUESTIONS, ROUNDS = 5_000, 160, 5
Line = dict[str, Any]


def measure(tell: Callable[[str], None] = lambda _: None) -> Iterator[Line]:
    """`mark.score`, as the fields of one line."""
    tell("机器阅卷")
    chance = random.Random(20261124)
    key = {place: (chance.choice("ABCD"), 5) for place in range(1, QUESTIONS + 1)}
    sheets = [{place: chance.choice("ABCD") for place in key} for _ in range(CANDIDATES)]
    ours, reference = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds(lambda: [rules.mark(key, sheet) for sheet in sheets]))
        reference.append(_seconds(lambda: [sum(sheet[place] == "A" for place in key) for sheet in sheets]))
    yield {
        "name": "mark.score",
        "value": round(median(ours), 3),
        "unit": "s",
        "reference": "one comparison for each answer, in plain Python",
        "reference_value": round(median(reference), 3),
        "ratio": round(median(ours) / median(reference), 2),
        "load": f"{CANDIDATES} candidates × {QUESTIONS} answers, median of {ROUNDS} rounds",
    }


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
