"""Facts about training that others act on."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class TrainingAccountOpened:
    """A learner's training account was opened; the mini program has to know."""

    enrolment_id: UUID


@dataclass(frozen=True)
class TrainingEnded:
    """A training has come to an end: done, exempt or failed."""

    enrolment_id: UUID
    state: str
