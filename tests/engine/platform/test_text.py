"""How things are written for people."""

from datetime import UTC, date, datetime

import pytest

from engine.platform import text


@pytest.mark.parametrize(
    ("number", "masked"),
    [("350200199001011234", "3502**********1234"), ("E12345678", "*******78"), ("1", "1"), ("", "")],
)
def test_an_id_number_is_masked(number: str, masked: str) -> None:
    assert text.mask_id(number) == masked


@pytest.mark.parametrize(("phone", "masked"), [("13800000021", "138****0021"), ("110", "*10")])
def test_a_phone_is_masked(phone: str, masked: str) -> None:
    assert text.mask_phone(phone) == masked


def test_dates_are_shanghai_dates() -> None:
    assert text.date_cn(date(2026, 1, 5)) == "2026年1月5日"
    assert text.date_cn(datetime(2026, 11, 22, 16, 30, tzinfo=UTC)) == "2026年11月23日"
    assert text.datetime_cn(datetime(2026, 11, 22, 16, 5, tzinfo=UTC)) == "2026年11月23日 00:05"


def test_a_deadline_at_midnight_belongs_to_the_day_that_ends() -> None:
    assert text.deadline_cn(datetime(2026, 11, 26, 16, 0, tzinfo=UTC)) == "2026年11月26日 24:00"
    assert text.deadline_cn(datetime(2026, 11, 26, 4, 0, tzinfo=UTC)) == "2026年11月26日 12:00"
