"""FEEL in diagrams: compiled once, evaluated against flat variables."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from SpiffWorkflow.operators import Operator

from engine.workflow import feel


@lru_cache(maxsize=4096)
def compiled(text: str) -> feel.Expression:
    """The expression behind a text with or without the leading `=`. Raises feel.FeelError."""
    return feel.compile(text.strip().removeprefix("=").strip())


def evaluate(text: str, variables: Mapping[str, Any]) -> Any:
    return compiled(text).evaluate(variables)


class Condition(Operator):
    """The condition of a sequence flow. Only true is true: null and other values are not."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def _matches(self, task: Any) -> bool:
        return evaluate(self.text, task.data) is True
