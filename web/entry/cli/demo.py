"""`certflow demo`: everything on one machine, with an authority that does not exist."""

from pathlib import Path
from threading import Event
from typing import Annotated

import typer
from rich.table import Table

from web.entry.cli.console import people

Folder = Annotated[Path, typer.Option("--data", envvar="CERTFLOW_DATA", help="数据目录")]
Port = Annotated[int | None, typer.Option(help="网页端口；不填则从 8000 起找一个空闲的")]
Reset = Annotated[bool, typer.Option("--reset", help="先清空数据目录，从头开始")]
Bare = Annotated[bool, typer.Option("--bare", help="只建立机构和账号，不放入示例申请人")]


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(data: Folder = Path(".certflow"), port: Port = None, reset: Reset = False, bare: Bare = False) -> None:
    """在本机启动演示：数据库、网页、后台与定时，Ctrl-C 全部停止。"""
    from engine.platform.embedded.process import DidNotStart
    from web.entry.installation import AlreadyRunning, Installation, PortTaken
    from web.entry.start import start
    from web.entry.supervisor import until_signalled
    from web.ui.build import BuildFailed

    stopping = Event()
    try:
        installation = Installation(data)
        installation.take()
        if reset:
            installation.empty()
    except AlreadyRunning as running:
        people.print(f"演示已在运行：{running}。请先在那边按 Ctrl-C 停止。")
        raise typer.Exit(1) from None
    with until_signalled(stopping), people.status("正在启动…") as status:

        def tell(step: str) -> None:
            status.update(step + "…")
            people.print(f"  [green]✓[/] {step}" if step.startswith("已") else f"  · {step}")

        try:
            supervisor = start(installation, port=port, bare=bare, stopping=stopping, tell=tell)
        except (BuildFailed, DidNotStart, PortTaken) as failure:
            people.print(f"没有启动：{failure}")
            raise typer.Exit(1) from None
    with until_signalled(stopping):
        try:
            if not stopping.is_set():
                _announce(installation.address)
                supervisor.watch()
        finally:
            people.print("正在停止…")
            supervisor.stop()
            installation.forget_running()
            installation.let_go()
    people.print("已全部停止。")


def _announce(address: str) -> None:
    from web.entry.demo.staff import PASSWORD, STAFF

    table = Table(title=f"匠程已就绪：{address}", title_justify="left", show_edge=False, pad_edge=False)
    for column in ("身份", "打开", "登录名"):
        table.add_column(column, overflow="fold")
    desks: dict[tuple[str, str], list[str]] = {}
    for account in STAFF:
        desks.setdefault((account.role, account.opens), []).append(account.login)
    for (role, opens), logins in desks.items():
        table.add_row(role, opens, "、".join(logins))
    people.print()
    people.print(table)
    people.print(f"\n密码都是 {PASSWORD}，在 {address}/signin/staff 登录。申请人用手机号注册。")
    people.print(f"短信验证码在 {address}/simulators/sms，付款在 {address}/simulators/pay。Ctrl-C 停止。")
