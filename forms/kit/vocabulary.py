"""What a form's JSON may say, before it is looked at as a form: the shapes of titles and `x-` words, and bounds.

A form comes from outside: it may neither crash a page, fetch an address, nor keep the server busy with a pattern.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

MOST_LEVELS = 20
MOST_PATTERN = 200
_FOREIGN = ("$ref", "$dynamicRef", "$recursiveRef", "$id", "patternProperties")
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
# Backtracking is bounded by what may repeat: no group, two stretches of characters, a few choices
_REPEATED_GROUP = re.compile(r"\)[*+{]|\\[1-9]")
_BOUNDS = ((re.compile(r"[*+]|\{\d*,"), 2), (re.compile(r"\?"), 6), (re.compile(r"\|"), 10))

_TEXT: dict[str, Any] = {"type": "string"}
_NAMES = {"type": "array", "items": _TEXT, "uniqueItems": True}
_OPTION = {"type": "object", "properties": {"label": _TEXT, "hint": _TEXT}, "required": ["value", "label"]}
_FIELD: dict[str, Any] = {
    "type": "object",
    "properties": {
        "type": {"enum": ["string", "integer", "number", "boolean", "array"]},
        "items": {"type": "object"},
        "enum": {"items": _TEXT},
        "x-ui": {
            "type": "object",
            "properties": {
                "widget": _TEXT,
                "options": {"anyOf": [_TEXT, {"type": "array", "items": _OPTION}]},
                "rows": {"type": "integer", "minimum": 1, "maximum": 50},
                **dict.fromkeys(("autocomplete", "inputmode", "accept", "placeholder", "row", "width"), _TEXT),
            },
        },
        "x-errors": {"type": "object", "additionalProperties": _TEXT},
        "x-when": _TEXT,
        "x-check": _TEXT,
    },
}
_ROW = {"type": "object", "properties": {"properties": {"additionalProperties": _FIELD}, "x-order": _NAMES}}
_PAGE = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9]{0,19}$"},
        "title": {"type": "string", "minLength": 1},
        "description": _TEXT,
        "fields": {**_NAMES, "minItems": 1},
    },
    "required": ["name", "title", "fields"],
}
_FORM = {
    "properties": {
        "properties": {
            "additionalProperties": {**_FIELD, "properties": {**_FIELD["properties"], "items": _ROW}},
        },
        "x-order": _NAMES,
        "x-variables": _NAMES,
        "x-submit": _TEXT,
        "x-pages": {"type": "array", "items": _PAGE},
    }
}
_SHAPES = Draft202012Validator(_FORM)


def misshapen(raw: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the shape of a form, in sentences; nothing else need be looked at then."""
    waiting: list[tuple[Any, int]] = [(raw, 0)]
    while waiting:
        node, level = waiting.pop()
        if level > MOST_LEVELS:
            yield f"表单嵌套应不超过 {MOST_LEVELS} 层"
            return
        if isinstance(node, Mapping):
            yield from (f"表单不能使用 {word}" for word in _FOREIGN if isinstance(node.get(word), str | Mapping))
            if isinstance(node.get("pattern"), str) and is_heavy(node["pattern"]):
                yield f"pattern {node['pattern'][:40]} 太复杂，请改用更简单的写法，重复号不能用在括号后"
            waiting += [(each, level + 1) for each in (*node.keys(), *node.values())]
        elif isinstance(node, list):
            waiting += [(each, level + 1) for each in node]
        elif isinstance(node, str) and _UNKEEPABLE.search(node):
            yield "表单含有不能保存的字符"
    for fault in _SHAPES.iter_errors(raw):
        yield f"{'/'.join(map(str, fault.absolute_path)) or '表单'} 的写法有误"


def is_heavy(pattern: str) -> bool:
    """Whether a regular expression could take long on a short text."""
    if len(pattern) > MOST_PATTERN or _REPEATED_GROUP.search(pattern):
        return True
    return any(len(sign.findall(pattern)) > most for sign, most in _BOUNDS)
