"""What stands above the button of a step: when it was last saved, and what the jobs add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.platform import clock
from processes.apply.rules.eligibility import TABLE
from processes.apply.rules.history import in_words
from processes.apply.tally import Measure, Tally, tally
from web.candidate.filling import Filling
from web.candidate.wizard import address
from web.ui.views import Tag


@dataclass(frozen=True, slots=True)
class Line:
    """One time that the rule asks for, beside what there is."""

    label: str
    text: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class Sum:
    """The jobs added up, in words; `notes` are sentences on what was not counted, or counted once."""

    lines: Sequence[Line]
    notes: Sequence[str]
    rule: str


@dataclass(frozen=True, slots=True)
class Kept:
    """`saved`: the time of the last save, empty before one; `fault`: why nothing was saved."""

    saved: str = ""
    fault: str = ""
    sum: Sum | None = None
    address: str = ""


def kept(
    filling: Filling,
    step: str,
    part: str,
    values: Mapping[str, Any],
    *,
    saved: bool = False,
    fault: str = "",
) -> Kept:
    added = _added(filling, values) if step == "history" else None
    at = f"{clock.shanghai(clock.now()):%H:%M}" if saved else ""
    return Kept(at, fault, added, f"{address(filling.application, step)}/keep" + (f"?page={part}" if part else ""))


def _added(filling: Filling, values: Mapping[str, Any]) -> Sum:
    return summed(tally(filling.application, filling.definitions.tables[TABLE], values))


def summed(found: Tally) -> Sum:
    """What people read of the sum."""
    lines = [_line(each) for each in found.measures]
    told = any(each.have == found.months for each in found.measures)
    if not told or found.stated > found.months:
        lines.insert(0, _stated(found))
    notes = list(found.shared)
    if found.open_rows:
        rows = "、".join(map(str, found.open_rows))
        notes.append(f"第 {rows} 段工作经历的年月没有填完整，还没有计入")
    if found.unrelated:
        notes.append(f"有 {found.unrelated} 段没有勾选“从事本职业或相关职业”，不计入年限")
    return Sum(lines, notes, found.rule)


def _stated(found: Tally) -> Line:
    """The sum beside what the step before claimed."""
    label, text = "从事本职业或相关职业", f"合计 {in_words(found.months)}"
    if not found.stated:
        return Line(label, text, Tag("不要求年限") if not found.measures else Tag("已合计"))
    short = found.stated - found.months
    tag = Tag(f"少 {in_words(short)}", "warn") if short > 0 else Tag("相符", "ok", "check2")
    return Line(label, f"{text}，上一步填写 {in_words(found.stated)}", tag)


def _line(measure: Measure) -> Line:
    text = f"合计 {in_words(measure.have)}，须满 {in_words(measure.need)}"
    tag = Tag(f"还差 {in_words(measure.short)}", "warn") if measure.short else Tag("已满足", "ok", "check2")
    return Line(measure.label, text, tag)
