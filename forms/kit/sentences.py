"""The sentence for each fault. Not given: 请输入… or 请选择…; wrong: 名称应为…，您输入了…."""

from collections.abc import Mapping
from typing import Any

from forms.kit.model import Field

_WORD = {"radio": "选择", "select": "选择", "checkboxes": "选择", "file": "上传", "rows": "添加", "checkbox": "勾选"}
_SHAPES = {
    "number": "数字",
    "integer": "整数",
    "date": "真实存在的日期，例如 2001年8月20日",
    "month": "年和月，例如 2018年7月",
    "phone": " 1 开头的 11 位数字",
    "id_number": " 18 位，末位可以是 X",
}
SHOWN = 30


def missing(field: Field) -> str:
    title = f"“{field.title}”" if field.widget == "checkbox" else field.title
    return field.sentences.get("required") or f"请{_WORD.get(field.widget, '输入')}{title}"


def misshapen(field: Field, shape: str, typed: str) -> str:
    return field.sentences.get(shape) or f"{field.title}应为{_SHAPES[shape]}，{_typed(typed)}"


def not_listed(field: Field) -> str:
    return field.sentences.get("enum") or f"请从列出的选项中选择{field.title}"


def broken(field: Field, keyword: str, value: Any) -> str:
    """The sentence for a JSON Schema keyword that the value does not fulfil."""
    own = field.sentences.get(keyword)
    if own:
        return own
    schema = field.schema
    match keyword:
        case "minLength" | "maxLength":
            return f"{field.title}{_range(schema, 'minLength', 'maxLength', ' 个字')}，您输入了 {len(value)} 个字"
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            return f"{field.title}{_limits(schema)}，您输入了 {value}"
        case "minItems" | "maxItems":
            unit = " 条" if field.widget == "rows" else " 项"
            return f"{field.title}{_range(schema, 'minItems', 'maxItems', unit)}，您填了 {len(value)}{unit}"
        case "uniqueItems":
            return f"{field.title}不应重复"
        case "const" if field.widget == "checkbox":
            return missing(field)
        case "enum" | "const":
            return not_listed(field)
        case "multipleOf":
            return f"{field.title}应为 {schema['multipleOf']} 的倍数，您输入了 {value}"
    return f"{field.title}应符合规定的格式，{_typed(str(value))}"


def _typed(text: str) -> str:
    return f"您输入了“{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}”"


def _range(schema: Mapping[str, Any], low: str, high: str, unit: str) -> str:
    match schema.get(low), schema.get(high):
        case None, most:
            return f"应不超过 {most}{unit}"
        case least, None:
            return f"应至少 {least}{unit}"
        case least, most if least == most:
            return f"应为 {most}{unit}"
        case least, most:
            return f"应为 {least}—{most}{unit}"
    raise AssertionError(low)


def _limits(schema: Mapping[str, Any]) -> str:
    if "minimum" in schema and "maximum" in schema:
        return f"应为 {schema['minimum']}—{schema['maximum']}"
    words = {"minimum": "不小于", "maximum": "不大于", "exclusiveMinimum": "大于", "exclusiveMaximum": "小于"}
    return "应" + "且".join(f"{word} {schema[key]}" for key, word in words.items() if key in schema)
