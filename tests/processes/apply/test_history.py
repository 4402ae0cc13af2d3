from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.apply.rules.history import (
    Study,
    Work,
    covered,
    in_words,
    month_index,
    months_worked,
    overlaps,
    problems,
)

TODAY = date(2026, 11, 23)
BIRTH = date(1995, 3, 12)
JUNIOR = Study(date(2007, 9, 1), date(2010, 6, 1), "71")
COLLEGE = Study(date(2010, 9, 1), date(2013, 6, 1), "47")


def month(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


months = st.integers(month_index(date(1990, 1, 1)), month_index(TODAY)).map(month)


@st.composite
def jobs(draw: st.DrawFn) -> Work:
    start = draw(months)
    end = draw(st.one_of(st.none(), months))
    return Work(start, end if end is None or end >= start else start, draw(st.booleans()))


def sentences(studies: list[Study], works: list[Work]) -> dict[str, str]:
    found = problems(studies, works, birth=BIRTH, today=TODAY)
    return {problem.path: problem.sentence for problem in found}


def test_a_lasting_job_counts_its_full_months() -> None:
    assert months_worked([Work(date(2020, 3, 1), None, True)], TODAY) == 80
    assert in_words(80) == "6 年 8 个月"
    assert in_words(0) == "0 个月"
    assert in_words(24) == "2 年"


def test_an_ended_job_counts_its_last_month() -> None:
    assert months_worked([Work(date(2020, 3, 1), date(2020, 3, 1), True)], TODAY) == 1


def test_only_what_comes_after_a_certificate_counts_since() -> None:
    works = [Work(date(2015, 1, 1), date(2024, 12, 1), True)]
    assert months_worked(works, TODAY, since=date(2020, 12, 1)) == 48
    assert months_worked(works, TODAY, since=date(2025, 1, 1)) == 0


@given(st.lists(jobs(), max_size=6))
def test_overlaps_never_add_months(works: list[Work]) -> None:
    total = months_worked(works, TODAY)
    assert total == months_worked([*works, *works], TODAY)
    assert total <= month_index(TODAY) - month_index(date(1990, 1, 1)) + 1
    assert total <= sum(months_worked([work], TODAY) for work in works)


@given(st.lists(jobs(), max_size=6), months)
def test_months_since_never_exceed_the_total(works: list[Work], since: date) -> None:
    assert 0 <= months_worked(works, TODAY, since=since) <= months_worked(works, TODAY)


def test_a_plain_history_has_no_problems() -> None:
    works = [Work(date(2013, 7, 1), date(2019, 5, 1), True), Work(date(2019, 5, 1), None, True)]
    assert sentences([JUNIOR, COLLEGE], works) == {}


def test_an_overlap_wants_an_explanation() -> None:
    first, second = Work(date(2013, 7, 1), date(2019, 5, 1), True), Work(date(2019, 3, 1), None, True)
    assert "重叠 3 个月" in sentences([JUNIOR, COLLEGE], [first, second])["works.1.overlap_note"]
    explained = Work(second.start, None, True, overlap_note="周末兼职")
    assert sentences([JUNIOR, COLLEGE], [first, explained]) == {}


def test_nobody_works_before_sixteen() -> None:
    child = Work(date(2011, 2, 1), None, True)
    assert "年满 16 周岁" in sentences([JUNIOR], [child])["works.0.start"]
    assert sentences([JUNIOR], [Work(date(2011, 3, 1), None, True)]) == {}


def test_the_first_job_follows_graduation_unless_the_study_was_part_time() -> None:
    at_graduation = [Work(date(2013, 6, 1), None, True)]
    assert "毕业次月" in sentences([JUNIOR, COLLEGE], at_graduation)["works.0.start"]
    evening = Study(COLLEGE.start, COLLEGE.end, "47", part_time=True)
    assert sentences([JUNIOR, evening], at_graduation) == {}
    assert sentences([JUNIOR, COLLEGE], [Work(date(2013, 7, 1), None, True)]) == {}


def test_a_later_study_does_not_forbid_the_first_job() -> None:
    later = Study(date(2018, 9, 1), date(2021, 6, 1), "31")
    assert sentences([JUNIOR, COLLEGE, later], [Work(date(2013, 7, 1), None, True)]) == {}


@pytest.mark.parametrize(
    ("studies", "works", "path"),
    [
        ([COLLEGE], [], "studies"),
        ([JUNIOR, Study(date(2027, 1, 1), None, "31")], [], "studies.1.start"),
        ([JUNIOR], [Work(date(2020, 5, 1), date(2020, 4, 1), True)], "works.0.end"),
        ([JUNIOR], [Work(date(2020, 5, 1), date(2027, 4, 1), True)], "works.0.end"),
    ],
)
def test_impossible_months_are_named(studies: list[Study], works: list[Work], path: str) -> None:
    assert path in sentences(studies, works)


def test_shared_months_are_named_pair_by_pair_and_counted_once() -> None:
    works = [
        Work(date(2018, 1, 1), date(2019, 12, 1), related=True),
        Work(date(2019, 10, 1), date(2020, 6, 1), related=True),
        Work(date(2019, 11, 1), date(2019, 11, 1), related=False),
        Work(date(2020, 6, 1), date(2020, 8, 1), related=True),
    ]
    found = overlaps(works, TODAY)
    assert [(each.earlier, each.later, each.months) for each in found] == [(0, 1, 3), (1, 3, 1)]
    assert (found[0].start, found[0].end) == (date(2019, 10, 1), date(2019, 12, 1))
    assert months_worked(works, TODAY) == 24 + 9 - 3 + 3 - 1


related = st.builds(
    lambda start, length: Work(
        date(2010 + start // 12, start % 12 + 1, 1),
        date(2010 + (start + length) // 12, (start + length) % 12 + 1, 1),
        related=True,
    ),
    st.integers(0, 80),
    st.integers(0, 40),
)


@given(st.lists(related, max_size=2))
def test_declared_months_less_the_shared_ones_are_the_sum(works: list[Work]) -> None:
    declared = sum(len(covered(work, TODAY)) for work in works)
    assert months_worked(works, TODAY) == declared - sum(each.months for each in overlaps(works, TODAY))
