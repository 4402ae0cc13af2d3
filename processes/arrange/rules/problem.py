"""What an arrangement is asked: people with subjects, sessions with free seats; and what it answers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

ORDER = ("theory", "skill", "review")  # in which a person sits them

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Slot:
    """A session as the solver sees it. `seats` are those that the people of the problem may fill."""

    id: UUID
    line: UUID
    subject: str
    institution: UUID
    starts: datetime
    ends: datetime
    seats: int

    def overlaps(self, span: Span) -> bool:
        return self.starts < span[1] and span[0] < self.ends


@dataclass(frozen=True, slots=True)
class Wish:
    """An admission. `now` is where it sits, by subject; `fixed` names the subjects that must stay there;
    `busy` is when the person can't come, because of another exam."""

    id: UUID
    person: UUID
    line: UUID
    institution: UUID
    subjects: Sequence[str]
    now: Mapping[str, UUID] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    busy: tuple[Span, ...] = ()

    @property
    def ordered(self) -> tuple[str, ...]:
        return tuple(subject for subject in ORDER if subject in self.subjects)


@dataclass(frozen=True, slots=True)
class Problem:
    slots: Sequence[Slot]
    wishes: Sequence[Wish]


@dataclass(frozen=True, slots=True)
class Shortage:
    """How many of a line and subject need seats, how many seats there are; `by_time` when the seats would do, but
    the times don't fit."""

    line: UUID
    subject: str
    needed: int
    seats: int
    by_time: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """`places` by admission and subject. Who is in `unseated` has only the seats that were fixed."""

    places: Mapping[tuple[UUID, str], UUID]
    unseated: Sequence[UUID]


def shortages(problem: Problem, solution: Solution) -> list[Shortage]:
    """Why people lack a seat, by line and subject; empty when nobody does."""
    lacking = set(solution.unseated)
    lines = {wish.line for wish in problem.wishes if wish.id in lacking}
    needed: dict[tuple[UUID, str], int] = defaultdict(int)
    seats: dict[tuple[UUID, str], int] = defaultdict(int)
    for wish in problem.wishes:
        for subject in wish.ordered:
            needed[wish.line, subject] += 1
    for slot in problem.slots:
        seats[slot.line, slot.subject] += slot.seats
    short = [
        Shortage(line, subject, count, seats[line, subject], by_time=False)
        for (line, subject), count in needed.items()
        if line in lines and seats[line, subject] < count
    ]
    explained = {each.line for each in short}
    return [
        *short,
        *(
            Shortage(line, subject, count, seats[line, subject], by_time=True)
            for (line, subject), count in needed.items()
            if line in lines - explained
        ),
    ]
