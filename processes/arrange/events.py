"""Facts about the arrangement that other rooms act on."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class SeatsPublished:
    """The seats of a session became known, or known anew."""

    session_id: UUID
