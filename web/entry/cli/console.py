"""Where commands speak: people read standard error, programs read standard output."""

from rich.console import Console

people = Console(stderr=True, highlight=False)
