"""When a field applies: FEEL over the values of the fields before it."""

import re
from collections.abc import Mapping
from typing import Any

from engine.workflow import feel

# `name = "value"` and `name in ("a", "b")`: what the page's script can follow while the person chooses
_SIMPLE = re.compile(r'\s*([A-Za-z_]\w*)\s*(?:=\s*("[^"]*"|true|false)|in\s*\(((?:\s*"[^"]*"\s*,?)+)\))\s*')


def is_condition(text: Any) -> bool:
    if not isinstance(text, str):
        return False
    try:
        feel.compile(text)
    except feel.FeelError:
        return False
    return True


def applies(when: str | None, values: Mapping[str, Any]) -> bool:
    """Whether a field is asked for, given the other values. Null and errors mean no, as everywhere in FEEL."""
    if when is None:
        return True
    try:
        return feel.compile(when).evaluate(values) is True
    except feel.FeelError:
        return False


def simple(when: str | None) -> tuple[str, tuple[str, ...]] | None:
    """The one field a condition looks at and the values that fulfil it, where it is as simple as that."""
    found = _SIMPLE.fullmatch(when or "")
    if found is None:
        return None
    name, literal, listed = found.groups()
    if literal is not None:
        return name, (literal.strip('"'),)
    return name, tuple(re.findall(r'"([^"]*)"', listed))
