"""What training needs from outside: the provincial training-management system, and the WeChat mini program."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


class RegistryUnavailable(Exception):
    """The training-management system did not answer; the same record may be sent again with the same serial."""


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """What is reported of one learner. `minutes` and `results` by category, results qualified | unqualified."""

    name: str
    id_number: str
    institution: str
    occupation: str
    grade: str
    completed_on: str  # YYYY-MM-DD
    minutes: Mapping[str, int] = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""


@dataclass(frozen=True, slots=True)
class RegistryAnswer:
    """`accepted` with a reference, or not, with the reason in Chinese."""

    accepted: bool
    reference: str = ""
    message: str = ""


class TrainingRegistry(Protocol):
    def submit(self, record: TrainingRecord, *, serial: str) -> RegistryAnswer:
        """Report results once; a repeated serial gets the first answer. Raises RegistryUnavailable."""
        ...


class MiniProgramUnavailable(Exception):
    """WeChat did not answer, or asks to slow down; the same may be asked again."""


class MiniProgramRefused(Exception):
    """WeChat refuses for good; the text is its code."""


class MiniProgramAccounts(Protocol):
    def open(self, *, learner: str, days: int) -> str:
        """Open the learner's account; returns the link into the mini program, valid for `days` (at most 30).

        Raises MiniProgramUnavailable or MiniProgramRefused.
        """
        ...
