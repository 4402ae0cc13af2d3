"""From the rows of the history form to the entries that the rules judge."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from processes.apply.rules.history import Study, Work


def month(text: str) -> date:
    """The first day of `2018-07`."""
    return date.fromisoformat(f"{text}-01")


def month_or_none(text: str | None) -> date | None:
    return month(text) if text else None


def studies_of(values: Mapping[str, Any]) -> list[Study]:
    return [
        Study(month(row["start"]), month_or_none(row.get("end")), row["level"], row.get("part_time", False))
        for row in values.get("studies", ())
    ]


def works_of(values: Mapping[str, Any]) -> list[Work]:
    return [
        Work(month(row["start"]), month_or_none(row.get("end")), row.get("related", False), row.get("overlap_note", ""))
        for row in values.get("works", ())
    ]


def month_typed(text: object) -> date | None:
    """The month of `2018-7` as somebody types it; None for what is no month yet."""
    found = re.fullmatch(r"\s*(\d{4})\s*-\s*(\d{1,2})\s*", str(text or ""), re.ASCII)
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1900:
        return None
    return date(int(found[1]), int(found[2]), 1)


def work_typed(row: Mapping[str, Any]) -> Work | None:
    """A job as it is being typed; None while its months are not complete or run backwards."""
    start, end = month_typed(row.get("start")), month_typed(row.get("end"))
    lasting = not str(row.get("end") or "").strip()
    if start is None or (end is None and not lasting) or (end is not None and end < start):
        return None
    return Work(start, end, str(row.get("related") or "").lower() in ("true", "on", "1"))
