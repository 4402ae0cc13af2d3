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


APPROVED, REJECTED, EXPIRED, WITHDRAWN, CLOSED = "已核准", "不予通过", "逾期未补正", "已撤回", "已截止"

# Odd parts apply for the other occupation. Whoever gives a place back is odd: the loser of the race must not get it.
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
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Part:
    """One candidate of the story. `index` chooses the synthetic person and, by parity, the occupation."""

    index: int
    fate: Fate


def parts(candidates: int) -> list[Part]:
    """The cast. Raises ValueError when there are too few candidates for every fate."""
    if candidates < FEWEST:
        raise ValueError(f"the story needs at least {FEWEST} candidates")
    return [Part(index, CAST.get(index, Fate.PLAIN)) for index in range(candidates)]


def expected(cast: list[Part]) -> Counter[str]:
    """How many cases must end in each way. One of the two who race finds no place, and his draft ends with the plan."""
    ends = Counter(APPROVED for part in cast)
    for fate, end in ((Fate.REJECTED, REJECTED), (Fate.EXPIRED, EXPIRED), (Fate.WITHDRAWN, WITHDRAWN)):
        count = sum(part.fate is fate for part in cast)
        ends[end] += count
        ends[APPROVED] -= count
    ends[CLOSED] += 1
    ends[APPROVED] -= 1
    return ends


def places(cast: list[Part]) -> tuple[int, int]:
    """Places of the two plan lines: one too few for the even parts, more than enough for the odd ones."""
    even = sum(part.index % 2 == 0 for part in cast)
    return even - 1, len(cast) - even + 5
