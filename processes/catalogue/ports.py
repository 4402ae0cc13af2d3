"""What the catalogue needs from outside: whether a name and an identity number belong to one person."""

from enum import StrEnum
from typing import Protocol


class IdentityAnswer(StrEnum):
    """`unknown` = the register does not hold the number; people with a new number are told to show papers."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


class IdentityRefused(Exception):
    """The register will not answer this question; asking again is of no use. The text is its code."""


class IdentityUnavailable(Exception):
    """The register did not answer; the same question may be asked again with the same serial."""


class IdentityCheck(Protocol):
    def check(self, *, name: str, id_number: str, serial: str) -> IdentityAnswer:
        """Ask once. `serial` is the same for every try. Raises IdentityRefused or IdentityUnavailable."""
        ...
