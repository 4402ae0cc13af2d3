"""Facts of marking that other rooms follow."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ResultChanged:
    """A published result is another one now: a certificate that rests on it is held."""

    result_id: UUID
    application_id: UUID


@dataclass(frozen=True)
class KeyCorrected:
    """An approved correction of an answer key: everybody who sat the paper is to be marked again."""

    correction_id: UUID
