"""The `certflow` command. Each subject is a module; what it needs is imported when it runs."""

import typer

from web.entry.cli import care, check, demo, measure, rescue, run, takeout

app = typer.Typer(
    name="certflow",
    help="匠程 Certflow：职业技能等级认定平台",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for module in (run, demo, care, takeout, rescue, check, measure):
    module.register(app)

__all__ = ["app"]
