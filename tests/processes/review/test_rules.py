"""What a verdict and a conclusion may say."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.apply.rules.materials import KINDS
from processes.review.reasons import reason, reasons
from processes.review.rules import MOST_TEXT, Judged, conclusion_problems, to_judge, verdict_problems

CODES = {"W01", "W09"}
ids = st.uuids()
verdicts = st.lists(
    st.builds(Judged, material_id=ids, verdict=st.sampled_from(["pass", "return"]), sha256=st.just("a"))
)


@given(verdicts)
def test_a_pass_with_a_faulted_material_is_impossible(judged: list[Judged]) -> None:
    refused = bool(conclusion_problems("pass", "", judged=judged, unjudged=0, field_faults=0))
    assert refused == any(one.verdict == "return" for one in judged)


@given(verdicts, st.integers(0, 2))
def test_a_return_needs_a_fault(judged: list[Judged], fields: int) -> None:
    refused = bool(conclusion_problems("return", "", judged=judged, unjudged=0, field_faults=fields))
    assert refused == (fields == 0 and all(one.verdict == "pass" for one in judged))


@given(st.sampled_from(["pass", "return", "reject"]), verdicts, st.integers(1, 9))
def test_nothing_is_concluded_before_everything_is_judged(conclusion: str, judged: list[Judged], left: int) -> None:
    (error,) = conclusion_problems(conclusion, "理由", judged=judged, unjudged=left, field_faults=1)
    assert str(left) in error.message


def test_a_rejection_needs_a_reason() -> None:
    assert [error.path for error in conclusion_problems("reject", " ", judged=[], unjudged=0, field_faults=0)] == [
        "text"
    ]
    assert not conclusion_problems("reject", "年限不足", judged=[], unjudged=0, field_faults=0)


def test_an_unknown_conclusion_is_refused() -> None:
    assert conclusion_problems("perhaps", "", judged=[], unjudged=0, field_faults=0)


@given(st.dictionaries(ids, st.sampled_from("abc"), max_size=6), st.lists(st.tuples(ids, st.sampled_from("abc"))))
def test_only_what_was_not_passed_comes_back(materials: dict[UUID, str], passed: list[tuple[UUID, str]]) -> None:
    said = [Judged(material_id, "pass", sha256) for material_id, sha256 in passed]
    said += [Judged(material_id, "pass", sha256) for material_id, sha256 in list(materials.items())[::2]]
    wanted = to_judge(materials.items(), said)
    done = {(one.material_id, one.sha256) for one in said}
    assert wanted == [material_id for material_id, sha256 in materials.items() if (material_id, sha256) not in done]


def test_a_passed_material_with_a_new_file_comes_back() -> None:
    material = UUID(int=1)
    assert to_judge([(material, "new")], [Judged(material, "pass", "old")]) == [material]
    assert to_judge([(material, "old")], [Judged(material, "return", "old")]) == [material]


@pytest.mark.parametrize(
    ("code", "text", "paths"),
    [
        ("W01", "请补盖公章", []),
        ("", "请补盖公章", ["reason"]),
        ("X99", "请补盖公章", ["reason"]),
        ("W01", "  ", ["text"]),
        ("W01", "长" * (MOST_TEXT + 1), ["text"]),
        ("", "", ["reason", "text"]),
    ],
)
def test_a_return_names_code_and_text(code: str, text: str, paths: list[str]) -> None:
    assert [error.path for error in verdict_problems("return", code, text, codes=CODES)] == paths


def test_a_pass_needs_nothing() -> None:
    assert verdict_problems("pass", "", "", codes=CODES) == []
    assert [error.path for error in verdict_problems("", "", "", codes=CODES)] == ["verdict"]


@pytest.mark.parametrize(("said", "refused"), [("", True), ("同意", True), ("冯主管同意：发现印章系伪造", False)])
def test_what_passed_before_is_faulted_only_with_a_supervisors_reason(said: str, refused: bool) -> None:
    errors = verdict_problems("return", "W01", "印章有误", codes=CODES, passed_before=True, supervisor_reason=said)
    assert bool(errors) == refused


def test_every_kind_of_material_has_reasons_and_a_way_out() -> None:
    for kind in KINDS:
        codes = [option.value for option in reasons(kind)]
        assert len(set(codes)) == len(codes) >= 3
        assert codes[-1].endswith("9")
        assert all(reason(kind, code) for code in codes)
    assert reason("portrait", "nothing") == ""
