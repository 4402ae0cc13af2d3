"""Rows of a step that come and go: a removed one is kept with the draft until the step is finished, and comes back."""

from collections.abc import Mapping
from typing import Any

from forms import kit
from web.ui.typed import Typed

REMOVED = "_removed"  # in a draft: which list, at which place, and what stood there


def after(form: kit.Form, draft: Mapping[str, Any], typed: Typed, given: Mapping[str, Any]) -> dict[str, Any]:
    """The draft to keep: as given, with the row that was just removed beside it, or with the removed one back."""
    if name := typed.first("_remove"):
        field, _, place = name.partition(".")
        gone = _row(kit.typed(form, typed.text).get(field), place)
        if gone:
            return {**given, REMOVED: [field, int(place), gone]}
    if typed.first("_restore") and draft.get(REMOVED):
        field, place, row = draft[REMOVED]
        rows = list(given.get(field) or [])
        rows.insert(place, row)
        return {**given, field: rows}
    return {**carried(draft), **given}


def _row(rows: Any, place: str) -> Mapping[str, Any]:
    """The row at that place, nothing where there is none or nothing stands in it."""
    if not isinstance(rows, list) or place not in map(str, range(len(rows))):
        return {}
    row: Mapping[str, Any] = rows[int(place)]
    return row if any(row.values()) else {}


def carried(draft: Mapping[str, Any]) -> dict[str, Any]:
    """What a further save of the draft takes along."""
    return {REMOVED: draft[REMOVED]} if draft.get(REMOVED) else {}


def removed(form: kit.Form, values: Mapping[str, Any]) -> str:
    """What the removed row is called; empty without one."""
    if not values.get(REMOVED):
        return ""
    field, _, row = values[REMOVED]
    first = form.field(field).inner[0]
    return str(row.get(first.name) or form.field(field).title)


def place(form: kit.Form, typed: Typed, kept: Mapping[str, Any]) -> str:
    """Where on the page to go on: in the new row, beside the way back to a removed one, at the sum."""
    if name := typed.first("_add"):
        found = next((field for field in form.fields if field.name == name and field.inner), None)
        rows = kept.get(name) or [{}]
        return f"f-{name}-{len(rows) - 1}-{found.inner[0].name}" if found else "kept"
    if typed.first("_remove"):
        return "removed" if kept.get(REMOVED) else f"f-{typed.first('_remove').partition('.')[0]}"
    return f"f-{kept[REMOVED][0]}" if kept.get(REMOVED) and typed.first("_restore") else "kept"
