"""What the exam needs from outside: a station's comparison of the person at the desk with the portrait.

The comparison is made on the device, offline; only the decision and its score come here. There is always the
way without it: an invigilator checks the identity card.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class StationVerdict(StrEnum):
    SAME = "same"
    OTHER = "other"
    UNSURE = "unsure"  # no face, a poor picture, no live person: people look


@dataclass(frozen=True, slots=True)
class StationFinding:
    """`score` is the station's own measure in thousandths; `station` names the device."""

    verdict: StationVerdict
    score: int
    station: str
    at: datetime


class StationIdentity(Protocol):
    def finding(self, *, sitting_id: UUID) -> StationFinding | None:
        """What the station last found of this candidate; None when it was not asked or is away."""
        ...
