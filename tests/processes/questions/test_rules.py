"""Keys, likeness, cells and weights: pure, for any input."""

from datetime import time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from engine.documents import sheets
from engine.platform.ids import new_id
from processes.questions.rules import cells, keys, weights
from processes.questions.rules.keys import Draft
from processes.questions.rules.likeness import Known, alike, likeness, text_key
from processes.questions.rules.points import Place, Unresolved, resolve

ratios = st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
long_ratios = st.tuples(st.integers(24, 900), st.integers(0, 59), st.integers(0, 59))
texts = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Po", "Zs"]), max_size=40)


def through_excel(value: Any, number_format: str = "General") -> Any:
    """A cell as openpyxl gives it back."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = value
    sheet["A1"].number_format = number_format
    out = BytesIO()
    book.save(out)
    return sheets.read(out.getvalue())["Sheet"][0][0]


@given(ratios)
def test_a_ratio_that_excel_made_a_time_comes_back(ratio: cells.Ratio) -> None:
    assert cells.ratio(time(*ratio)) == ratio


@given(ratios | long_ratios)
def test_a_ratio_comes_back_from_text_span_and_day_part(ratio: cells.Ratio) -> None:
    x, y, z = ratio
    span = timedelta(hours=x, minutes=y, seconds=z)
    assert cells.ratio(f"{x}:{y}:{z}") == ratio
    assert cells.ratio(f"{x:02}：{y:02}：{z:02}") == ratio
    assert cells.ratio(span) == ratio
    assert cells.ratio(span / timedelta(days=1)) == ratio


@pytest.mark.parametrize("ratio", [(5, 2, 0), (0, 0, 1), (25, 2, 0), (48, 59, 59)])
def test_a_ratio_survives_a_real_workbook(ratio: cells.Ratio) -> None:
    x, y, z = ratio
    part = timedelta(hours=x, minutes=y, seconds=z) / timedelta(days=1)
    assert cells.ratio(through_excel(part, "hh:mm:ss")) == ratio
    assert cells.ratio(through_excel(part, "[h]:mm:ss")) == ratio
    assert cells.ratio(through_excel(f"{x}:{y}:{z}")) == ratio


@pytest.mark.parametrize("value", ["5:2", "甲", "5:2:0:1", True, "-1:2:3", "5-2-0"])
def test_what_is_no_ratio_is_told(value: Any) -> None:
    with pytest.raises(cells.NotANumber):
        cells.ratio(value)


@given(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts, st.datetimes(), st.times(), st.timedeltas())
)
def test_no_cell_whatsoever_breaks_the_reading(value: Any) -> None:
    cells.plain(value)
    cells.code(value, 3)
    for read in (cells.ratio, cells.weight):
        try:
            read(value)
        except cells.NotANumber:
            continue


@given(st.integers(0, 999), st.integers(1, 6))
def test_lost_zeros_come_back(number: int, width: int) -> None:
    written = f"{number:0{width}}"
    assert cells.code(number, width) == written
    assert cells.code(float(number), width) == written
    assert cells.code(written, width) == written


@pytest.mark.parametrize(
    ("value", "percent", "bare"),
    [("25%", "25", False), ("２５％", "25", False), (25, "25", True), (0.25, "0.25", True), ("7.5 %", "7.5", False)],
)
def test_weights_as_people_write_them(value: Any, percent: str, bare: bool) -> None:
    assert cells.weight(value) == cells.Weight(Decimal(percent), bare)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=12))
def test_settled_weights_are_whole_and_in_proportion(shares: list[int]) -> None:
    total = sum(shares)
    settled = weights.settle([Decimal(share) for share in shares], Decimal(total))
    assert sum(settled) == 10_000
    for share, points in zip(shares, settled, strict=True):
        assert abs(points - share * 10_000 / total) < 1


def test_weights_that_sum_to_neither_say_what_they_sum_to() -> None:
    with pytest.raises(weights.Unbalanced) as refusal:
        weights.settle([Decimal(40), Decimal(50)], Decimal(60))
    assert refusal.value.total == 90


def draft(**known: Any) -> Draft:
    given = {"kind": "single", "stem": "题干", "options": ("甲", "乙", "丙", "丁"), "answer": "A"} | known
    return Draft(**given)


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"kind": "essay"}, "kind"),
        ({"stem": " "}, "stem"),
        ({"stem": "长" * 1001}, "stem"),
        ({"answer": ""}, "answer"),
        ({"answer": "E"}, "answer"),
        ({"answer": "AB"}, "answer"),
        ({"answer": "对"}, "answer"),
        ({"options": ("甲",)}, "option_a"),
        ({"options": ("甲", "", "丙")}, "option_b"),
        ({"options": ("甲", "乙", " 甲。")}, "option_c"),
        ({"kind": "multiple", "answer": "A"}, "answer"),
        ({"kind": "multiple", "answer": "AAB"}, "answer"),
        ({"kind": "multiple", "options": ("甲", "乙"), "answer": "AB"}, "option_a"),
        ({"kind": "judge", "options": (), "answer": "A"}, "answer_judge"),
        ({"kind": "judge", "answer": "T"}, "option_a"),
        ({"difficulty": 101}, "difficulty"),
    ],
)
def test_a_faulty_question_is_told_at_its_field(known: dict[str, Any], field: str) -> None:
    assert field in [error.path for error in keys.problems(draft(**known))]


def test_good_questions_of_each_kind() -> None:
    assert keys.problems(draft()) == []
    assert keys.problems(draft(kind="multiple", answer="ACD")) == []
    assert keys.problems(draft(kind="judge", options=(), answer="F")) == []


@pytest.mark.parametrize(
    ("kind", "raw", "normal"),
    [
        ("judge", "√", "T"), ("judge", "×", "F"), ("judge", "对", "T"), ("judge", " 错误 ", "F"), ("judge", "x", "F"),
        ("single", "ｂ", "B"), ("multiple", "d、a，c", "ACD"), ("multiple", "A B", "AB"),
    ],
)  # fmt: skip
def test_keys_in_any_writing(kind: str, raw: str, normal: str) -> None:
    assert keys.normal_answer(kind, raw) == normal


@given(texts, st.permutations(["打开出口阀", "灌泵排气", "关闭进口阀"]))
def test_punctuation_blanks_and_order_make_no_difference(stem: str, options: list[str]) -> None:
    other = text_key(f" {stem}（　　）。", options)
    assert other == text_key(stem, ["灌泵排气。", "打开 出口阀", "关闭进口阀"])


@given(texts, texts)
def test_likeness_is_the_same_both_ways_and_within_one(one: str, other: str) -> None:
    first, second = text_key(one, ()), text_key(other, ())
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, first) == 1


@given(st.lists(texts, min_size=1, max_size=8), st.floats(0.1, 1))
def test_looking_fast_finds_what_looking_at_each_finds(stems: list[str], least: float) -> None:
    known = [Known(new_id(), str(at), text_key(stem, ())) for at, stem in enumerate(stems)]
    wanted = {each.no for each in known if likeness(known[0].key, each.key) >= least}
    assert {like.known.no for like in alike(known[0].key, known, least=least, most=10)} == wanted


def test_only_what_is_near_is_told_the_nearest_first() -> None:
    stems = ["离心泵启动前应先灌泵排气", "离心泵在启动前应当先灌泵排气", "精馏塔的灵敏板是指哪一块塔板"]
    known = [Known(new_id(), f"no-{at}", text_key(stem, ())) for at, stem in enumerate(stems)]
    assert [like.known.no for like in alike(known[0].key, known)] == ["no-0", "no-1"]


PLACES = [
    Place(new_id(), [("A", "基本要求"), ("A", "职业守则"), ("001", "遵章守纪")]),
    Place(new_id(), [("B", "相关知识"), ("A", "离心泵"), ("001", "开车操作")]),
    Place(new_id(), [("B", "相关知识"), ("B", "往复泵"), ("001", "开车操作")]),
]


@pytest.mark.parametrize(
    ("named", "at"),
    [
        (["遵章守纪"], 0),
        (["B-B-001"], 2),
        (["离心泵", "开车操作"], 1),
        (["相关知识", "B", "001"], 2),
        ([" 遵章 守纪"], 0),
    ],
)
def test_a_point_is_found_by_code_or_name(named: list[str], at: int) -> None:
    assert resolve(PLACES, named) is PLACES[at]


@pytest.mark.parametrize("named", [[], ["开车操作"], ["没有的"], ["职业守则", "开车操作"]])
def test_a_point_that_is_none_or_not_the_only_one_is_told(named: list[str]) -> None:
    with pytest.raises(Unresolved):
        resolve(PLACES, named)
