"""What a page draws for a form: labels, hints, errors, choices and ids, ready for the macros."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.platform.errors import FieldError
from forms.kit.check import Options
from forms.kit.conditions import simple
from forms.kit.model import Field, Form, Option
from forms.kit.shapes import as_list, as_text, split_date
from forms.kit.typed import MOST_ROWS

_WIDTHS = {"4": "cf-w-4", "8": "cf-w-8", "12": "cf-w-12", "18": "cf-w-18"}
_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "phone": {"type": "tel", "inputmode": "tel", "autocomplete": "tel", "width": "12"},
    "id_number": {"inputmode": "text", "autocomplete": "off", "spellcheck": "false", "width": "18"},
    "number": {"inputmode": "decimal", "autocomplete": "off", "width": "4"},
    "file": {"accept": "image/*,.heic,.pdf"},
}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    hint: str | None
    id: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three inputs of a date."""

    name: str
    id: str
    label: str
    value: str
    width: str


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
    defaults = _DEFAULTS.get(each.widget, {})
    attributes = {key: text for key, text in defaults.items() if key != "width"}
    attributes |= {
        key: str(each.ui[key]) for key in ("autocomplete", "inputmode", "accept", "placeholder") if each.ui.get(key)
    }
    if each.kind == "integer" and "inputmode" not in each.ui:
        attributes["inputmode"] = "numeric"
    if each.widget == "textarea":
        attributes["rows"] = str(each.ui.get("rows", 4))
    when = simple(each.when)
    choices = _choices(each, value, identity, options)
    parts = _parts(each, value, name, identity)
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
        width=_WIDTHS.get(str(each.ui.get("width", defaults.get("width", ""))), ""),
        attributes=attributes,
        choices=choices,
        parts=parts,
        rows=_rows(each, value, name, errors, options),
        row_label=str(each.ui.get("row", each.title)),
        may_add=len(value or ()) < min(each.schema.get("maxItems", MOST_ROWS), MOST_ROWS),
        when_name=when[0] if when else None,
        when_values=when[1] if when else (),
    )


def _shown(each: Field, value: Any) -> str:
    if each.widget == "checkbox":
        return "true" if value is True or as_text(value) not in ("", "False", "false", "0", "off") else ""
    return "" if isinstance(value, list | dict) else as_text(value)


def _choices(each: Field, value: Any, identity: str, options: Options) -> list[Choice]:
    chosen = as_list(value) if each.widget == "checkboxes" else [as_text(value)]
    return [
        Choice(option.value, option.label, option.hint, f"{identity}-{index}", option.value in chosen)
        for index, option in enumerate(_offered(each, options))
    ]


def _offered(each: Field, options: Options) -> Sequence[Option]:
    if each.options_key is not None:
        return options.get(each.options_key, ())
    listed = each.ui.get("options")
    if listed:
        return [Option(str(one["value"]), str(one["label"]), one.get("hint")) for one in listed]
    enum = each.schema.get("enum") or each.schema.get("items", {}).get("enum", ())
    return [Option(str(one), str(one)) for one in enum] if each.widget in ("radio", "select", "checkboxes") else []


def _parts(each: Field, value: Any, name: str, identity: str) -> list[Part]:
    if each.widget not in ("date", "month"):
        return []
    shown = split_date(as_text(value))
    labels = [("year", "年", "cf-w-4"), ("month", "月", "cf-w-3"), ("day", "日", "cf-w-3")]
    return [
        Part(f"{name}.{part}", f"{identity}-{part}", label, shown.get(part, ""), width)
        for part, label, width in labels[: 3 if each.widget == "date" else 2]
    ]


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
