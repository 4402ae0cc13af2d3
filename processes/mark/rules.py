"""Pure decisions about marks: a paper's score, examiners' scores as one. All scores are tenths of a point."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from processes.mark.models import ResultState

FULL = 1000
FEWEST_EXAMINERS = 3
FAR_APART = 150  # 15 points: the chief examiner says why

Key = Mapping[int, tuple[str, int]]
"""The answer and the score of each place of a paper."""


@dataclass(frozen=True, slots=True)
class Marked:
    """`right` counts the questions answered rightly."""

    score: int
    right: int


def mark(key: Key, answers: Mapping[int, str]) -> Marked:
    """Score a candidate's answers: all of a question's points, or none. Letters count in any order."""
    score = right = 0
    for place, (answer, points) in key.items():
        given = answers.get(place)
        if given is not None and (given == answer or (len(given) > 1 and "".join(sorted(given)) == answer)):
            score += points
            right += 1
    return Marked(score, right)


def examined(scores: Sequence[int]) -> int:
    """The mean of the examiners' scores, to a tenth of a point."""
    return round(mean(scores))


def scores_problem(scores: Sequence[int], reason: str) -> str | None:
    """Why the scoring can't be closed yet, in Chinese; None when it can."""
    if len(scores) < FEWEST_EXAMINERS:
        return f"至少要有 {FEWEST_EXAMINERS} 位考评员评分，现在有 {len(scores)} 位"
    if len(scores) % 2 == 0:
        return f"考评员人数应为单数，现在有 {len(scores)} 位"
    if max(scores) - min(scores) >= FAR_APART and not reason.strip():
        return "评分相差 15 分及以上，请写明复核情况"
    return None


def outcome_of(states: list[str], left: list[str]) -> str:
    """What an attempt came to: `states` of its subjects, and what no attempt has passed yet."""
    if ResultState.DISQUALIFIED in states:
        return "disqualified"
    if not left:
        return "passed"
    return "absent" if states and all(state == ResultState.ABSENT for state in states) else "failed"
