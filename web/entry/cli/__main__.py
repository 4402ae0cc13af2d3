"""`python -m web.entry.cli`: the same as `certflow`, wherever the command is not on the path."""

from web.entry.cli import app

app()
