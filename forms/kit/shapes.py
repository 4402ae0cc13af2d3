"""From what was typed to a value: text, numbers, dates, choices. Typing habits are forgiven, nothing is guessed."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from forms.kit.model import Field

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DATE = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*|(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})\D+(\d{1,2})\D*|(\d{4})(\d{2})", re.ASCII)
MOST_DIGITS = 18


class Misshapen(ValueError):
    """The text is no value of the field's kind; the argument names the sentence."""


def value_of(field: Field, typed: Any) -> Any:
    """The value of one field, None when nothing was given. Raises Misshapen."""
    match field.widget:
        case "checkboxes":
            return [clean(each) for each in as_list(typed) if clean(each)] or None
        case "checkbox":
            return True if as_text(typed) not in ("", "false", "0", "off") else None
    text = clean(as_text(typed), lines=field.widget == "textarea")
    if not text:
        return None
    match field.widget:
        case "number":
            return _number(text, whole=field.kind == "integer")
        case "date":
            return _date(text)
        case "month":
            return _month(text)
        case "phone":
            return re.sub(r"[\s-]", "", _narrow(text)).removeprefix("+86")
        case "id_number":
            return re.sub(r"\s", "", _narrow(text)).upper()
        case "hidden" if field.kind in ("number", "integer"):
            return _number(text, whole=field.kind == "integer")
        case "hidden" if field.kind == "boolean":
            return text == "true"
    return text


def as_text(typed: Any) -> str:
    """One string; of a repeated name the last one."""
    if isinstance(typed, list):
        return as_text(typed[-1]) if typed else ""
    return typed if isinstance(typed, str) else "" if typed is None else str(typed)


def as_list(typed: Any) -> list[str]:
    if isinstance(typed, list):
        return [as_text(each) for each in typed]
    return [] if typed is None else [as_text(typed)]


def clean(text: str, *, lines: bool = False) -> str:
    """Without control characters and outer blanks; line ends become \\n, or a blank where one line is wanted."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return (text if lines else text.replace("\n", " ").replace("\t", " ")).strip()


def join_date(parts: Mapping[str, str]) -> str:
    """The parts of a date in three inputs, as one text: `2034-6-14`; empty when all are."""
    given = [parts.get(name, "").strip() for name in ("year", "month", "day") if name in parts]
    return "-".join(given) if any(given) else ""


def split_date(text: str) -> dict[str, str]:
    """What to show in the three inputs for a typed or stored date."""
    joined = text.split("-")  # as `join_date` leaves it, where an empty part keeps its place
    parts = joined if len(joined) in (2, 3) else re.split(r"\D+", text.strip(), maxsplit=3)
    return dict(zip(("year", "month", "day"), [*parts, "", "", ""], strict=False))


def _narrow(text: str) -> str:
    """Full-width digits and letters as typed by a Chinese keyboard become plain ones."""
    return unicodedata.normalize("NFKC", text)


def _number(text: str, *, whole: bool) -> int | float:
    plain = _narrow(text).replace(",", "").replace(" ", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise Misshapen("integer" if whole else "number") from None
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS or "_" in plain:
        raise Misshapen("integer" if whole else "number")
    if number == number.to_integral_value():
        return int(number)
    if whole:
        raise Misshapen("integer")
    return float(number)


def _date(text: str) -> str:
    found = _DATE.fullmatch(_narrow(text))
    if found is None:
        raise Misshapen("date")
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise Misshapen("date") from None


def _month(text: str) -> str:
    found = _MONTH.fullmatch(_narrow(text))
    if found is None:
        raise Misshapen("month")
    year, month = (int(part) for part in found.groups() if part is not None)
    if not 1 <= month <= 12 or year < 1:
        raise Misshapen("month")
    return f"{year:04}-{month:02}"
