"""Facts about plans that other rooms act on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class PlaceOffered:
    """A waiting application has a place, if it accepts."""

    application_id: UUID


@dataclass(frozen=True)
class PlanChanged:
    """An approved change widened a plan; timers that hang on its window have to follow."""

    plan_id: UUID
    opens_at: datetime
    closes_at: datetime
