"""Refusals: of a file, and of inputs a table can't decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.platform.errors import AppError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file. `element` is the XML id of the cell, column or rule."""

    element: str
    message: str


class BadDecision(AppError):
    code, status = "bad_decision", 422
    message = "决策表有 {count} 处错误。{first}"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(count=len(self.faults), first=self.faults[0].message)


class DecisionFailed(AppError):
    """The table gives no answer for these inputs; a fault of the table, not of the person."""

    code, status = "decision_failed", 409
    message = "决策表“{table}”无法给出结果：{reason}。"
