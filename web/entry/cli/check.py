"""`certflow check`: what can be said about the diagrams, tables and forms without running them."""

import typer

from web.entry.cli.console import people


def register(app: typer.Typer) -> None:
    app.command()(check)


def check() -> None:
    """检查 processes/ 与 forms/ 中的流程图、决策表和表单。"""
    from web.entry import deployment

    problems, files = deployment.check()
    for problem in problems:
        people.print(f"[red]{problem.file}[/] {problem.element or ''} {problem.message}")
    if problems:
        raise typer.Exit(1)
    people.print(f"{files} 个定义文件没有问题。")
