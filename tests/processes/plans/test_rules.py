"""Drafts, windows and changes, without a database."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.platform.clock import SHANGHAI
from processes.plans import rules

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
A, B, P, Q = (str(uuid4()) for _ in range(4))
INSTITUTION_OF = {P: A, Q: B}


def draft(**known: object) -> dict[str, object]:
    return {
        "opens_on": "2026-11-25",
        "closes_on": "2026-12-05",
        "exam_from_on": "2026-12-06",
        "exam_until_on": "2027-01-30",
        "lines": [{"occupation": "6-11-01-03", "grade": "3"}],
        "institutions": [{"institution": A}],
        "points": [{"point": P}],
    } | known


def problems(**known: object) -> dict[str, str]:
    found = rules.draft_problems(draft(**known), now=NOW, institution_of=INSTITUTION_OF)
    return {problem.path: problem.message for problem in found}


def test_a_sound_draft_has_no_problems() -> None:
    assert problems() == {}


@pytest.mark.parametrize(
    ("known", "path"),
    [
        ({"closes_on": "2026-11-24"}, "closes_on"),
        ({"closes_on": "2026-11-25", "opens_time": "09:00", "closes_time": "09:00"}, "closes_on"),
        ({"opens_on": "2026-11-01", "closes_on": "2026-11-22"}, "closes_on"),
        ({"opens_on": "0001-01-01"}, "opens_on"),
        ({"closes_on": "9999-12-31"}, "closes_on"),
        ({"exam_from_on": "2026-12-05"}, "exam_from_on"),
        ({"exam_until_on": "2026-12-05"}, "exam_until_on"),
        ({"exam_until_on": "9999-12-31"}, "exam_until_on"),
        ({"lines": [{"occupation": "x", "grade": "3"}, {"occupation": "x", "grade": "3"}]}, "lines.1.occupation"),
        ({"institutions": [{"institution": A}, {"institution": A}]}, "institutions.1.institution"),
        ({"institutions": [{"institution": A}, {"institution": B}]}, "institutions.1.institution"),
        ({"points": [{"point": P}, {"point": P}]}, "points.1.point"),
        ({"points": [{"point": P}, {"point": Q}]}, "points.1.point"),
        ({"points": [{"point": P}, {"point": str(uuid4())}]}, "points.1.point"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(known: dict[str, object], path: str) -> None:
    assert list(problems(**known)) == [path]


def test_the_same_occupation_at_two_grades_is_fine() -> None:
    assert problems(lines=[{"occupation": "x", "grade": "3"}, {"occupation": "x", "grade": "4"}]) == {}


def test_twenty_four_oclock_is_the_end_of_the_day() -> None:
    assert rules.moment("2026-11-30", "24:00") == datetime(2026, 12, 1, tzinfo=SHANGHAI)
    assert rules.moment("2026-11-30", "17:30") == datetime(2026, 11, 30, 17, 30, tzinfo=SHANGHAI)


@given(st.integers(0, 10_000_000), st.booleans())
def test_days_and_times_come_back(minutes: int, closing: bool) -> None:
    at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    assert rules.moment(*rules.day_and_time(at, closing=closing)) == at


@pytest.mark.parametrize(
    ("before", "after", "shrinks"),
    [(5, 5, False), (5, 6, False), (5, 4, True), (5, None, False), (None, None, False), (None, 1000, True)],
)
def test_no_limit_is_the_largest(before: int | None, after: int | None, shrinks: bool) -> None:
    assert rules.shrinks(before, after) is shrinks


def test_a_window_may_only_widen() -> None:
    day = timedelta(days=1)
    future, past = (NOW + day, NOW + 5 * day), (NOW - day, NOW + 5 * day)
    assert rules.window_shrinks(future, future, now=NOW) is None
    assert rules.window_shrinks(future, (NOW, NOW + 6 * day), now=NOW) is None
    assert rules.window_shrinks(future, (NOW + day, NOW + 4 * day), now=NOW) == "截止时间不能提前"
    assert rules.window_shrinks(future, (NOW + 2 * day, NOW + 5 * day), now=NOW) == "开放时间不能推后"
    assert rules.window_shrinks(past, (NOW - 2 * day, NOW + 5 * day), now=NOW) == "报名已经开始，开放时间不能再改"
    assert rules.window_shrinks(past, (NOW - day, NOW + 9 * day), now=NOW) is None


def test_the_sample_is_a_share_of_all_cases() -> None:
    cases = [uuid4() for _ in range(2_000)]
    assert not any(rules.sampled(case, 0) for case in cases)
    assert all(rules.sampled(case, 100) for case in cases)
    assert 0.05 < sum(rules.sampled(case, 10) for case in cases) / len(cases) < 0.15
