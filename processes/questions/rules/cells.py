"""What people meant by a cell of a workbook. Excel makes `05:02:00` a time and `001` a 1; here they turn back."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

Ratio = tuple[int, int, int]
_EPOCH = datetime(1899, 12, 31)  # day 1 of Excel is 1900-01-01  # noqa: DTZ001
_RATIO = re.compile(r"(\d{1,4}):(\d{1,4}):(\d{1,4})")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class NotANumber(ValueError):
    """The cell holds something that is no number of the kind that was asked for."""


@dataclass(frozen=True, slots=True)
class Weight:
    """`percent` as written; `bare` when there was no % sign, so that 0.25 may mean 25 %."""

    percent: Decimal
    bare: bool


def plain(value: Any) -> str:
    """A cell as text: blanks collapsed, whole numbers without `.0`, nothing for an empty cell."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else f"{value:.10g}"
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return " ".join(str(value).replace("\u200b", "").split())


def prose(value: Any) -> str:
    """A cell of running text: its own blanks and line ends are kept, those around it are not."""
    return "\n".join(line.rstrip() for line in value.strip().splitlines()) if isinstance(value, str) else plain(value)


def code(value: Any, width: int = 0) -> str:
    """A code as it was typed: a number is filled up with zeros to `width`, text stays."""
    text = unicodedata.normalize("NFKC", plain(value))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return text.zfill(width) if is_number and text.isdecimal() else text


def ratio(value: Any) -> Ratio | None:
    """`X:Y:Z` as three counts, also from the time, span or part of a day that Excel made of it; None when empty.

    Raises NotANumber.
    """
    match value:
        case None | "":
            return None
        case datetime():
            return _of_seconds((value - _EPOCH).total_seconds())
        case time():
            return value.hour, value.minute, value.second
        case timedelta():
            return _of_seconds(value.total_seconds())
        case bool():
            raise NotANumber(plain(value))
        case float() if 0 <= value < 1000:
            return _of_seconds(value * 86_400)
    text = unicodedata.normalize("NFKC", plain(value)).replace("∶", ":").replace(" ", "")
    found = _RATIO.fullmatch(text)
    if found is None:
        raise NotANumber(text)
    return int(found[1]), int(found[2]), int(found[3])


def _of_seconds(seconds: float) -> Ratio:
    whole = round(seconds)
    if whole < 0:
        raise NotANumber(str(seconds))
    return whole // 3600, whole // 60 % 60, whole % 60


def weight(value: Any) -> Weight | None:
    """A share as it was written: `25%`, 25, 0.25, `２５％`; None when empty. Raises NotANumber."""
    if value is None or plain(value) in ("", "-", "—", "/"):
        return None
    if isinstance(value, bool | date | time | timedelta):
        raise NotANumber(plain(value))
    text = unicodedata.normalize("NFKC", plain(value)).replace(" ", "")
    digits = text.removesuffix("%")
    if not _NUMBER.fullmatch(digits):
        raise NotANumber(text)
    try:
        return Weight(Decimal(digits), bare=digits == text)
    except InvalidOperation:
        raise NotANumber(text) from None


def widest(values: list[Any]) -> int:
    """How many digits the codes of a column have where they were kept as text; 0 when none were."""
    return max(
        (len(text) for value in values if isinstance(value, str) and (text := value.strip()).isdecimal()), default=0
    )
