"""Our own functions over the working calendar and the house's clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from engine.platform import clock
from engine.workflow import feel

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monday = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
    monkeypatch.setattr(clock, "now", lambda: monday)


def test_working_days_from_now_end_at_midnight() -> None:
    assert feel.compile("working days from now(3)").evaluate({}) == datetime(2026, 11, 27, tzinfo=SHANGHAI)
    assert feel.compile("working days from now(days)").evaluate({"days": 5}) == datetime(2026, 12, 1, tzinfo=SHANGHAI)


def test_working_days_are_added_over_a_holiday() -> None:
    text = 'add working days(date and time("2026-09-30T09:00:00"), 1)'
    assert feel.compile(text).evaluate({}) == datetime(2026, 10, 9, tzinfo=SHANGHAI)


@pytest.mark.parametrize("count", ["-1", "1.5", "9999999", '"3"', "null"])
def test_a_senseless_count_is_null(count: str) -> None:
    assert feel.compile(f"working days from now({count})").evaluate({}) is None


def test_now_and_today_are_the_house_clock() -> None:
    assert feel.compile("now()").evaluate({}) == datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
    assert feel.compile("now() + duration(take_back_delay)").evaluate({"take_back_delay": "PT2M"}) == datetime(
        2026, 11, 23, 10, 2, tzinfo=SHANGHAI
    )
