"""Where commands speak: people read standard error, programs read standard output."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from engine.workflow.problem import Problem

people = Console(stderr=True, highlight=False)


def show(problems: "Iterable[Problem]") -> None:
    """One line for each problem: where, and what."""
    for problem in problems:
        colour = "red" if problem.is_error else "yellow"
        people.print(f"[{colour}]{escape(problem.file)}[/] {escape(problem.element or '')} {escape(problem.message)}")
