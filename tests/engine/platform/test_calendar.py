"""Working days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.platform import calendar
from engine.platform.clock import SHANGHAI

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_holiday_in_the_week_and_the_sunday_worked_for_it() -> None:
    assert not calendar.is_working_day(date(2026, 10, 1))
    assert calendar.is_working_day(date(2026, 10, 10))  # a Saturday
    assert not calendar.is_working_day(date(2026, 10, 11))


def test_due_at_the_end_of_the_third_working_day() -> None:
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
    assert calendar.add_working_days(monday, 3) == datetime(2026, 11, 27, tzinfo=SHANGHAI)


def test_the_golden_week_is_jumped() -> None:
    before = datetime(2026, 9, 30, 17, 0, tzinfo=SHANGHAI)
    assert calendar.add_working_days(before, 1) == datetime(2026, 10, 9, tzinfo=SHANGHAI)


def test_late_evening_in_utc_is_the_next_day_in_shanghai() -> None:
    sunday_utc = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    assert calendar.add_working_days(sunday_utc, 1) == datetime(2026, 11, 25, tzinfo=SHANGHAI)


def test_no_days_end_this_day_or_the_next_worked_one() -> None:
    assert calendar.add_working_days(datetime(2026, 11, 23, 9, tzinfo=SHANGHAI), 0).day == 24
    saturday = datetime(2026, 11, 28, 9, tzinfo=SHANGHAI)
    assert calendar.add_working_days(saturday, 0) == datetime(2026, 12, 1, tzinfo=SHANGHAI)


def test_days_are_only_added() -> None:
    with pytest.raises(ValueError, match="only be added"):
        calendar.add_working_days(datetime(2026, 11, 23, tzinfo=SHANGHAI), -1)


def test_a_year_without_a_holiday_plan_falls_back_to_weekends_and_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    calendar._warn.cache_clear()
    assert calendar.is_working_day(date(2099, 10, 1))  # a Thursday
    assert not calendar.is_working_day(date(2099, 10, 3))
    out, err = capsys.readouterr()
    assert (out + err).count("no_holiday_plan") == 1


@given(MOMENTS, st.integers(0, 30))
def test_between_is_the_reverse_of_add(start: datetime, n: int) -> None:
    due = calendar.add_working_days(start, n)
    if n:
        assert calendar.working_days_between(start, due) == n
    assert due > start
    assert calendar.is_working_day((due.astimezone(SHANGHAI) - timedelta(seconds=1)).date())
