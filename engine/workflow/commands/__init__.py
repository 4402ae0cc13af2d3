"""What may be done to a case. Each command is one step in the caller's transaction, under the case's row lock."""

from engine.workflow.commands.cancel import cancel
from engine.workflow.commands.change import change_variables
from engine.workflow.commands.complete import Completed, complete
from engine.workflow.commands.hold import hold
from engine.workflow.commands.items import item_for, open_items
from engine.workflow.commands.messages import correlate, is_awaited
from engine.workflow.commands.remote import call_remote
from engine.workflow.commands.retry import retry
from engine.workflow.commands.start import start
from engine.workflow.commands.time import fire_due

__all__ = [
    "Completed",
    "call_remote",
    "cancel",
    "change_variables",
    "complete",
    "correlate",
    "fire_due",
    "hold",
    "is_awaited",
    "item_for",
    "open_items",
    "retry",
    "start",
]
