"""Gathering what was typed, by field. Names: `name`, `birth.year`, `history.0.employer`."""

import re
from collections.abc import Mapping
from typing import Any

from forms.kit.model import Field, Form
from forms.kit.shapes import as_list, as_text, join_date

Data = Mapping[str, str | list[str]]
MOST_ROWS = 50


def typed(form: Form, data: Data) -> dict[str, Any]:
    """Every field as typed, rows as a list of mappings: what the page shows again when it refuses."""
    return {field.name: _typed(field, data, field.name) for field in form.fields}


def _typed(field: Field, data: Data, name: str) -> Any:
    match field.widget:
        case "rows":
            return [
                {inner.name: _typed(inner, data, f"{name}.{index}.{inner.name}") for inner in field.inner}
                for index in _indices(data, name)
            ]
        case "checkboxes":
            return as_list(data.get(name))
        case "date" | "month" if name not in data:
            parts = {
                part: as_text(data[f"{name}.{part}"]) for part in ("year", "month", "day") if f"{name}.{part}" in data
            }
            return join_date(parts)
    return as_text(data.get(name))


def _indices(data: Data, name: str) -> list[int]:
    """The rows that occur in the data, in order, whatever their numbers."""
    pattern = re.compile(re.escape(name) + r"\.([0-9]{1,4})\..+", re.DOTALL)
    found = {int(match[1]) for key in data if (match := pattern.fullmatch(key))}
    return sorted(found)[:MOST_ROWS]
