"""Adding and removing rows without JavaScript: a submit button named `_add` or `_remove` changes the list."""

from typing import Any

from forms.kit.model import Form
from forms.kit.shapes import as_text
from forms.kit.typed import MOST_ROWS, Data, typed


def rearranged(form: Form, data: Data) -> dict[str, Any] | None:
    """What was typed with a row added (`_add=history`) or taken away (`_remove=history.1`); None for a submission."""
    add, remove = as_text(data.get("_add")), as_text(data.get("_remove"))
    if not add and not remove:
        return None
    values = typed(form, data)
    name, _, index = (add or remove).partition(".")
    rows = values.get(name)
    if not isinstance(rows, list) or not any(field.name == name and field.inner for field in form.fields):
        return values
    if add and len(rows) < MOST_ROWS:
        rows.append({})
    elif remove and index.isascii() and index.isdigit() and len(index) < 5 and int(index) < len(rows):
        del rows[int(index)]
    return values
