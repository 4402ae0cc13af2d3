"""What a careless or hostile designer could write: a sentence with its place, bounded cost, and no way into Python."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.workflow import feel
from engine.workflow.feel.limits import SOURCE


@pytest.mark.parametrize(
    ("text", "position", "word"),
    [
        ("", 0, "结束"),
        ("1 +", 3, "结束"),
        ("(1", 2, ")"),
        ('"abc', 0, "引号"),
        ("a ; b", 2, ";"),
        ("f(1)", 0, "f"),
        ("count()", 0, "参数"),
        ("substring(text: 1)", 0, "text"),
        ("if a then b", 11, "else"),
        ("for x in y", 10, "return"),
        ("a instance of widget", 2, "widget"),
        ("function(x) x + 1", 0, "函数"),
        ('@"tomorrow"', 0, "tomorrow"),
        ("1 2", 2, "2"),
        ("[1..", 4, "结束"),
        ("]1, 2]", 0, "区间"),
        ('"\\q"', 0, "转义"),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, position: int, word: str) -> None:
    with pytest.raises(feel.FeelError) as caught:
        feel.compile(text)
    assert caught.value.position == position
    assert word in caught.value.reason
    assert f"第 {position + 1} 个字符" in caught.value.sentence


@pytest.mark.parametrize(
    "text",
    [
        "x" * (SOURCE + 1),
        "(" * 200 + "1" + ")" * 200,
        "[" * 200 + "]" * 200,
        "-" * 300 + "1",
        "if a then " * 200 + "1" + " else 2" * 200,
        "1" + " + 1" * 500,
        "a" + "[1]" * 500,
        "x in (" * 150 + "1" + ")" * 150,
        "{a: " * 150 + "1" + "}" * 150,
    ],
)
def test_deep_and_huge_texts_are_refused_quickly(text: str) -> None:
    started = time.process_time()
    with pytest.raises(feel.FeelError, match=r"过深|太长"):
        feel.compile(text)
    assert time.process_time() - started < 0.5


def test_a_long_chain_of_conditions_is_not_deep() -> None:
    assert feel.compile(" or ".join(["false"] * 800 + ["true"])).evaluate({}) is True


@pytest.mark.parametrize("shape", ["x in ({}..5)", "({}..5)", "[{}..5]", "({})"])
def test_nesting_is_parsed_in_linear_time(shape: str) -> None:
    text = "1"
    for _ in range(30):
        text = shape.format(text)
    started = time.process_time()
    feel.compile(text).evaluate({"x": 1})
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "for a in 1..100000000 return a",
        "count(for a in 1..1000, b in 1..1000 return 1)",
        "some a in 1..9000, b in 1..9000 satisfies false",
        "{" + "a0: [1, 1], " + ", ".join(f"a{i}: concatenate(a{i - 1}, a{i - 1})" for i in range(1, 60)) + "}",
        "{" + "a0: [1, 1], " + ", ".join(f"a{i}: [a{i - 1}, a{i - 1}]" for i in range(1, 60)) + ", z: flatten(a59)}",
        "{" + "a0: [1, 1], " + ", ".join(f"a{i}: [a{i - 1}, a{i - 1}]" for i in range(1, 60)) + ", z: string(a59)}",
        "{" + 'a0: "ab", ' + ", ".join(f"a{i}: a{i - 1} + a{i - 1}" for i in range(1, 60)) + "}",
        "for i in 1..90000 return [" + ", ".join(["1"] * 1000) + "]",
        "for i in 1..90000 return " + " and ".join(["true"] * 800),
    ],
)
def test_costly_evaluations_stop(text: str) -> None:
    started = time.process_time()
    with pytest.raises(feel.FeelError, match="运算量过大"):
        feel.compile(text).evaluate({})
    assert time.process_time() - started < 3


def test_deeply_nested_data_is_refused() -> None:
    chain = "{a0: [1], " + ", ".join(f"a{i}: [a{i - 1}]" for i in range(1, 60)) + "}"
    assert feel.compile(chain).evaluate({})
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(feel.FeelError, match="嵌套过深"):
        feel.compile("x = x").evaluate({"x": deep})


class Secret:
    key = "s3cret"

    def __call__(self) -> str:
        return self.key


@pytest.mark.parametrize(
    "text",
    [
        "x.__class__",
        '"".__class__.__mro__',
        "x.key",
        "(1).real",
        'date("2026-01-01").today',
        'date("2026-01-01").__reduce__',
        "{}.keys",
        "[].append",
        "[1..2].low",
        'duration("P1D").total_seconds',
        'get value({}, "__class__")',
    ],
)
def test_paths_never_reach_an_attribute(text: str) -> None:
    assert feel.compile(text).evaluate({"x": "text"}) in (None, [])


@pytest.mark.parametrize("text", ["x()", 'open("a")', 'eval("1")', '__import__("os")', 'getattr(x, "key")'])
def test_only_listed_functions_can_be_called(text: str) -> None:
    with pytest.raises(feel.FeelError, match="没有名为"):
        feel.compile(text)


def test_foreign_objects_are_refused() -> None:
    with pytest.raises(feel.FeelError, match="Secret"):
        feel.compile("x").evaluate({"x": Secret()})


WORDS = [
    "a", "b", "1", "2.5", '"x"', "null", "true", "false", "and", "or", "in", "between", "if", "then", "else", "for",
    "some", "every", "satisfies", "return", "not(", "count(", "date(",
    "(", ")", "[", "]", "{", "}", ",", ":", ".", "..",
    "+", "-", "*", "/", "**", "=", "!=", "<", ">", "<=", ">=", "?", '@"P1D"', "instance of", "item",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_any_run_of_words_compiles_or_is_refused(text: str) -> None:
    scope = {"a": 1, "b": [1, 2]}
    assert 0 <= _place_of_refusal(lambda: feel.compile(text).evaluate(scope)) <= len(text)
    assert 0 <= _place_of_refusal(lambda: feel.compile_unary(text).matches(1, scope)) <= len(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_compiles_or_is_refused(text: str) -> None:
    assert 0 <= _place_of_refusal(lambda: feel.compile(text).evaluate({})) <= len(text)


def _place_of_refusal(work: Callable[[], object]) -> int:
    """Where the text was refused, or 0; any other exception is a fault of ours."""
    try:
        work()
    except feel.FeelError as refusal:
        return refusal.position
    return 0


numbers = st.integers(-(10**9), 10**9)


@settings(deadline=None)
@given(numbers, numbers, numbers)
def test_numbers_behave_as_numbers(a: int, b: int, c: int) -> None:
    scope = {"a": a, "b": b, "c": c}
    assert feel.compile("a * b + c").evaluate(scope) == a * b + c
    assert feel.compile("a < b").evaluate(scope) is (a < b)
    assert feel.compile("a between b and c").evaluate(scope) is (b <= a <= c)
    assert feel.compile("a in (b..c]").evaluate(scope) is (b < a <= c)
    assert feel.compile("modulo(a, 7)").evaluate(scope) == a % 7
    assert feel.compile("max(a, b, c)").evaluate(scope) == max(a, b, c)


def test_a_condition_costs_microseconds() -> None:
    condition = feel.compile('conclusion = "pass" and returns_left > 0')
    scope = {"conclusion": "pass", "returns_left": 2}
    best = min(_seconds(condition, scope, 2_000) for _ in range(5))
    assert best / 2_000 < 50e-6  # about 2 µs on a quiet core


def _seconds(condition: feel.Expression, scope: dict[str, Any], times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        condition.evaluate(scope)
    return time.process_time() - started
