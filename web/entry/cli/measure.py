"""`certflow story` and `bench`: what the house can do, shown in numbers."""

from pathlib import Path
from typing import Annotated

import typer

from web.entry.story.script import FEWEST


def register(app: typer.Typer) -> None:
    app.command()(story)
    app.command()(bench)


def story(
    candidates: Annotated[int, typer.Option("-n", "--candidates", min=FEWEST, help="多少名申请人")] = 30,
    data: Annotated[Path | None, typer.Option("--data", help="数据目录；不填则用完即弃")] = None,
    crash: Annotated[bool, typer.Option("--crash", help="其间反复强行终止网页、后台、定时和数据库")] = False,
    seed: Annotated[int, typer.Option("--seed", help="决定何时终止哪一个")] = 1,
) -> None:
    """从计划到发证的整段故事，全部通过网页表单。最后一行是 JSON 结果。"""
    from web.entry.story import run

    raise typer.Exit(run(candidates, data, crash=seed if crash else None))


def bench() -> None:
    """性能测量，每行一个 JSON。"""
    from web.entry.bench import run

    raise typer.Exit(run())
