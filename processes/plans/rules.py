"""Pure decisions about plans: what a draft may look like, what a change may do."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from engine.platform.clock import SHANGHAI
from engine.platform.errors import FieldError

FARTHEST = timedelta(days=3652)


def moment(day: str, clock_text: str) -> datetime:
    """A day and `HH:MM` in Shanghai as a moment; `24:00` is the end of the day."""
    hour, minute = (int(part) for part in clock_text.split(":"))
    start = datetime.combine(date.fromisoformat(day), time(), SHANGHAI)
    return start + timedelta(hours=hour, minutes=minute)


def day_and_time(at: datetime, *, closing: bool) -> tuple[str, str]:
    """The other way round; a closing midnight is the 24:00 of the day before."""
    local = at.astimezone(SHANGHAI)
    if closing and local.time() == time():
        return (local.date() - timedelta(days=1)).isoformat(), "24:00"
    return local.date().isoformat(), f"{local:%H:%M}"


def draft_problems(values: Mapping[str, Any], *, now: datetime, institution_of: Mapping[str, str]) -> list[FieldError]:
    """Everything wrong with a checked draft form. `institution_of` maps each open point to its institution."""
    found = window_problems(values, now=now) or exam_problems(values)
    found += _repeated(values["lines"], "lines", ("occupation", "grade"), "这一职业等级已在上面列出")
    found += _repeated(values["institutions"], "institutions", ("institution",), "这家机构已在上面列出")
    found += _repeated(values["points"], "points", ("point",), "这个报名点已在上面列出")
    chosen = {row["institution"] for row in values["institutions"]}
    for at, row in enumerate(values["points"]):
        if institution_of.get(row["point"]) not in chosen:
            found.append(FieldError(f"points.{at}.point", "这个报名点不属于所选的机构，请先加入它的机构"))
    served = {institution_of.get(row["point"]) for row in values["points"]}
    for at, row in enumerate(values["institutions"]):
        if row["institution"] not in served:
            found.append(FieldError(f"institutions.{at}.institution", "这家机构还没有报名点，请至少选择一个"))
    return found


def window_problems(values: Mapping[str, Any], *, now: datetime) -> list[FieldError]:
    """Whether a window begins before it ends, ends in the future, and is near enough for every calendar."""
    for name in ("opens_on", "closes_on"):
        if abs(date.fromisoformat(values[name]) - now.astimezone(SHANGHAI).date()) > FARTHEST:
            return [FieldError(name, "时间应在今天前后十年之内")]
    opens_at = moment(values["opens_on"], values.get("opens_time") or "00:00")
    closes_at = moment(values["closes_on"], values.get("closes_time") or "24:00")
    if closes_at <= opens_at:
        return [FieldError("closes_on", "截止时间应晚于开放时间")]
    if closes_at <= now:
        return [FieldError("closes_on", "截止时间应在今天之后")]
    return []


def exam_problems(values: Mapping[str, Any]) -> list[FieldError]:
    """Whether the exam comes after the window and lies near enough for every calendar."""
    first, last = (date.fromisoformat(values[name]) for name in ("exam_from_on", "exam_until_on"))
    closes_at = moment(values["closes_on"], values.get("closes_time") or "24:00")
    if datetime.combine(first, time(), SHANGHAI) < closes_at:
        return [FieldError("exam_from_on", "考试开始日期应在报名截止之后")]
    if last < first:
        return [FieldError("exam_until_on", "考试结束日期不能早于开始日期")]
    if last - closes_at.astimezone(SHANGHAI).date() > FARTHEST:
        return [FieldError("exam_until_on", "考试结束日期应在报名截止后十年之内")]
    return []


def _repeated(rows: Sequence[Mapping[str, Any]], where: str, key: Sequence[str], sentence: str) -> Iterator[FieldError]:
    seen: set[tuple[Any, ...]] = set()
    for at, row in enumerate(rows):
        found = tuple(row[name] for name in key)
        if found in seen:
            yield FieldError(f"{where}.{at}.{key[0]}", sentence)
        seen.add(found)


def shrinks(before: int | None, after: int | None) -> bool:
    """Whether a head-count would become smaller; None is the largest."""
    return after is not None and (before is None or after < before)


def window_shrinks(before: tuple[datetime, datetime], after: tuple[datetime, datetime], *, now: datetime) -> str | None:
    """What a change of the window takes away, as a Chinese clause; None when it only widens."""
    if after[1] < before[1]:
        return "截止时间不能提前"
    if after[0] > before[0]:
        return "开放时间不能推后"
    if after[0] != before[0] and before[0] <= now:
        return "报名已经开始，开放时间不能再改"
    return None


def sampled(application_id: UUID, percent: int) -> bool:
    """Whether a case falls into the sample of the second blind review: by its id, so that nobody can choose."""
    return application_id.int % 100 < percent
