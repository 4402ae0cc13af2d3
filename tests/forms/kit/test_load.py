"""What is wrong with a form, said to its designer."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import forms
from forms import kit
from tests.forms.kit.samples import RAW

FILES = sorted(path for path in Path(forms.__file__).parent.glob("*/*.json"))


def broken(change: Callable[[dict[str, Any]], object]) -> list[str]:
    raw = copy.deepcopy(RAW)
    change(raw)
    return kit.problems(raw)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda raw: raw.pop("title"), "表单缺少 title"),
        (lambda raw: raw["required"].append("nobody"), "required 提到了不存在的字段 nobody"),
        (lambda raw: raw.update({"x-order": ["name"]}), "x-order 漏了字段 about"),
        (
            lambda raw: raw["properties"]["name"].update({"x-ui": {"widget": "slider"}}),
            "字段 name 的控件 slider 不存在",
        ),
        (
            lambda raw: raw["properties"]["school"].update({"x-when": "a = = b"}),
            "字段 school 的显示条件不是有效的 FEEL 表达式",
        ),
        (
            lambda raw: raw["properties"]["promise"].update({"type": "string", "x-ui": {"widget": "checkbox"}}),
            "字段 promise 的控件 checkbox 不能用于类型 string",
        ),
        (lambda raw: raw["properties"]["education"].update({"x-ui": {"widget": "select"}}), "字段 education 缺少选项"),
        (
            lambda raw: raw["properties"].update({"a.b": {"type": "string", "title": "点"}}),
            "字段名 a.b 不能含点号或以下划线开头",
        ),
        (lambda raw: raw.update({"x-pages": paged(["name", "nobody"])}), "x-pages 提到了不存在的字段 nobody"),
        (lambda raw: raw.update({"x-pages": paged(["name"])}), "x-pages 漏了字段 about"),
        (lambda raw: raw.update({"x-pages": paged(["name"], ["name"])}), "x-pages 重复了字段 name"),
        (lambda raw: raw.update({"x-pages": [*paged(["name"]), *paged(["about"])]}), "x-pages 重复了页名 p0"),
        (lambda raw: raw.update({"x-pages": [{"name": "keep/1", "title": "", "fields": []}]}), "写法有误"),
        (
            lambda raw: raw["properties"]["name"].update({"minLength": "two"}),
            "properties/name/minLength 不是有效的 JSON Schema",
        ),
    ],
)
def test_a_faulty_form_is_told_what_is_wrong(change: Callable[[dict[str, Any]], object], sentence: str) -> None:
    assert any(sentence in found for found in broken(change))


def paged(*pages: list[str]) -> list[dict[str, Any]]:
    return [{"name": f"p{at}", "title": f"第 {at} 页", "fields": fields} for at, fields in enumerate(pages)]


def test_a_form_is_asked_page_by_page() -> None:
    names = list(RAW["properties"])
    form = kit.load(RAW | {"x-pages": paged(names[:1], names[1:])})
    first = form.page("p0")
    assert (first.title, [field.name for field in first.fields]) == ("第 0 页", names[:1])
    assert [field.name for field in form.page("p1").fields] == names[1:]
    assert form.page("nobody") is form
    assert kit.load(RAW).page("p0").fields == form.fields
    assert {error.path for error in kit.check(first, {}).errors} <= {names[0]}


def test_a_condition_looks_at_answers_of_its_own_page() -> None:
    names = list(RAW["properties"])
    asked = next(name for name in names if "x-when" in RAW["properties"][name])
    rest = [name for name in names if name != asked]
    found = kit.problems(RAW | {"x-pages": paged(rest, [asked])})
    assert any("应在同一页" in sentence for sentence in found)


@pytest.mark.parametrize("raw", [None, [], "x", {}, {"type": "object"}, {"type": "object", "properties": []}])
def test_anything_else_is_no_form(raw: Any) -> None:
    assert kit.problems(raw) != []


def deep() -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for _ in range(500):
        inner = {"allOf": [inner]}
    return inner


@pytest.mark.parametrize(
    "field",
    [
        True,
        {"title": "a", "x-ui": []},
        {"title": "a", "x-ui": {"widget": []}},
        {"title": "a", "x-ui": {"widget": "select", "options": 5}},
        {"title": "a", "x-ui": {"widget": "select", "options": ["a"]}},
        {"title": "a", "x-ui": {"widget": "select", "options": [{}]}},
        {"title": "a", "x-errors": {"required": {}}},
        {"title": "a", "x-when": 5},
        {"title": "a", "type": ["string", "null"]},
        {"title": "a", "type": "array", "x-ui": {"widget": "rows"}, "items": True},
        {"title": "a", "type": "array", "x-ui": {"widget": "rows"}, "items": {"properties": {"b": True}}},
        {"title": "a", "$ref": "http://127.0.0.1:9/x"},
        {"title": "a", "$ref": "#"},
        {"title": "a", "pattern": "^(a+)+$"},
        {"title": "a", "pattern": "(a|aa){1,60}$"},
        {"title": "a", "pattern": "a*a*a*a*b"},
        {"title": "a", "pattern": "a?" * 30 + "a" * 30},
        {"title": "a\0"},
        {"title": "a", "description": "\ud800"},
        {"title": "a", **deep()},
    ],
)
def test_a_hostile_field_is_no_field(field: Any) -> None:
    assert broken(lambda raw: (raw["properties"].update(hostile=field), raw.pop("x-order", None))) != []


@pytest.mark.parametrize("change", [{"x-order": 5}, {"x-order": [[1]]}, {"x-variables": [{}]}, {"x-submit": {}}])
def test_a_hostile_form_is_no_form(change: dict[str, Any]) -> None:
    assert broken(lambda raw: raw.update(change)) != []


def test_a_pattern_is_not_tried_on_a_long_text() -> None:
    raw = {"title": "表", "type": "object", "properties": {"a": {"title": "甲", "type": "string", "pattern": "a*a*b"}}}
    assert not kit.check(kit.load(raw), {"a": "a" * 200_000}).ok


def test_loading_a_faulty_form_is_refused() -> None:
    with pytest.raises(kit.BadForm) as refused:
        kit.load({"type": "object", "properties": {}})
    assert refused.value.problems == ["表单缺少 title"]


def test_every_form_of_the_house_loads() -> None:
    assert FILES
    faults = {path.name: kit.problems(json.loads(path.read_text())) for path in FILES}
    assert {name: found for name, found in faults.items() if found} == {}
