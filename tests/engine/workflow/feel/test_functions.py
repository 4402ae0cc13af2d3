"""The built-in functions of FEEL, and its dates, times and durations."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.workflow import feel
from engine.workflow.feel import YearsMonths

V: dict[str, Any] = {
    "a": 2,
    "b": 3.5,
    "name": "林晓",
    "flag": True,
    "nothing": None,
    "items": [1, 2, 3],
    "people": [{"name": "甲", "age": 17}, {"name": "乙", "age": 30}],
    "closing time": "2026-11-30T18:00:00+08:00",
    "学历": "大专",
}


def value(text: str) -> Any:
    return feel.compile(text).evaluate(V)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('date("2026-11-23")', date(2026, 11, 23)),
        ("date(2026, 2, 30)", None),
        ('date("2026-2-3")', None),
        ('@"2026-11-23"', date(2026, 11, 23)),
        ('time("10:30:00")', time(10, 30)),
        ('@"10:30:00Z"', time(10, 30, tzinfo=UTC)),
        ('date and time("2026-11-23T10:30:00Z")', datetime(2026, 11, 23, 10, 30, tzinfo=UTC)),
        ('date and time("2026-11-23T10:30:00") = date and time("2026-11-23T02:30:00Z")', True),
        ('date and time("2026-11-23T10:30:00@Asia/Shanghai") = date and time("2026-11-23T02:30:00Z")', True),
        ('date and time("2026-11-23T10:30:00@No/Where")', None),
        ('duration("P1DT2H")', timedelta(days=1, hours=2)),
        ('duration("-PT90S")', timedelta(seconds=-90)),
        ('duration("PT1.5S")', timedelta(seconds=1.5)),
        ('duration("P1Y2M")', YearsMonths(14)),
        ('duration("P")', None),
        ('duration("P1Y1D")', None),
        ('duration("PT2M") = duration("PT120S")', True),
        ('duration("P1Y") = duration("P12M")', True),
        ('duration("P1Y") < duration("P365D")', None),
        ('date("2026-01-31") + duration("P1M")', date(2026, 2, 28)),
        ('date("2024-02-29") - duration("P1Y")', date(2023, 2, 28)),
        ('date("2026-11-23") + duration("P7D")', date(2026, 11, 30)),
        ('date("2026-11-23") - date("2026-11-20")', timedelta(days=3)),
        ('date("9999-12-31") + duration("P1D")', None),
        ('time("23:00:00") + duration("PT2H")', time(1)),
        ('duration("PT1H") * 3', timedelta(hours=3)),
        ('duration("PT3H") / duration("PT1H")', Decimal(3)),
        ('years and months duration(date("2020-02-29"), date("2023-02-28"))', YearsMonths(35)),
        ('years and months duration(date("2023-02-28"), date("2020-02-29"))', YearsMonths(-35)),
        ('years and months duration(date("2020-03-15"), date("2026-06-15")).years', Decimal(6)),
        ('date("2026-11-23").weekday', Decimal(1)),
        ('day of week(date("2026-11-23"))', "Monday"),
        ('last day of month(date("2028-02-01"))', Decimal(29)),
        ('duration("P3DT4H").hours', Decimal(4)),
        ('string(duration("P1DT2H3M4S"))', "P1DT2H3M4S"),
        ('string(date and time("2026-11-23T10:30:00+08:00"))', "2026-11-23T10:30:00+08:00"),
        ('is(@"2026-11-23T10:00:00Z", @"2026-11-23T18:00:00+08:00")', False),
    ],
)
def test_dates_times_and_durations(text: str, wanted: Any) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("count([1, 2])", Decimal(2)),
        ("count([])", Decimal(0)),
        ("count(5)", Decimal(1)),
        ("sum([])", None),
        ("sum(1, 2, 3)", Decimal(6)),
        ('sum([1, "2"])', None),
        ("min([3, 1, 2])", Decimal(1)),
        ('max("a", "c", "b")', "c"),
        ("min([])", None),
        ("mean([1, 2, 6])", Decimal(3)),
        ("median([8, 2, 5, 3, 4])", Decimal(4)),
        ("mode([6, 3, 9, 6, 6])", [Decimal(6)]),
        ("decimal(stddev([2, 4, 7, 5]), 6)", Decimal("2.081666")),
        ("all([true, null])", None),
        ("all([])", True),
        ("any([false, true])", True),
        ("any([])", False),
        ("list contains(items, 2)", True),
        ("list contains([1, null], null)", True),
        ("append([1], 2, 3)", [Decimal(1), Decimal(2), Decimal(3)]),
        ("concatenate([1], [2])", [Decimal(1), Decimal(2)]),
        ("union([1, 2], [2, 3])", [Decimal(1), Decimal(2), Decimal(3)]),
        ("distinct values([1, 2, 1])", [Decimal(1), Decimal(2)]),
        ("flatten([[1, [2]], 3])", [Decimal(1), Decimal(2), Decimal(3)]),
        ("sublist([1, 2, 3], 2)", [Decimal(2), Decimal(3)]),
        ("sublist([1, 2, 3], -2, 1)", [Decimal(2)]),
        ("insert before([1, 3], 2, 2)", [Decimal(1), Decimal(2), Decimal(3)]),
        ("remove([1, 2, 3], 2)", [Decimal(1), Decimal(3)]),
        ("list replace([1, 9], 2, 2)", [Decimal(1), Decimal(2)]),
        ("reverse([1, 2])", [Decimal(2), Decimal(1)]),
        ("index of([1, 2, 1], 1)", [Decimal(1), Decimal(3)]),
        ("sort([3, 1, 2])", [Decimal(1), Decimal(2), Decimal(3)]),
        ('sort([1, "a"])', None),
        ('contains("foobar", "of")', False),
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", -3, 1)', "b"),
        ('substring(string: "foobar", start position: 3, length: 2)', "ob"),
        ('substring("foobar", 0)', None),
        ('substring("foobar", "3")', None),
        ('substring(["foobar"], 3)', "obar"),
        ('string length("三级/高级工")', Decimal(6)),
        ('upper case("aBc")', "ABC"),
        ('substring before("foobar", "bar")', "foo"),
        ('substring before("foobar", "xyz")', ""),
        ('substring after("foobar", "ob")', "ar"),
        ('starts with("foobar", "fo")', True),
        ('split("a;b", ";")', ["a", "b"]),
        ('string join(["a", null, "b"], "、")', "a、b"),
        ('number("1 000,5", " ", ",")', Decimal("1000.5")),
        ('number("abc")', None),
        ("string(1.50)", "1.5"),
        ("string(100)", "100"),
        ("string(null)", None),
        ('string([1, "a"])', '[1, "a"]'),
        ("floor(-1.5)", Decimal(-2)),
        ("ceiling(1.2)", Decimal(2)),
        ("floor(1.56, 1)", Decimal("1.5")),
        ("decimal(2.5, 0)", Decimal(2)),
        ("round half up(2.5, 0)", Decimal(3)),
        ("abs(-3)", Decimal(3)),
        ('abs(duration("-P1D"))', timedelta(days=1)),
        ("modulo(-12, 5)", Decimal(3)),
        ("sqrt(16)", Decimal(4)),
        ("sqrt(-1)", None),
        ("even(2)", True),
        ('get value({a: 1}, "a")', Decimal(1)),
        ("before([1..5), [5..9])", True),
        ("overlaps([1..5], [5..9])", True),
        ("includes([1..5], 3)", True),
        ("during([2..3], [1..5])", True),
        ("meets([1..5], [5..9])", True),
    ],
)
def test_built_in_functions(text: str, wanted: Any) -> None:
    assert value(text) == wanted
