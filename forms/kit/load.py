"""Reading a form's JSON and saying what is wrong with it."""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from forms.kit.conditions import is_condition, simple
from forms.kit.model import CHOSEN, WIDGETS, BadForm, Field, Form, Page
from forms.kit.vocabulary import misshapen

_TYPES = {
    "checkbox": {"boolean"},
    "checkboxes": {"array"},
    "rows": {"array"},
    "number": {"number", "integer"},
    "hidden": {"string", "number", "integer", "boolean"},
}


def load(raw: Mapping[str, Any]) -> Form:
    """The form of a JSON document. Raises BadForm with every problem found."""
    found = problems(raw)
    if found:
        raise BadForm(found)
    return Form(
        title=raw["title"],
        description=raw.get("description", ""),
        fields=_fields(raw),
        submit=raw.get("x-submit", "保存并继续"),
        variables=tuple(raw.get("x-variables", ())),
        schema=raw,
        pages=tuple(
            Page(each["name"], each["title"], each.get("description", ""), tuple(each["fields"]))
            for each in raw.get("x-pages", ())
        ),
    )


def problems(raw: Any) -> list[str]:
    """What is wrong with a form, in sentences for its designer; empty when it can be used."""
    if not isinstance(raw, Mapping) or raw.get("type") != "object" or not isinstance(raw.get("properties"), Mapping):
        return ["表单应为 JSON 对象，含 type: object 和 properties"]
    if found := list(misshapen(raw)):
        return found
    try:
        Draft202012Validator.check_schema(dict(raw))
    except SchemaError as error:
        return [f"{'/'.join(map(str, error.absolute_path)) or '表单'} 不是有效的 JSON Schema"]
    found = [] if isinstance(raw.get("title"), str) and raw["title"] else ["表单缺少 title"]
    found += _property_problems(raw, "")
    names = set(raw["properties"])
    for key in ("required", "x-order", "x-variables"):
        listed = raw.get(key, [])
        unknown = [str(name) for name in listed if name not in names] if isinstance(listed, list) else [str(listed)]
        found += [f"{key} 提到了不存在的字段 {name}" for name in unknown]
    if "x-order" in raw:
        found += [f"x-order 漏了字段 {name}" for name in sorted(names - set(raw["x-order"]))]
    return [*found, *_page_problems(raw, names)]


def _page_problems(raw: Mapping[str, Any], names: set[str]) -> Iterator[str]:
    """Every field stands on one page, where there are pages at all."""
    pages = raw.get("x-pages", [])
    placed = [name for page in pages for name in page["fields"]]
    yield from (f"x-pages 提到了不存在的字段 {name}" for name in placed if name not in names)
    if pages:
        yield from (f"x-pages 漏了字段 {name}" for name in sorted(names - set(placed)))
    yield from (f"x-pages 重复了字段 {name}" for name in sorted({name for name in placed if placed.count(name) > 1}))
    for page in pages:
        for name in page["fields"]:
            when = simple(raw["properties"].get(name, {}).get("x-when"))
            if when is not None and when[0] in names and when[0] not in page["fields"]:
                yield f"字段 {name} 的显示条件要看字段 {when[0]}，两者应在同一页"
    called = [page["name"] for page in pages]
    yield from (f"x-pages 重复了页名 {name}" for name in sorted({name for name in called if called.count(name) > 1}))


def _property_problems(schema: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, each in schema["properties"].items():
        where, ui = f"{prefix}{name}", each.get("x-ui", {})
        widget = _widget(each)
        if "." in name or name.startswith("_"):
            yield f"字段名 {where} 不能含点号或以下划线开头"
        if widget not in WIDGETS:
            yield f"字段 {where} 的控件 {widget} 不存在"
            continue
        if not each.get("title") and widget != "hidden":
            yield f"字段 {where} 缺少 title"
        if each.get("type", "string") not in _TYPES.get(widget, {"string"}):
            yield f"字段 {where} 的控件 {widget} 不能用于类型 {each.get('type')}"
        if widget in CHOSEN and not (ui.get("options") or "enum" in each or "enum" in each.get("items", {})):
            yield f"字段 {where} 缺少选项"
        if "x-when" in each and not is_condition(each["x-when"]):
            yield f"字段 {where} 的显示条件不是有效的 FEEL 表达式"
        if widget == "rows":
            items = each.get("items", {})
            if prefix or not isinstance(items.get("properties"), Mapping):
                yield f"字段 {where} 的 items 应为对象，且不能再嵌套"
            else:
                yield from _property_problems(items, f"{name}.")


def _widget(schema: Mapping[str, Any]) -> str:
    by_type = {"boolean": "checkbox", "number": "number", "integer": "number"}
    return str(schema.get("x-ui", {}).get("widget") or by_type.get(schema.get("type", ""), "text"))


def _fields(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    properties, required = schema["properties"], schema.get("required", [])
    return tuple(
        _field(name, properties[name], required=name in required) for name in schema.get("x-order", properties)
    )


def _field(name: str, schema: Mapping[str, Any], *, required: bool) -> Field:
    widget = _widget(schema)
    return Field(
        name=name,
        title=schema.get("title", name),
        hint=schema.get("description", ""),
        widget=widget,
        schema=schema,
        required=required,
        when=schema.get("x-when"),
        ui=schema.get("x-ui", {}),
        sentences=schema.get("x-errors", {}),
        inner=_fields(schema["items"]) if widget == "rows" else (),
    )
