"""What the jobs typed so far add up to, beside what the chosen rule asks for: the arithmetic of the history page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.platform import clock
from engine.workflow.decisions import DecisionTable
from processes.apply.declared import answers_of
from processes.apply.models import Application
from processes.apply.rules import eligibility, history
from processes.apply.rules.months import month_typed, work_typed


@dataclass(frozen=True, slots=True)
class Measure:
    """One time that the rule asks for, in months, and what there is of it."""

    label: str
    have: int
    need: int

    @property
    def short(self) -> int:
        return max(0, self.need - self.have)


@dataclass(frozen=True, slots=True)
class Tally:
    """`months` are distinct months of related work; `stated` is what the step before claimed; `open_rows` are jobs
    whose months are not complete, by number from 1; `unrelated` jobs are listed and not counted."""

    months: int
    stated: int
    measures: tuple[Measure, ...]
    shared: tuple[str, ...]
    open_rows: tuple[int, ...]
    unrelated: int
    rule: str


def tally(application: Application, table: DecisionTable, typed: Mapping[str, Any]) -> Tally:
    """Sum up the jobs of a form as typed, right or wrong; `table` is that of the rules of application."""
    rows = [row for row in typed.get("works") or () if isinstance(row, Mapping) and any(_given(row))]
    read = [work_typed(row) for row in rows]
    works = [work for work in read if work is not None]
    names = [_name(row, place) for place, row in enumerate(rows, 1) if read[place - 1] is not None]
    today, rule = clock.today(), answers_of(application, "rule")
    total = history.months_worked(works, today)
    asked = eligibility.needs(application.rule_id or "", table)
    since = {
        "yearsSincePrior": month_typed(rule.get("prior_date")),
        "yearsSinceTitle": month_typed(rule.get("title_date")),
    }
    return Tally(
        months=total,
        stated=int(rule.get("work_years") or 0) * 12 + int(rule.get("work_months") or 0),
        measures=tuple(
            Measure(need.label, history.months_worked(works, today, since=since.get(need.name)), need.months)
            for need in asked
        ),
        shared=tuple(_sentence(each, names) for each in history.overlaps(works, today)),
        open_rows=tuple(place for place, work in enumerate(read, 1) if work is None),
        unrelated=sum(not work.related for work in works),
        rule=application.rule_sentence or "",
    )


def _given(row: Mapping[str, Any]) -> list[str]:
    return [text for text in (str(value or "").strip() for value in row.values()) if text]


def _name(row: Mapping[str, Any], place: int) -> str:
    return str(row.get("employer") or "").strip() or f"工作经历 {place}"


def _sentence(overlap: history.Overlap, names: Sequence[str]) -> str:
    first, last = (f"{day.year}年{day.month}月" for day in (overlap.start, overlap.end))
    span = first if overlap.months == 1 else f"{first}—{last}"
    return f"“{names[overlap.earlier]}”与“{names[overlap.later]}”在 {span} 重叠 {overlap.months} 个月，合计时只计一次"
