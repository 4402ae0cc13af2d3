"""`certflow migrate`, `found`, `deploy`, `audit verify`: looking after an installation."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from web.entry.cli.console import people, show
from web.entry.cli.surroundings import adopt


def register(app: typer.Typer) -> None:
    app.command()(migrate)
    app.command()(found)
    app.command()(deploy)
    audit = typer.Typer(help="审计记录", no_args_is_help=True)
    audit.command("verify")(audit_verify)
    app.add_typer(audit, name="audit")


def migrate() -> None:
    """把数据库升级到当前版本。"""
    from engine.platform.database import migrations
    from engine.platform.settings import settings

    adopt()
    migrations.upgrade(settings().database_owner_url)
    people.print("数据库已是当前版本。")


def found(file: Annotated[Path, typer.Argument(help="说明文件，样例见 web/entry/founding.example.toml")]) -> None:
    """按文件建立主管部门、机构、报名点和工作人员账号；重复运行只补充新的内容。"""
    from pydantic import ValidationError

    from web.entry import founding, wiring

    try:
        wanted = founding.read(file)
    except (OSError, ValueError, ValidationError) as refused:
        people.print(f"[red]文件不能使用：[/]{escape(str(refused))}")
        raise typer.Exit(1) from None
    adopt()
    wiring.wire()
    founded = founding.found(wanted)
    people.print(f"{wanted.authority.name}：已建立。新账号 {len(founded.passwords)} 个，密码只显示这一次：")
    for login, password in founded.passwords.items():
        typer.echo(f"{login}\t{password}")


def deploy(note: str = "随软件发布") -> None:
    """为每个主管部门发布 processes/ 与 forms/ 中的流程、决策表和表单。"""
    from engine.workflow.definitions import BadDefinition
    from web.entry import deployment, wiring

    adopt()
    wiring.wire()
    try:
        done = deployment.deploy_everywhere(note)
    except BadDefinition as refused:
        show(refused.problems)
        raise typer.Exit(1) from None
    for authority, changed in done:
        people.print(f"{authority}：{'已发布新版本' if changed else '没有变化'}")


def audit_verify() -> None:
    """重新计算整条审计链，核对每日签名。"""
    from engine.platform.audit.verify import verify

    adopt()
    report = verify()
    for problem in report.problems:
        people.print(f"[red]{problem}[/]")
    people.print(f"共 {report.lines} 条记录、{report.roots} 个每日签名：{'完好' if report.ok else '有问题'}")
    if not report.ok:
        raise typer.Exit(1)
