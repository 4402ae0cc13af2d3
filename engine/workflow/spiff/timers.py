"""Timer events on the clock of the house.

`timeDate` and `timeDuration` become one moment (`event_value`, ISO 8601 in UTC); `timeCycle` a count, the next
moment and seconds between. Both plain ISO 8601 and `=`FEEL are read; position says which kind a timer is.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    TimeDateEventDefinition,
    TimerEventDefinition,
)

from engine.platform import clock
from engine.workflow.spiff.expressions import compiled, evaluate

_CYCLE = re.compile(r"R(\d*)/(?:([^/P][^/]*)/)?(P[^/]+)")


class BadTimer(ValueError):
    """A value that is no moment, duration or cycle."""


def value_of(text: str, variables: Mapping[str, Any]) -> Any:
    """What a timer's text stands for: FEEL after `=`, else the text itself."""
    return evaluate(text, variables) if text.lstrip().startswith("=") else text.strip()


def moment(value: Any, since: datetime) -> datetime:
    """The moment that a date, a date and time or a duration after `since` means. Raises BadTimer."""
    match value:
        case datetime():
            return clock.shanghai(value)
        case date():
            return datetime.combine(value, time(), clock.SHANGHAI)
        case timedelta():
            return since + value
        case str() if value[:1] in "Pp" and value:
            return since + iso_duration(value, since)
        case str():
            try:
                return clock.shanghai(datetime.fromisoformat(value))
            except ValueError:
                raise BadTimer(value) from None
    months = getattr(value, "months", None)
    if isinstance(months, int):
        return since + TimerEventDefinition.get_timedelta_from_start({"months": months}, since)
    raise BadTimer(repr(value))


def iso_duration(text: str, since: datetime) -> timedelta:
    """An ISO 8601 duration after `since` (months have different lengths). Raises BadTimer."""
    try:
        parts = TimerEventDefinition.parse_iso_duration(text)
        return TimerEventDefinition.get_timedelta_from_start(parts, since)
    except Exception:
        raise BadTimer(text) from None


def cycle(text: Any, since: datetime) -> dict[str, Any]:
    """A repeating interval `R3/PT24H` or `R/<start>/P1D`; without a number it repeats without end (-1)."""
    match = _CYCLE.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise BadTimer(repr(text))
    count, start, every = match.groups()
    seconds = iso_duration(every, since).total_seconds()
    if seconds < 60:
        raise BadTimer(text)
    first = moment(start, since) if start else since + timedelta(seconds=seconds)
    return {"cycles": int(count) if count else -1, "next": iso(first), "duration": seconds, "since": iso(since)}


def iso(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def names_in(text: str) -> frozenset[str]:
    return compiled(text).names if text.lstrip().startswith("=") else frozenset()


class Moment(TimeDateEventDefinition):
    """A timer that goes off once."""

    def has_fired(self, task: Any) -> bool:
        value = task.internal_data.get("event_value")
        if value is None:
            value = self.schedule(task, clock.now())
        if datetime.fromisoformat(value) <= clock.now():
            task.internal_data["event_fired"] = True
        return bool(task.internal_data.get("event_fired", False))

    def schedule(self, task: Any, since: datetime) -> str:
        """Work out when to go off, counted from `since`; it is kept so that a later change can be recomputed."""
        value = iso(moment(value_of(self.expression, task.data), since))
        task.internal_data.update(event_value=value, since=iso(since))
        return value

    def reschedule(self, task: Any) -> None:
        """Work it out again with the variables of now, from the moment the wait began."""
        self.schedule(task, datetime.fromisoformat(task.internal_data["since"]))

    def due(self, task: Any) -> datetime | None:
        value = task.internal_data.get("event_value")
        return datetime.fromisoformat(value) if isinstance(value, str) else None


class Cycle(CycleTimerEventDefinition):
    """A timer that goes off again and again. What was missed goes off once, not as a storm."""

    def cycle_complete(self, task: Any) -> bool:
        value = task.internal_data.get("event_value")
        if value is None:
            value = cycle(value_of(self.expression, task.data), clock.now())
            task.internal_data["event_value"] = value
        if value["cycles"] == 0:  # in states saved when a cycle that is over still waited
            task.internal_data["event_fired"] = True
            return False
        upcoming, now = datetime.fromisoformat(value["next"]), clock.now()
        if upcoming > now:
            return False
        passed = 1 + int((now - upcoming).total_seconds() // value["duration"])
        left = value["cycles"] if value["cycles"] < 0 else max(0, value["cycles"] - passed)
        upcoming += timedelta(seconds=value["duration"] * passed)
        task.internal_data["event_value"] = {**value, "cycles": left, "next": iso(upcoming)}
        if left == 0:
            task.internal_data["event_fired"] = True
        return True

    def reschedule(self, task: Any) -> None:
        """Take the new interval from where the count stands."""
        old = task.internal_data["event_value"]
        fresh = cycle(value_of(self.expression, task.data), datetime.fromisoformat(old["since"]))
        task.internal_data["event_value"] = {**fresh, "cycles": old["cycles"]}

    def due(self, task: Any) -> datetime | None:
        value = task.internal_data.get("event_value")
        return datetime.fromisoformat(value["next"]) if value and value["cycles"] != 0 else None
