"""Tables of expressions: what the standard says they give (OMG DMN 1.5, chapter 10)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.workflow import feel

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
        ("1 + 2 * 3", Decimal(7)),
        ("(1 + 2) * 3", Decimal(9)),
        ("0.1 + 0.2 = 0.3", True),
        ("-2 ** 2", Decimal(4)),
        ("2 ** 3 ** 2", Decimal(64)),
        ("10 / 4", Decimal("2.5")),
        ("1 / 0", None),
        ("a + b", Decimal("5.5")),
        ("a - - a", Decimal(4)),
        ("1.5e3", Decimal(1500)),
        (".5", Decimal("0.5")),
        ('"中" + "文"', "中文"),
        ('1 + "1"', None),
        ("nothing + 1", None),
        ("10 ** 7000", None),
        ("// a remark\n1 /* and another */ + 1", Decimal(2)),
    ],
)
def test_arithmetic(text: str, wanted: Any) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("true and null", None),
        ("false and null", False),
        ("null and false", False),
        ("true or null", True),
        ("null or true", True),
        ("false or null", None),
        ('true and "text"', None),
        ("not(true)", False),
        ("not(null)", None),
        ('not("x")', None),
        ("true and true and false", False),
        ("false or false or true", True),
        ("true or false and false", True),
    ],
)
def test_logic_has_three_values(text: str, wanted: Any) -> None:
    assert value(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1 = 1.0", True),
        ('1 = "1"', None),
        ("null = null", True),
        ("1 = null", False),
        ("null != 1", True),
        ("[1, 2] = [1, 2]", True),
        ("[1, 2] = [2, 1]", False),
        ("{a: 1} = {a: 1}", True),
        ("1 < 2", True),
        ('1 < "2"', None),
        ("null < 1", None),
        ('"a" < "b"', True),
        ("true < false", None),
        ("a between 1 and 2", True),
        ("a between 1 and 2 and flag", True),
        ("nothing between 1 and 2", None),
        ("5 between 1 and null", None),
        ("0 between 1 and null", False),
        ("1 in [1..5)", True),
        ("5 in [1..5)", False),
        ("1 in ]1..5]", False),
        ("5 in [1..5[", False),
        ("1 in (< 5, 7)", True),
        ("7 in (< 5, 7)", True),
        ("6 in (< 5, 7)", False),
        ("a in items", True),
        ("a in (items)", True),
        ('name in ("陈", "林晓")', True),
        ("4 in [[1..3], 5]", False),
        ("a in (> 1)", True),
        ("a in > 1", True),
        ("a in (1 + 1) * 1", True),
        ("a in [null..5]", None),
        ("[1..3].start included", True),
        ('date("2026-01-31") in [date("2026-01-01")..date("2026-02-01"))', True),
    ],
)
def test_comparisons(text: str, wanted: Any) -> None:
    assert value(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('if a > 1 then "大" else "小"', "大"),
        ('if nothing then "大" else "小"', "小"),
        ("for i in 1..3 return i * 2", [Decimal(2), Decimal(4), Decimal(6)]),
        ("for i in 3..1 return i", [Decimal(3), Decimal(2), Decimal(1)]),
        ("for i in [1..3] return i", [Decimal(1), Decimal(2), Decimal(3)]),
        ("for x in [1, 2], y in [x, 10] return x * y", [Decimal(1), Decimal(10), Decimal(4), Decimal(20)]),
        (
            "for i in 0..4 return if i = 0 then 1 else i * partial[-1]",
            [Decimal(1), Decimal(1), Decimal(2), Decimal(6), Decimal(24)],
        ),
        ("some x in items satisfies x > 2", True),
        ("every x in items satisfies x > 0", True),
        ("some x in [] satisfies x", False),
        ("every x in [null] satisfies x > 0", None),
        ("items[2]", Decimal(2)),
        ("items[-1]", Decimal(3)),
        ("items[9]", None),
        ("items[item > 1]", [Decimal(2), Decimal(3)]),
        ("people[age >= 18].name", ["乙"]),
        ("people[1].age", Decimal(17)),
        ("people.age", [Decimal(17), Decimal(30)]),
        ("a[1]", Decimal(2)),
        ("{x: 1, y: x + 1}.y", Decimal(2)),
        ('{"two words": 1}.two words', Decimal(1)),
        ('学历 = "大专"', True),
        ('date and time(closing time) > date and time("2026-11-30T09:59:59Z")', True),
        ("a instance of number", True),
        ("nothing instance of Any", False),
        ("now() instance of date and time", True),
        ("absent", None),
        ("absent.path", None),
    ],
)
def test_control_and_paths(text: str, wanted: Any) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("cell", "given", "passes"),
    [
        ("-", None, True),
        ("", 5, True),
        ("< 5", 3, True),
        ("< 5", None, False),
        ("< 5", "3", False),
        ("[1..5]", 5, True),
        ("1, 2, > 10", 11, True),
        ("1, 2, > 10", 5, False),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ("not(> 5)", 3, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ("true", True, True),
        ("true", False, False),
        ("false", False, True),
        ("true", 1, False),
        ("null", None, True),
        ("not(null)", None, False),
        ("not(null)", 1, True),
        ("? > 2 and ? < 5", 3, True),
        ("not(? > 2)", 3, False),
        ("a + 1", 3, True),
        ("items", 3, True),
        ("list contains([1, 2], ?)", 2, True),
        ('> date("2020-01-01")', date(2026, 1, 1), True),
        ("= 5", 5, True),
        ("!= 5", 5, False),
    ],
)
def test_unary_tests(cell: str, given: Any, passes: bool) -> None:
    assert feel.compile_unary(cell).matches(given, V) is passes


def test_the_names_an_expression_reads() -> None:
    assert feel.compile('plan id = "x" and some m in materials satisfies m.kind = kind').names == {
        "plan id",
        "materials",
        "kind",
    }
    assert feel.compile("{a: 1, b: a + c}").names == {"c"}
    assert feel.compile_unary("? > least").names == {"least"}


def test_an_expression_is_compiled_once() -> None:
    assert feel.compile("1 + 1") is feel.compile("1 + 1")


def test_values_come_in_as_they_are_in_python() -> None:
    assert feel.compile("x").evaluate({"x": (1, 2.5, "a")}) == [Decimal(1), Decimal("2.5"), "a"]
    assert feel.compile("x").evaluate({"x": float("nan")}) is None
