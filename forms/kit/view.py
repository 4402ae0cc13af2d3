"""What a page draws for a form: labels, hints, errors, choices and ids, ready for the macros."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.platform.errors import FieldError
from forms.kit.check import Options
from forms.kit.conditions import simple
from forms.kit.draw import Choice, Part, attributes_of, choices_of, parts_of, width_of
from forms.kit.model import Field, Form
from forms.kit.shapes import as_text
from forms.kit.typed import MOST_ROWS


@dataclass(frozen=True, slots=True)
class FieldView:
    """`id` is the element that an error links to; `attributes` are further ones of the input."""

    name: str
    id: str
    label: str
    hint: str
    widget: str
    required: bool
    value: str
    error: str | None
    width: str
    attributes: Mapping[str, str]
    choices: Sequence[Choice] = ()
    parts: Sequence[Part] = ()
    rows: Sequence["RowView"] = ()
    row_label: str = ""
    may_add: bool = False
    when_name: str | None = None
    when_values: Sequence[str] = ()

    @property
    def group_id(self) -> str:
        """The id of the group around several inputs."""
        return "f-" + self.name.replace(".", "-")

    @property
    def hint_id(self) -> str:
        return f"{self.id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.id}-error"

    @property
    def described_by(self) -> str:
        given = ((self.hint, self.hint_id), (self.error, self.error_id))
        return " ".join(element for text, element in given if text)


@dataclass(frozen=True, slots=True)
class RowView:
    number: int
    remove: str
    fields: Sequence[FieldView]


@dataclass(frozen=True, slots=True)
class SummaryError:
    href: str
    message: str


@dataclass(frozen=True, slots=True)
class FormView:
    title: str
    description: str
    submit: str
    fields: Sequence[FieldView]
    errors: Sequence[SummaryError] = field(default=())

    @property
    def multipart(self) -> bool:
        return any(each.widget == "file" for each in self.fields)

    def named(self, name: str) -> FieldView:
        return next(each for each in self.fields if each.name == name)


def view(
    form: Form,
    values: Mapping[str, Any] | None = None,
    errors: Iterable[FieldError] = (),
    options: Options | None = None,
) -> FormView:
    """Draw a form with stored values, or with `Checked.typed` and `Checked.errors` after a refusal."""
    by_path: dict[str, str] = {}
    for fault in errors:
        by_path.setdefault(fault.path, fault.message)
    fields = [_field(each, (values or {}).get(each.name), each.name, by_path, options or {}) for each in form.fields]
    summary = [SummaryError(f"#{target_of(path, fields)}", message) for path, message in by_path.items()]
    return FormView(form.title, form.description, form.submit, fields, summary)


def target_of(path: str, fields: Iterable[FieldView]) -> str:
    """The id of the element that takes the focus for an error of this path."""
    for each in fields:
        if each.name == path:
            return each.id
        for row in each.rows:
            if found := [inner.id for inner in row.fields if inner.name == path]:
                return found[0]
    return "main"


def _field(each: Field, value: Any, name: str, errors: Mapping[str, str], options: Options) -> FieldView:
    identity = "f-" + name.replace(".", "-")
    when = simple(each.when)
    choices = choices_of(each, value, identity, options)
    parts = parts_of(each, value, name, identity)
    inputs = [choice.id for choice in choices if each.widget != "select"] or [part.id for part in parts]
    return FieldView(
        name=name,
        id=inputs[0] if inputs else identity,
        label=each.title,
        hint=each.hint,
        widget=each.widget,
        required=each.required,
        value=_shown(each, value),
        error=errors.get(name),
        width=width_of(each),
        attributes=attributes_of(each),
        choices=choices,
        parts=parts,
        rows=_rows(each, value, name, errors, options),
        row_label=str(each.ui.get("row", each.title)),
        may_add=each.widget == "rows" and len(value or ()) < min(each.schema.get("maxItems", MOST_ROWS), MOST_ROWS),
        when_name=when[0] if when else None,
        when_values=when[1] if when else (),
    )


def _shown(each: Field, value: Any) -> str:
    if each.widget == "checkbox":
        return "true" if value is True or as_text(value) not in ("", "False", "false", "0", "off") else ""
    return "" if isinstance(value, list | dict) else as_text(value)


def _rows(each: Field, value: Any, name: str, errors: Mapping[str, str], options: Options) -> list[RowView]:
    if each.widget != "rows":
        return []
    given = [row for row in value or () if isinstance(row, Mapping)] or [{}]
    return [
        RowView(
            index + 1,
            f"{name}.{index}",
            [
                _field(inner, row.get(inner.name), f"{name}.{index}.{inner.name}", errors, options)
                for inner in each.inner
            ],
        )
        for index, row in enumerate(given)
    ]
