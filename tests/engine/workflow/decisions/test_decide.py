"""Hit policies, defaults, and what an outcome keeps."""

from decimal import Decimal
from typing import Any

import pytest

from engine.workflow import decisions
from tests.engine.workflow.decisions.samples import dmn

OVERLAPPING = [("low", ["< 10"], ["1"]), ("middle", ["[5..15]"], ["2"]), ("high", ["> 8"], ["3"])]


def table(rules: list[tuple[str, list[str], list[str]]], **options: Any) -> decisions.DecisionTable:
    return decisions.read(dmn(rules, **options))["d"]


@pytest.mark.parametrize(
    ("policy", "aggregation", "x", "value", "rules"),
    [
        ("FIRST", "", 9, 1, ["low"]),
        ("RULE ORDER", "", 9, [1, 2, 3], ["low", "middle", "high"]),
        ("COLLECT", "", 9, [1, 2, 3], ["low", "middle", "high"]),
        ("COLLECT", "", 4, [1], ["low"]),
        ("COLLECT", "", None, [], []),
        ("COLLECT", "SUM", 9, 6, ["low", "middle", "high"]),
        ("COLLECT", "MIN", 9, 1, ["low", "middle", "high"]),
        ("COLLECT", "MAX", 9, 3, ["low", "middle", "high"]),
        ("COLLECT", "COUNT", 9, 3, ["low", "middle", "high"]),
        ("COLLECT", "COUNT", None, 0, []),
        ("COLLECT", "SUM", None, None, []),
        ("UNIQUE", "", 4, 1, ["low"]),
        ("UNIQUE", "", None, None, []),
    ],
)
def test_hit_policies(policy: str, aggregation: str, x: Any, value: Any, rules: list[str]) -> None:
    outcome = table(OVERLAPPING, policy=policy, aggregation=aggregation).decide({"x": x})
    assert outcome.value == value
    assert list(outcome.rules) == rules


def test_unique_refuses_two_hits() -> None:
    with pytest.raises(decisions.DecisionFailed, match=r"规则 low、middle 同时命中"):
        table(OVERLAPPING, policy="UNIQUE").decide({"x": 6})


def test_any_wants_equal_results() -> None:
    same = [("a", ["> 1"], ['"是"']), ("b", ["> 2"], ['"是"']), ("c", ["> 3"], ['"否"'])]
    assert table(same, policy="ANY").decide({"x": 3}).value == "是"
    with pytest.raises(decisions.DecisionFailed, match="结果不同"):
        table(same, policy="ANY").decide({"x": 4})


@pytest.mark.parametrize(("policy", "value"), [("PRIORITY", "急"), ("OUTPUT ORDER", ["急", "缓", "缓"])])
def test_priority_follows_the_order_of_the_output(policy: str, value: Any) -> None:
    rules = [("a", ["-"], ['"缓"']), ("b", ["> 1"], ['"急"']), ("c", ["> 0"], ['"缓"'])]
    assert table(rules, policy=policy, order='"急", "缓"').decide({"x": 2}).value == value


def test_a_default_holds_when_nothing_matches() -> None:
    assert table([("a", ["> 1"], ["1"])], default="0").decide({"x": 1}).value == Decimal(0)


def test_several_outputs_are_a_row_and_flat_is_the_first() -> None:
    rules = [("a", ["1"], ['"R1"', "x * 2"]), ("b", ["1, 2"], ['"R2"', "[x]"])]
    outcome = table(rules, policy="COLLECT", outputs=("id", "more")).decide({"x": 1})
    assert outcome.value == [{"id": "R1", "more": Decimal(2)}, {"id": "R2", "more": [Decimal(1)]}]
    assert outcome.flat == ["R1", "R2"]


def test_an_outcome_keeps_rules_version_and_inputs() -> None:
    data = dmn([("a", ["> 1"], ['"R1"'])])
    outcome = decisions.read(data)["d"].decide({"x": 1.5})
    assert outcome.as_json() == {
        "table": "d",
        "version": outcome.version,
        "rules": ["a"],
        "value": "R1",
        "inputs": {"x": 1.5},
    }
    assert len(outcome.version) == 64
    assert decisions.read(data + b"\n")["d"].version != outcome.version


def test_cells_may_read_other_variables_and_the_input() -> None:
    rules = [("a", ["? > least and ? < 10"], ["1"])]
    assert table(rules).decide({"x": 5, "least": 4}).value == 1
    assert table(rules).decide({"x": 5, "least": 6}).value is None
    assert table(rules).names == {"x", "least"}


def test_failing_names_the_cells_that_do_not_pass() -> None:
    found = table([("a", ["> 1", "true", "-"], ["1"])], inputs=("x", "y", "z"))
    facts = {"x": 1, "y": True}
    assert found.failing(found.rules[0], found.inputs(facts), facts) == [0]


def test_a_value_outside_the_allowed_ones_is_refused() -> None:
    found = table([("a", ['"4"'], ["1"])], allowed='"4", "5"')
    assert found.decide({"x": None}).value is None
    with pytest.raises(decisions.DecisionFailed, match="不在允许的范围内"):
        found.decide({"x": "9"})
