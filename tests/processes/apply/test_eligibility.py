"""The 19 rules at their boundaries: a fact just good enough fits, the one before it says what is missing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.workflow import decisions
from processes.apply.rules import materials as kinds
from processes.apply.rules.eligibility import Facts, judge, shipped
from processes.catalogue.codes import table
from processes.catalogue.grades import Grade

G = Grade
FILE = Path(__file__).parents[3] / "processes/apply/eligibility.dmn"


def facts(target: Grade, **known: Any) -> Facts:
    return Facts(target=target, age=known.pop("age", 30), **known)


def fitting(given: Facts) -> list[str]:
    return [rule.rule_id for rule in judge(given, shipped()).fitting]


def missing(given: Facts, rule_id: str) -> str:
    return next(rule.text for rule in judge(given, shipped()).missing if rule.rule_id == rule_id)


# rule, facts just good enough, the change that spoils them, what is then said to be missing
BOUNDARIES = [
    ("R51", facts(G.FIVE, age=16, intends=True), {"age": 15}, "年龄应满 16 周岁"),
    ("R51", facts(G.FIVE, age=16, intends=True), {"intends": False}, "须拟从事本职业或相关职业"),
    ("R52", facts(G.FIVE, age=16, works_in_it=True), {"age": 15}, "年龄应满 16 周岁"),
    ("R52", facts(G.FIVE, age=16, works_in_it=True), {"works_in_it": False}, "须正在从事本职业或相关职业"),
    (
        "R41",
        facts(G.FOUR, months_total=60),
        {"months_total": 59},
        "从事本职业或相关职业的年限还差 1 个月（须满 5 年，现有 4 年 11 个月）",
    ),
    (
        "R41",
        facts(G.FOUR, months_total=60),
        {"months_total": 33},
        "从事本职业或相关职业的年限还差 2 年 3 个月（须满 5 年，现有 2 年 9 个月）",
    ),
    (
        "R42",
        facts(G.FOUR, prior=G.FIVE, months_since_prior=36),
        {"months_since_prior": 35},
        "取得证书后的从业年限还差 1 个月（须满 3 年，现有 2 年 11 个月）",
    ),
    (
        "R42",
        facts(G.FOUR, prior=G.FIVE, months_since_prior=36),
        {"prior": None},
        "需要五级/初级工证书，取得后再工作满 3 年",
    ),
    (
        "R43",
        facts(G.FOUR, diploma="secondary", diploma_related=True),
        {"diploma_related": False},
        "所学专业须与本职业相同或相关",
    ),
    (
        "R31",
        facts(G.THREE, months_total=120),
        {"months_total": 119},
        "从事本职业或相关职业的年限还差 1 个月（须满 10 年，现有 9 年 11 个月）",
    ),
    (
        "R32",
        facts(G.THREE, prior=G.FOUR, months_since_prior=48),
        {"months_since_prior": 24},
        "取得证书后的从业年限还差 2 年（须满 4 年，现有 2 年）",
    ),
    (
        "R33",
        facts(G.THREE, title="junior", title_related=True, months_since_title=12),
        {"months_since_title": 11},
        "取得职称后的从业年限还差 1 个月（须满 1 年，现有 11 个月）",
    ),
    (
        "R33",
        facts(G.THREE, title="junior", title_related=True, months_since_title=12),
        {"title_related": False},
        "职称专业须与本职业对应",
    ),
    (
        "R34",
        facts(G.THREE, diploma="senior_technical", diploma_related=True),
        {"diploma": "technical"},
        "需要高级技工学校、技师学院高级工班、技师学院预备技师（技师）班学历",
    ),
    (
        "R35",
        facts(G.THREE, prior=G.FOUR, diploma="college", diploma_related=True),
        {"prior": G.FIVE},
        "需要四级/中级工证书",
    ),
    (
        "R36",
        facts(G.THREE, diploma="college", diploma_related=True, evaluated_school=True),
        {"evaluated_school": False},
        "学校须经评估论证",
    ),
    (
        "R21",
        facts(G.TWO, prior=G.THREE, months_since_prior=60),
        {"months_since_prior": 59},
        "取得证书后的从业年限还差 1 个月（须满 5 年，现有 4 年 11 个月）",
    ),
    (
        "R22",
        facts(G.TWO, prior=G.THREE, months_since_prior=12, title="junior", title_related=True, months_since_title=60),
        {"months_since_prior": 11, "months_since_title": 59},
        "取得证书后的从业年限还差 1 个月（须满 1 年，现有 11 个月）；"
        "取得职称后的从业年限还差 1 个月（须满 5 年，现有 4 年 11 个月）",
    ),
    (
        "R23",
        facts(G.TWO, title="middle", title_related=True, months_since_title=12),
        {"title": "junior"},
        "需要中级职称及以上，取得后再工作满 1 年",
    ),
    (
        "R24",
        facts(G.TWO, prior=G.THREE, diploma="senior_technical", months_total=24),
        {"months_total": 23},
        "从事本职业或相关职业的年限还差 1 个月（须满 2 年，现有 1 年 11 个月）",
    ),
    ("R24", facts(G.TWO, prior=G.THREE, diploma="senior_technical", months_total=24), {"final_year": True}, "须已毕业"),
    (
        "R25",
        facts(G.TWO, prior=G.THREE, months_holding=24, diploma="technician_class", final_year=True),
        {"months_holding": 23},
        "持有证书的时间还差 1 个月（须满 2 年，现有 1 年 11 个月）",
    ),
    (
        "R25",
        facts(G.TWO, prior=G.THREE, months_holding=24, diploma="technician_class", final_year=True),
        {"final_year": False},
        "须为在校的毕业学年学生",
    ),
    (
        "R11",
        facts(G.ONE, prior=G.TWO, months_since_prior=60),
        {"prior": G.THREE},
        "需要二级/技师证书，取得后再工作满 5 年",
    ),
    (
        "R12",
        facts(G.ONE, prior=G.TWO, months_since_prior=12, title="middle", title_related=True, months_since_title=60),
        {"months_since_title": 48},
        "取得职称后的从业年限还差 1 年（须满 5 年，现有 4 年）",
    ),
    (
        "R13",
        facts(G.ONE, title="senior", title_related=True, months_since_title=12),
        {"title": "none"},
        "需要高级职称，取得后再工作满 1 年",
    ),
]


@pytest.mark.parametrize(("rule", "good", "spoilt", "sentence"), BOUNDARIES)
def test_each_rule_at_its_boundary(rule: str, good: Facts, spoilt: dict[str, Any], sentence: str) -> None:
    assert fitting(good) == [rule]
    worse = replace(good, **spoilt)
    assert rule not in fitting(worse)
    assert missing(worse, rule) == sentence


def test_every_rule_was_tried() -> None:
    assert {rule.id for rule in shipped().rules} == {case[0] for case in BOUNDARIES}
    assert len(shipped().rules) == 19


@pytest.mark.parametrize(
    ("given", "rule", "wanted"),
    [
        (facts(G.FIVE, intends=True), "R51", ()),
        (facts(G.FOUR, months_total=60), "R41", ("work_proof", "social_insurance")),
        (facts(G.FOUR, diploma="college", diploma_related=True), "R43", ("diploma",)),
        (facts(G.FOUR, diploma="college", diploma_related=True, final_year=True), "R43", ("enrolment",)),
        (
            facts(G.THREE, prior=G.FOUR, diploma="college", diploma_related=True, final_year=True),
            "R35",
            ("prior_certificate", "enrolment"),
        ),
        (
            facts(G.ONE, title="senior", title_related=True, months_since_title=12),
            "R13",
            ("title_certificate", "work_proof"),
        ),
    ],
)
def test_materials_follow_the_rule(given: Facts, rule: str, wanted: tuple[str, ...]) -> None:
    found = judge(given, shipped()).rule(rule)
    assert found is not None
    assert found.materials == wanted


def test_every_material_and_code_is_known() -> None:
    for rule in shipped().rules:
        named = set(rule.outputs[2].text.split('"')[1::2])
        assert named <= set(kinds.KINDS)
    listed = {column.expression.text: column.allowed for column in shipped().columns if column.allowed}
    for name, codes in (("diplomaKind", table("diploma").codes), ("titleLevel", table("title_level").codes)):
        assert all(listed[name].matches(code, {}) for code in codes)


def test_several_rules_may_fit_and_the_outcome_is_kept() -> None:
    found = judge(facts(G.FOUR, months_total=72, prior=G.FIVE, months_since_prior=40), shipped())
    assert [rule.rule_id for rule in found.fitting] == ["R41", "R42"]
    assert [rule.rule_id for rule in found.missing] == ["R43"]
    kept = found.outcome.as_json()
    assert kept["rules"] == ["R41", "R42"]
    assert kept["inputs"]["从事年限（年）"] == 6
    assert len(kept["version"]) == 64


def test_what_is_nearest_comes_first() -> None:
    found = judge(facts(G.TWO, prior=G.THREE, months_since_prior=30), shipped())
    assert found.fitting == ()
    assert found.missing[0].rule_id == "R21"
    assert found.missing[0].text == "取得证书后的从业年限还差 2 年 6 个月（须满 5 年，现有 2 年 6 个月）"


grades = st.sampled_from([G.FIVE, G.FOUR, G.THREE, G.TWO, G.ONE])
someone = st.builds(
    Facts,
    target=grades,
    age=st.integers(14, 70),
    intends=st.booleans(),
    works_in_it=st.booleans(),
    months_total=st.integers(0, 400),
    prior=st.none() | st.sampled_from([G.FIVE, G.FOUR, G.THREE, G.TWO]),
    months_since_prior=st.integers(0, 200),
    months_holding=st.integers(0, 200),
    title=st.sampled_from(list(table("title_level").codes)),
    title_related=st.booleans(),
    months_since_title=st.integers(0, 200),
    diploma=st.sampled_from(list(table("diploma").codes)),
    diploma_related=st.booleans(),
    evaluated_school=st.booleans(),
    final_year=st.booleans(),
)


@given(someone)
def test_each_rule_of_the_grade_either_fits_or_says_why_not(given: Facts) -> None:
    found = judge(given, shipped())
    of_grade = {rule.id for rule in shipped().rules if rule.id[1] == str(given.target)}
    fits, lacks = {rule.rule_id for rule in found.fitting}, {rule.rule_id for rule in found.missing}
    assert fits | lacks == of_grade
    assert not fits & lacks
    assert all(rule.text and "还差 0" not in rule.text and "-" not in rule.text for rule in found.missing)


@given(someone, st.integers(1, 100))
def test_more_work_never_takes_a_rule_away(given: Facts, more: int) -> None:
    later = replace(
        given,
        months_total=given.months_total + more,
        months_since_prior=given.months_since_prior + more,
        months_holding=given.months_holding + more,
        months_since_title=given.months_since_title + more,
    )
    assert set(fitting(given)) <= set(fitting(later))


def test_a_column_added_by_a_designer_still_gets_a_clause() -> None:
    column = (
        '<input id="extra" label="所在区域"><inputExpression id="extra_e"><text>area</text></inputExpression></input>'
    )
    text = FILE.read_text(encoding="utf-8").replace("<output ", column + "<output ", 1)
    first, *rest = text.split("<outputEntry ")
    cell = '<inputEntry id="x{}"><text>"城区"</text></inputEntry><outputEntry '
    grown = first + "".join(
        (cell.format(at) if at % 3 == 0 else "<outputEntry ") + part for at, part in enumerate(rest)
    )
    table_with_area = decisions.read(grown.encode())["eligibility"]
    found = judge(facts(G.FIVE, intends=True), table_with_area)
    assert found.fitting == ()
    assert found.missing[0].text == "“所在区域”不符合要求"
