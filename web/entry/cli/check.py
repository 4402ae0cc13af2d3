"""`certflow check`: what can be said about the diagrams, tables and forms without running them."""

import typer

from web.entry.cli.console import people, show


def register(app: typer.Typer) -> None:
    app.command()(check)


def check() -> None:
    """检查 processes/ 与 forms/ 中的流程图、决策表和表单。"""
    from web.entry import deployment, wiring

    wiring.wire()
    problems, files = deployment.check()
    show(problems)
    if any(problem.is_error for problem in problems):
        raise typer.Exit(1)
    people.print(f"{files} 个定义文件没有问题。")
