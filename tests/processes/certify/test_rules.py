"""Numbers and templates, without a database."""

import re
from typing import Any

import pytest
from hypothesis import given as draws
from hypothesis import strategies as st

from processes.certify.rules import layout, numbers


@draws(st.integers(0, 999_999), st.integers(2000, 2099), st.sampled_from("12345"), st.integers(1, 999_999))
def test_every_number_has_twenty_two_characters_and_its_parts(code: int, year: int, grade: str, serial: int) -> None:
    institution = f"{code:06d}"
    made = numbers.number(institution=institution, year=year, grade=grade, serial=serial)
    assert re.fullmatch(r"[YS]\d{4}\d{2}\d{6}\d{2}[1-5]\d{6}", made)
    assert (made[7:13], made[13:15], made[15], int(made[16:])) == (institution, f"{year % 100:02d}", grade, serial)


def test_the_published_example() -> None:
    assert numbers.number(institution="020001", year=2026, grade="3", serial=1) == "S000035020001263000001"


@pytest.mark.parametrize("known", [{"grade": "S"}, {"serial": 1_000_000}, {"institution": "12"}])
def test_what_has_no_number_is_refused(known: dict[str, Any]) -> None:
    given: dict[str, Any] = {"institution": "020001", "year": 2026, "grade": "3", "serial": 1}
    with pytest.raises(ValueError, match="no certificate number"):
        numbers.number(**(given | known))


def changed(**known: Any) -> list[dict[str, Any]]:
    elements = layout.standard()
    elements[3] |= known
    return elements


def test_the_standard_face_has_no_problem() -> None:
    assert layout.problems(layout.standard()) == []


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({"text": "{name.__class__}"}, "花括号里只能写"),
        ({"text": "{{ 7 * 7 }} {name}"}, "花括号里只能写"),
        ({"text": "{% import os %} {name}"}, "花括号里只能写"),
        ({"text": "姓名 {salary}"}, "花括号里只能写"),
        ({"text": "  "}, "请输入文字内容"),
        ({"x": 250.0, "width": 60.0}, "超出页面"),
        ({"text": "姓名"}, "缺少“姓名”"),
    ],
)
def test_a_template_with_code_or_off_the_page_is_refused(known: dict[str, Any], sentence: str) -> None:
    assert any(sentence in fault.message for fault in layout.problems(changed(**known)))


def test_a_template_without_its_photo_is_refused() -> None:
    without = [element for element in layout.standard() if element["kind"] != "photo"]
    assert [fault.message for fault in layout.problems(without)] == ["模板缺少照片"]


@draws(st.text(max_size=60))
def test_no_text_becomes_anything_but_text(text: str) -> None:
    values = dict.fromkeys(layout.FIELDS, "值")
    assert layout.filled(text.replace("{", "").replace("}", ""), values) == text.replace("{", "").replace("}", "")
