"""Facts that leave the arrangement."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class SeatsPublished:
    """The seats of a session are public, or have changed since: read them anew."""

    session_id: UUID


@dataclass(frozen=True)
class Admitted:
    """Somebody of a plan waits for seats."""

    plan_id: UUID


@dataclass(frozen=True)
class ProposalAsked:
    """An arrangement is to be computed."""

    proposal_id: UUID
