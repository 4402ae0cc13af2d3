"""Who plays which part, and how every case must end: fixed before the run."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What happens to a candidate. Everybody not named here simply applies and is approved."""

    PLAIN = "plain"
    SEVERAL = "returned for several materials and corrected"
    TWICE = "returned twice"
    REJECTED = "rejected"
    EXPIRED = "expired in correction"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken back"
    TWO_PEOPLE = "an item two people try"
    LEASE = "a lease that expires"
    RACE = "the last quota place under a race"


class Turn(StrEnum):
    """What happens to somebody after approval. Everybody not named here pays, learns, passes and is certified."""

    NONE = "none"
    LATE = "payment timed out, late money refunded, paid after reopening"
    NOTICES = "duplicate and forged notices, booked once"
    UNPAID = "never paid"
    ABSENT = "absent, then passed the retake"
    FAILED = "failed one subject, kept the other, passed the retake"
    REVERSED = "disqualified and reversed by the chief"
    DISQUALIFIED = "disqualified for good"
    OBJECTION = "objection upheld"
    VOID = "certificate voided and issued again"


CERTIFIED, UNPAID, DISQUALIFIED = "已发证", "逾期未缴费", "违纪取消"
REJECTED, EXPIRED, WITHDRAWN, CLOSED = "不予通过", "逾期未补正", "已撤回", "已截止"

# Whoever is not approved has no turn; neither has the race, whose winner nobody knows before.
CAST: dict[int, Fate] = {
    0: Fate.RACE,
    2: Fate.RACE,
    4: Fate.SEVERAL,
    6: Fate.TAKEN_BACK,
    8: Fate.LEASE,
    1: Fate.REJECTED,
    3: Fate.EXPIRED,
    5: Fate.WITHDRAWN,
    7: Fate.TWICE,
    9: Fate.TWO_PEOPLE,
}
TURNS: dict[int, Turn] = {
    4: Turn.LATE,
    6: Turn.NOTICES,
    8: Turn.UNPAID,
    7: Turn.ABSENT,
    9: Turn.FAILED,
    11: Turn.REVERSED,
    12: Turn.DISQUALIFIED,
    13: Turn.OBJECTION,
    14: Turn.VOID,
}
RETAKEN = frozenset({Turn.ABSENT, Turn.FAILED})
FEWEST = 15
ENDED_BY_FATE = {Fate.REJECTED: REJECTED, Fate.EXPIRED: EXPIRED, Fate.WITHDRAWN: WITHDRAWN}
ENDED_BY_TURN = {Turn.UNPAID: UNPAID, Turn.DISQUALIFIED: DISQUALIFIED}


@dataclass(frozen=True, slots=True)
class Part:
    """One candidate of the story. `index` chooses the synthetic person."""

    index: int
    fate: Fate
    turn: Turn = Turn.NONE


def parts(candidates: int) -> list[Part]:
    """The cast. Raises ValueError when there are too few candidates for every fate."""
    if candidates < FEWEST:
        raise ValueError(f"the story needs at least {FEWEST} candidates")
    return [Part(at, CAST.get(at, Fate.PLAIN), TURNS.get(at, Turn.NONE)) for at in range(candidates)]


def expected(cast: list[Part]) -> Counter[str]:
    """How many cases must end in each way. One of the two who race finds no place, and his draft ends with the plan."""
    ends = Counter(ENDED_BY_FATE.get(part.fate) or ENDED_BY_TURN.get(part.turn, CERTIFIED) for part in cast)
    ends[CLOSED] += 1
    ends[CERTIFIED] -= 1
    return ends


def places(cast: list[Part]) -> int:
    """Places of the plan: one too few."""
    return len(cast) - 1


@dataclass(frozen=True, slots=True)
class Books:
    """What must be in the books when the story is over."""

    payments: int
    refunds: int
    certificates: int
    voided: int


def books(cast: list[Part]) -> Books:
    """One payment for everybody who pays, one more for a retake, one late one that goes back; a new certificate for
    the voided one."""
    ends = expected(cast)
    retakes, late = (sum(part.turn in turns for part in cast) for turns in (RETAKEN, {Turn.LATE}))
    voided = sum(part.turn is Turn.VOID for part in cast)
    return Books(ends[CERTIFIED] + ends[DISQUALIFIED] + retakes + late, late, ends[CERTIFIED] + voided, voided)
