"""Marking, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.mark import rules

KEY = {1: ("A", 5), 2: ("ACD", 20), 3: ("T", 10)}


@pytest.mark.parametrize(
    ("answers", "score", "right"),
    [
        ({1: "A", 2: "ACD", 3: "T"}, 35, 3),
        ({1: "A", 2: "DCA"}, 25, 2),
        ({2: "AC"}, 0, 0),
        ({1: "", 2: "", 3: ""}, 0, 0),
        ({9: "A"}, 0, 0),
        ({}, 0, 0),
    ],
)
def test_all_of_a_questions_points_or_none(answers: dict[int, str], score: int, right: int) -> None:
    assert rules.mark(KEY, answers) == rules.Marked(score, right)


@given(st.dictionaries(st.integers(1, 3), st.text("ABCDTF", max_size=5)))
def test_no_answers_score_less_than_nothing_or_more_than_the_paper(answers: dict[int, str]) -> None:
    assert 0 <= rules.mark(KEY, answers).score <= 35


@pytest.mark.parametrize(
    ("scores", "reason", "problem"),
    [
        ([800, 820, 790], "", None),
        ([800, 820], "", "至少要有 3 位"),
        ([800, 820, 790, 810], "", "应为单数"),
        ([600, 750, 700], "", "相差 15 分"),
        ([600, 750, 700], "三人复看录像后维持", None),
    ],
)
def test_scores_are_closed_by_an_odd_number_of_examiners(scores: list[int], reason: str, problem: str | None) -> None:
    found = rules.scores_problem(scores, reason)
    assert found is None if problem is None else problem in (found or "")


@pytest.mark.parametrize(
    ("states", "left", "outcome"),
    [
        (["passed", "passed"], [], "passed"),
        (["passed", "failed"], ["skill"], "failed"),
        (["absent", "absent"], ["theory", "skill"], "absent"),
        (["absent", "passed"], ["theory"], "failed"),
        (["disqualified", "passed"], ["theory"], "disqualified"),
    ],
)
def test_what_an_attempt_came_to(states: list[str], left: list[str], outcome: str) -> None:
    assert rules.outcome_of(states, left) == outcome
