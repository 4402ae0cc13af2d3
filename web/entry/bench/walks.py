"""What both engines do in the measurements: a diagram, and what people enter on the way from its start to its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Walk:
    """`entered` holds the values of each completion in order, `cases` how many walk it in one turn of the measurement;
    `wording` says what it is, for the line of a result."""

    process: str
    diagram: bytes
    cases: int
    entered: tuple[Values, ...]
    wording: str


def _diagram(name: str) -> bytes:
    return (Path(__file__).parent / name).read_bytes()


def _level(level: str, count: int, **concluded: Any) -> list[Values]:
    return [*({f"{level}_verdict": "ok"} for _ in range(count)), {"verdicts": [], **concluded}]


ALL = ["m1", "m2", "m3", "m4"]
RETURNED: Values = {"materials": ["m2", "m3"], "verdicts": []}  # stock wants the list of verdicts empty again

SMALL = Walk(
    "bench",
    _diagram("review.bpmn"),
    20,
    ({"conclusion": "again"},) * 11 + ({"conclusion": "pass"},),
    "a small diagram, each completion closes an item and a timer and opens the next",
)
CASE = Walk(
    "bench_case",
    _diagram("case.bpmn"),
    10,
    (
        {}, {}, {}, {}, {"materials": ALL, "verdicts": []},
        *_level("first", 4, conclusion="return"), RETURNED,
        *_level("first", 2, conclusion="pass", stage="authority", materials=ALL),
        *_level("authority", 4, conclusion="return"), RETURNED,
        *_level("authority", 2, conclusion="pass"),
    ),
    "the shape of a real case: calls in a sub-process with message boundaries, five wizard steps, materials judged "
    "one by one at two levels, a return for correction at each, timers everywhere",
)  # fmt: skip
WALKS = (SMALL, CASE)
