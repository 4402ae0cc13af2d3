"""Facts of the exam: what has to be looked at later, and what other rooms act on."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class TimeIsUp:
    """The deadline of a sitting, as it stood when this was written; carried out at that moment."""

    sitting_id: UUID


@dataclass(frozen=True)
class CountdownOver:
    """A countdown of the ladder ends. `kind` is idle or switches; `mark` tells which countdown it was."""

    sitting_id: UUID
    kind: str
    mark: int


@dataclass(frozen=True)
class EndStands:
    """Nobody has reversed a forced hand-in or a disqualification while that was possible."""

    sitting_id: UUID


@dataclass(frozen=True)
class SessionOver:
    """A session's time is over: whoever never began is absent."""

    session_id: UUID


@dataclass(frozen=True)
class AnswersAmended:
    """Late answers were accepted by a person after the case had learnt of the hand-in: it has to be marked anew."""

    sitting_id: UUID
