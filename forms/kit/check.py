"""Checking a submission. Never raises on what was typed, and always gives back every text for the page."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from engine.platform.errors import FieldError
from forms.kit import sentences
from forms.kit.conditions import applies
from forms.kit.model import CHOSEN, Field, Form, Option
from forms.kit.shapes import Misshapen, as_text, value_of
from forms.kit.typed import Data, typed

Options = Mapping[str, Sequence[Option]]
Checks = Mapping[str, Callable[[str], str | None]]

MOST_MATCHED = 500  # characters that a form's own pattern is tried on
_OWN_CHECKS: Mapping[str, re.Pattern[str]] = {
    "phone": re.compile(r"1[3-9][0-9]{9}"),
    "id_number": re.compile(r"[0-9]{17}[0-9X]"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """`values`: what was given, in the schema's types, where it applies and is right. `typed`: everything, as typed."""

    values: dict[str, Any]
    errors: list[FieldError]
    typed: dict[str, Any]

    @property
    def ok(self) -> bool:
        return not self.errors


def check(
    form: Form,
    data: Data,
    *,
    options: Options | None = None,
    checks: Checks | None = None,
    variables: Mapping[str, Any] | None = None,
) -> Checked:
    """Check what was posted: names as in `forms.kit.typed`.

    `options` are the lists that fields name in `x-ui.options`; `checks` are further rules by `x-check` or widget
    name, each answering a sentence or None; `variables` are what `x-when` may look at besides the form's own fields.
    """
    shown = typed(form, data)
    values, errors = _group(form.fields, shown, "", options or {}, checks or {}, dict(variables or {}))
    if not errors:
        errors = _whole(form, values)
    return Checked(values, errors, shown)


def _group(
    fields: Sequence[Field],
    shown: Mapping[str, Any],
    prefix: str,
    options: Options,
    checks: Checks,
    known: dict[str, Any],
) -> tuple[dict[str, Any], list[FieldError]]:
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    known |= {field.name: known.get(field.name) for field in fields}
    for field in fields:
        if not applies(field.when, known):
            continue
        path = prefix + field.name
        if field.widget == "rows":
            value, faults = _rows(field, shown.get(field.name) or [], path, options, checks, known)
        else:
            value, faults = _one(field, shown.get(field.name), path, options, checks)
        errors += faults
        if value is not None:
            values[field.name] = known[field.name] = value
    return values, errors


def _one(field: Field, text: Any, path: str, options: Options, checks: Checks) -> tuple[Any, list[FieldError]]:
    def refuse(sentence: str) -> tuple[None, list[FieldError]]:
        return None, [FieldError(path, sentence)]

    try:
        value = value_of(field, text)
    except Misshapen as fault:
        return refuse(sentences.misshapen(field, str(fault), as_text(text).strip()))
    if value is None:
        if field.widget == "checkbox" and not field.required and "const" not in field.schema:
            return False, []
        return refuse(sentences.missing(field)) if field.required else (None, [])
    sentence = _listed(field, value, options) or _own(field, value, checks) or _schema(field, value)
    return refuse(sentence) if sentence else (value, [])


def _rows(
    field: Field, rows: Sequence[Mapping[str, Any]], path: str, options: Options, checks: Checks, known: dict[str, Any]
) -> tuple[list[Any] | None, list[FieldError]]:
    given = [
        _group(field.inner, row, f"{path}.{index}.", options, checks, dict(known))
        for index, row in enumerate(rows)
        if any(as_text(text).strip() for text in row.values())
    ]
    errors = [fault for _, faults in given for fault in faults]
    if not given:
        return None, [FieldError(path, sentences.missing(field))] if field.required else []
    value = [values for values, _ in given]
    sentence = None if errors else _schema(field, value)
    return (None if errors or sentence else value), errors or ([FieldError(path, sentence)] if sentence else [])


def _listed(field: Field, value: Any, options: Options) -> str | None:
    """Whether the choice is among the options of the page."""
    offered = field.ui.get("options")
    if field.widget not in CHOSEN or not offered:
        return None
    if isinstance(offered, str):
        allowed = {option.value for option in options.get(offered, ())}
    else:
        allowed = {str(option["value"]) for option in offered}
    chosen = value if isinstance(value, list) else [value]
    return None if all(each in allowed for each in chosen) else sentences.not_listed(field)


def _own(field: Field, value: Any, checks: Checks) -> str | None:
    pattern = _OWN_CHECKS.get(field.widget)
    if pattern is not None and not pattern.fullmatch(value):
        return sentences.misshapen(field, field.widget, value)
    rule = checks.get(field.check_name)
    return rule(value) if rule is not None and isinstance(value, str) else None


def _schema(field: Field, value: Any) -> str | None:
    if "pattern" in field.schema and isinstance(value, str) and len(value) > MOST_MATCHED:
        return sentences.broken(field, "pattern", value)
    for fault in Draft202012Validator(dict(field.schema)).iter_errors(value):
        return sentences.broken(field, str(fault.validator), value)
    return None


def _whole(form: Form, values: Mapping[str, Any]) -> list[FieldError]:
    """Rules of the schema that span fields: allOf, if/then, dependentRequired."""
    spanning = {key: rule for key, rule in form.schema.items() if key not in ("properties", "required", "type")}
    faults = Draft202012Validator({"type": "object", **spanning}).iter_errors(dict(values))
    return [_spanning_error(form, fault) for fault in faults]


def _spanning_error(form: Form, fault: ValidationError) -> FieldError:
    names = {field.name: field for field in form.fields}
    needed = next((name for name in _needed(fault) if name in names), None)
    if needed is not None:
        return FieldError(needed, sentences.missing(names[needed]))
    at = next((str(part) for part in fault.absolute_path if part in names), form.fields[0].name)
    return FieldError(at, sentences.broken(names[at], str(fault.validator), fault.instance))


def _needed(fault: ValidationError) -> list[str]:
    """The fields that a broken `required` or `dependentRequired` misses."""
    rule: Any = fault.validator_value
    instance: Any = fault.instance
    match fault.validator:
        case "required":
            listed = list(rule)
        case "dependentRequired":
            listed = [name for given, names in rule.items() if given in instance for name in names]
        case _:
            return []
    return [name for name in listed if name not in instance]
