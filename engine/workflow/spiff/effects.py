"""What a case asks of the world while it steps, and what it tells of its steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from engine.workflow.spiff.task import FlatTask


class Effects(Protocol):
    """What a case may ask of the world while it steps."""

    def service(self, task: FlatTask, handler: str) -> Mapping[str, Any] | None:
        """Variables that the handler returns; None parks the task until it is resumed."""

    def decide(self, task: FlatTask, ref: str) -> Any:
        """The answer of a decision table."""


class NoEffects:
    """For reading and for diagrams without service tasks."""

    def service(self, task: FlatTask, handler: str) -> Mapping[str, Any] | None:
        raise LookupError(f"no handler {handler}")

    def decide(self, task: FlatTask, ref: str) -> Any:
        raise LookupError(f"no decision {ref}")


@dataclass(frozen=True, slots=True)
class Passed:
    """An element that a token left, and the diagram it is drawn in."""

    diagram: str
    element: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that could not run. It stays READY and is held until a retry."""

    task: FlatTask
    error: Exception
