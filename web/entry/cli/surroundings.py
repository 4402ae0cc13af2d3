"""Which installation a command looks after: the one the environment names, else the demo running in this folder."""

import os
from pathlib import Path

import typer

from web.entry.cli.console import people


def adopt() -> None:
    """Take the running demo's environment where `DATABASE_URL` is not set; without one, say so and exit with 1."""
    from web.entry.installation import Installation

    if "DATABASE_URL" in os.environ:
        return
    folder = Path(os.environ.get("CERTFLOW_DATA", ".certflow"))
    known = Installation(folder).kept_environment() if folder.is_dir() else {}
    if not known:
        people.print("没有找到设置：请先用 make demo 启动演示，或按 README 设好 DATABASE_URL 等环境变量。")
        raise typer.Exit(1)
    os.environ.update(known)
