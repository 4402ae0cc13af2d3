"""From the rows of the history form to the entries that the rules judge."""

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
