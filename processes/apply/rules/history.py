"""Study and work history: months, overlaps, the first job. Pure; a month is its first day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

JUNIOR_SCHOOL = "71"  # GB/T 4658
WORKING_AGE = 16


@dataclass(frozen=True, slots=True)
class Study:
    start: date
    end: date | None
    level: str
    part_time: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    start: date
    end: date | None
    related: bool
    overlap_note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` is the field, such as `works.0.start`."""

    path: str
    sentence: str


def month_index(day: date) -> int:
    """Months since year 0, so that differences are months."""
    return day.year * 12 + day.month - 1


def covered(work: Work, today: date) -> range:
    """The months of a job: an ended one counts its last month, a lasting one the months that are full."""
    last = month_index(work.end) + 1 if work.end else month_index(today)
    return range(month_index(work.start), max(month_index(work.start), last))


def months_worked(works: Sequence[Work], today: date, *, since: date | None = None) -> int:
    """Distinct months of related work, from the month after `since` where one is given.

    Months covered twice count once, so the sum of what is declared can't be inflated by overlaps.
    """
    months = {month for work in works if work.related for month in covered(work, today)}
    if since is not None:
        months = {month for month in months if month > month_index(since)}
    return len(months)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two jobs, by their places, that share months; `start` and `end` are the first and the last of these."""

    earlier: int
    later: int
    months: int
    start: date
    end: date


def overlaps(works: Sequence[Work], today: date) -> list[Overlap]:
    """Every pair of related jobs that share months, however few: each of these months counts once."""
    counted = [(place, covered(work, today)) for place, work in enumerate(works) if work.related]
    counted.sort(key=lambda item: (item[1].start, item[0]))
    found = []
    for at, (later, months) in enumerate(counted):
        for earlier, before in counted[:at]:
            shared = range(max(months.start, before.start), min(months.stop, before.stop))
            if shared:
                found.append(Overlap(earlier, later, len(shared), _day_of(shared[0]), _day_of(shared[-1])))
    return found


def _day_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def in_words(months: int) -> str:
    """`6 年 8 个月`."""
    years, rest = divmod(months, 12)
    parts = [f"{years} 年"] if years else []
    if rest or not years:
        parts.append(f"{rest} 个月")
    return " ".join(parts)


def problems(studies: Sequence[Study], works: Sequence[Work], *, birth: date, today: date) -> list[Problem]:
    """Everything that is wrong with a history, all at once; empty when nothing is."""
    found = [*_order(studies, "studies", today), *_order(works, "works", today)]
    if not any(study.level == JUNIOR_SCHOOL for study in studies):
        found.append(Problem("studies", "请从初中填起，逐段填写学习经历"))
    return found or [*_overlaps(works, today), *_first_job(studies, works, birth)]


def _order(entries: Sequence[Study | Work], where: str, today: date) -> list[Problem]:
    found = []
    for place, entry in enumerate(entries):
        if entry.start > today:
            found.append(Problem(f"{where}.{place}.start", "开始年月不能晚于本月"))
        if entry.end and entry.end < entry.start:
            found.append(Problem(f"{where}.{place}.end", "结束年月不能早于开始年月"))
        if entry.end and isinstance(entry, Work) and entry.end > today:
            found.append(Problem(f"{where}.{place}.end", "结束年月不能晚于本月，仍在职请留空"))
    return found


def _overlaps(works: Sequence[Work], today: date) -> list[Problem]:
    """Jobs may share the month of the change; more than that has to be explained in the later one."""
    found = []
    in_order = sorted(enumerate(works), key=lambda item: item[1].start)
    for at, (place, work) in enumerate(in_order):
        months = set(covered(work, today))
        shared = max((len(months & set(covered(earlier, today))) for _, earlier in in_order[:at]), default=0)
        if shared > 1 and not work.overlap_note.strip():
            sentence = f"与另一段工作经历重叠 {shared} 个月，请核对年月，或填写重叠原因"
            found.append(Problem(f"works.{place}.overlap_note", sentence))
    return found


def _first_job(studies: Sequence[Study], works: Sequence[Work], birth: date) -> list[Problem]:
    if not works:
        return []
    place, first = min(enumerate(works), key=lambda item: item[1].start)
    path = f"works.{place}.start"
    if month_index(first.start) < month_index(birth) + WORKING_AGE * 12:
        return [Problem(path, "参加工作时应年满 16 周岁，请核对开始年月")]
    at_school = [
        study
        for study in studies
        if not study.part_time and study.start <= first.start and (study.end is None or first.start <= study.end)
    ]
    if at_school:
        return [Problem(path, "首份工作应从毕业次月起算；边工作边学习的，请在学习经历中勾选“在职学习”")]
    return []
