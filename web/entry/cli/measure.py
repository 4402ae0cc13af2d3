"""`certflow story` and `bench`: what the house can do, shown in numbers."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(story)
    app.command()(bench)


def story(
    candidates: Annotated[int, typer.Option("-n", "--candidates", min=12, help="多少名申请人")] = 30,
    data: Annotated[Path | None, typer.Option("--data", help="数据目录；不填则用完即弃")] = None,
) -> None:
    """从计划到核准的整段故事，全部通过网页表单。最后一行是 JSON 结果。"""
    from web.entry.story import run

    raise typer.Exit(run(candidates, data))


def bench() -> None:
    """性能测量，每行一个 JSON。"""
    from web.entry.bench import run

    raise typer.Exit(run())
