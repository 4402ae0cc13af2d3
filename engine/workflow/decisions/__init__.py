"""Decision tables (OMG DMN, chapter 8) over FEEL: read, check, decide."""

from engine.workflow.decisions.errors import BadDecision, DecisionFailed, Fault
from engine.workflow.decisions.reader import read
from engine.workflow.decisions.table import Column, DecisionTable, Outcome, Output, Rule

__all__ = [
    "BadDecision",
    "Column",
    "DecisionFailed",
    "DecisionTable",
    "Fault",
    "Outcome",
    "Output",
    "Rule",
    "read",
]
