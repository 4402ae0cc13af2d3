"""The parts of one field on a page: choices, the inputs of a date, attributes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.kit.check import Options
from forms.kit.model import Field, Option
from forms.kit.shapes import as_list, as_text, split_date

_WIDTHS = {"4": "cf-w-4", "8": "cf-w-8", "12": "cf-w-12", "18": "cf-w-18"}
_SETTABLE = ("autocomplete", "inputmode", "accept", "placeholder")
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


def attributes_of(each: Field) -> dict[str, str]:
    """HTML attributes of the input beside name and value."""
    given = {key: str(each.ui[key]) for key in _SETTABLE if each.ui.get(key)}
    defaults = {key: text for key, text in _DEFAULTS.get(each.widget, {}).items() if key != "width"}
    if each.kind == "integer":
        defaults["inputmode"] = "numeric"
    if each.widget == "textarea":
        defaults["rows"] = str(each.ui.get("rows", 4))
    return defaults | given


def width_of(each: Field) -> str:
    """The class that hints at the expected length."""
    default = _DEFAULTS.get(each.widget, {}).get("width", "")
    return _WIDTHS.get(str(each.ui.get("width") or default), "")


def choices_of(each: Field, value: Any, identity: str, options: Options) -> list[Choice]:
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


def parts_of(each: Field, value: Any, name: str, identity: str) -> list[Part]:
    if each.widget not in ("date", "month"):
        return []
    shown = split_date(as_text(value))
    labels = [("year", "年", "cf-w-4"), ("month", "月", "cf-w-3"), ("day", "日", "cf-w-3")]
    return [
        Part(f"{name}.{part}", f"{identity}-{part}", label, shown.get(part, ""), width)
        for part, label, width in labels[: 3 if each.widget == "date" else 2]
    ]
