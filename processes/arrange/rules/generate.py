"""Which sessions are needed for so many people, in the rooms and at the times there are.

Own rooms first; a line's later subjects after its earlier ones wherever time allows.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from processes.arrange.rules.problem import ORDER, Span


@dataclass(frozen=True, slots=True)
class Need:
    """People of one institution who need a seat in one subject of a line."""

    line: UUID
    subject: str
    institution: UUID
    people: int


@dataclass(frozen=True, slots=True)
class Room:
    id: UUID
    institution: UUID
    capacity: int
    subjects: frozenset[str]


@dataclass(frozen=True, slots=True)
class New:
    """A session to be made."""

    line: UUID
    subject: str
    room: UUID
    starts: datetime
    ends: datetime


@dataclass(slots=True)
class Generated:
    sessions: list[New] = field(default_factory=list)
    missing: dict[tuple[UUID, str], int] = field(default_factory=dict)  # people without a seat, by line and subject


def generate(
    needs: Sequence[Need],
    rooms: Sequence[Room],
    times: Mapping[str, Sequence[Span]],
    *,
    taken: Sequence[tuple[UUID, Span]] = (),
    planned: Mapping[tuple[UUID, str], Sequence[Span]] | None = None,
) -> Generated:
    """`times` are the spans a subject may take; `taken` what rooms hold already; `planned` the sessions that a line
    has already, for the order of its subjects."""
    found, busy = Generated(), defaultdict[UUID, list[Span]](list)
    for room_id, span in taken:
        busy[room_id].append(span)
    ends: dict[tuple[UUID, str], list[datetime]] = defaultdict(list)
    for key, spans in (planned or {}).items():
        ends[key].extend(span[1] for span in spans)
    by_line: dict[UUID, list[Need]] = defaultdict(list)
    for need in needs:
        by_line[need.line].append(need)
    largest_first = sorted(by_line, key=lambda line: (-sum(need.people for need in by_line[line]), str(line)))
    for subject in ORDER:
        for line in largest_first:
            wanted = [need for need in by_line[line] if need.subject == subject and need.people > 0]
            before = _before(subject, line, ends)
            left = sum(need.people for need in wanted)
            for institution in [need.institution for need in wanted]:
                own = [room for room in rooms if room.institution == institution and subject in room.subjects]
                people = sum(need.people for need in wanted if need.institution == institution)
                left -= people - _place(found, busy, ends, own, times.get(subject, ()), before, line, subject, people)
            if left:
                able = [room for room in rooms if subject in room.subjects]
                left = _place(found, busy, ends, able, times.get(subject, ()), before, line, subject, left)
            if left:
                found.missing[line, subject] = left
    return found


def _before(subject: str, line: UUID, ends: Mapping[tuple[UUID, str], list[datetime]]) -> list[datetime]:
    """From when on sessions of a subject fit, best first: after all of the earlier subject, else after its first."""
    earlier = [end for each in ORDER[: ORDER.index(subject)] for end in ends.get((line, each), ())]
    return [max(earlier), min(earlier)] if earlier else []


def _place(
    found: Generated,
    busy: dict[UUID, list[Span]],
    ends: dict[tuple[UUID, str], list[datetime]],
    rooms: Sequence[Room],
    times: Sequence[Span],
    before: Sequence[datetime],
    line: UUID,
    subject: str,
    people: int,
) -> int:
    """Make sessions for so many people; returns how many are left without a seat."""
    starts: Sequence[datetime | None] = before or (None,)
    for earliest in starts:
        for span in sorted(times):
            if earliest is not None and span[0] < earliest:
                continue
            while people > 0:
                free = [room for room in rooms if not any(_overlap(span, other) for other in busy[room.id])]
                if not free:
                    break
                room = _best(free, people)
                busy[room.id].append(span)
                ends[line, subject].append(span[1])
                found.sessions.append(New(line, subject, room.id, *span))
                people -= min(room.capacity, people)
    return people


def _best(rooms: Sequence[Room], people: int) -> Room:
    """The smallest room that holds them all, else the largest."""
    enough = [room for room in rooms if room.capacity >= people]
    return min(enough, key=lambda room: room.capacity) if enough else max(rooms, key=lambda room: room.capacity)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
