"""`certflow backup` and `restore`: a whole installation in one file, and back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from web.entry.cli.console import people

KEYS = ("CERTFLOW_MASTER_KEY", "CERTFLOW_SIGNING_KEY")
Place = Annotated[Path, typer.Argument(help="备份文件")]
Folder = Annotated[Path, typer.Option("--data", envvar="CERTFLOW_DATA", help="数据目录（没有设 DATABASE_URL 时）")]
Secrets = Annotated[bool, typer.Option("--with-secrets", help="连同两把密钥，用口令加密")]
Passphrase = Annotated[str | None, typer.Option("--passphrase", envvar="CERTFLOW_BACKUP_PASSPHRASE", help="不填则询问")]
Replace = Annotated[bool, typer.Option("--replace", help="替换数据库里已有的数据")]


def register(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)


def backup(
    place: Place, data: Folder = Path(".certflow"), with_secrets: Secrets = False, passphrase: Passphrase = None
) -> None:
    """把整套系统（数据库和上传的文件）备份为一个文件，运行中也可以。"""
    from engine.platform.backup import back_up
    from engine.platform.errors import AppError

    if with_secrets and not passphrase:
        passphrase = typer.prompt("口令", hide_input=True, confirmation_prompt=True)
    with _installation(data, running=True) as (reader, _owner):
        keys = {name: os.environ[name] for name in KEYS} if with_secrets else None
        try:
            manifest = back_up(place, reader, keys=keys, passphrase=passphrase or "")
        except AppError as refused:
            people.print(f"[red]没有备份：[/]{escape(refused.sentence)}")
            raise typer.Exit(1) from None
    for key in manifest["missing_files"]:
        people.print(f"[yellow]文件缺失：{key}[/]")
    people.print(f"已备份 {sum(manifest['rows'].values())} 行、{place.stat().st_size} 字节：{escape(str(place))}")
    if not with_secrets:
        people.print("两把密钥不在其中，请另行保管：没有它们，个人信息无法解密。")


def restore(
    place: Place, data: Folder = Path(".certflow"), replace: Replace = False, with_secrets: Secrets = False,
    passphrase: Passphrase = None,
) -> None:  # fmt: skip
    """从备份恢复整套系统。先校验备份，再动数据；每一步写出用时。"""
    from engine.platform import backup as room
    from engine.platform.errors import AppError

    if with_secrets and not passphrase:
        passphrase = typer.prompt("口令", hide_input=True)
    try:
        if with_secrets:
            _bring_keys(place, data, passphrase or "")
        with _installation(data, running=False) as (reader, owner):
            done = room.restore(place, owner, counter_url=reader, replace=replace, tell=_tell)
    except AppError as refused:
        people.print(f"[red]没有恢复：[/]{escape(refused.sentence)}")
        raise typer.Exit(1) from None
    for problem in done.problems:
        people.print(f"[red]{escape(problem)}[/]")
    total = sum(done.steps.values())
    people.print(f"已恢复 {done.rows} 行、{done.files} 份文件，共 {total:.1f} 秒。所有人须重新登录。")
    if done.problems:
        raise typer.Exit(1)


def _tell(step: str, seconds: float) -> None:
    people.print(f"  · {step} {seconds:.1f} 秒")


def _bring_keys(place: Path, data: Path, passphrase: str) -> None:
    """The keys of the backup become those of this data folder. Refused where it has others."""
    from engine.platform.backup.archive import SECRETS, Damaged, WrongKeys, opened
    from engine.platform.backup.secrets import unseal
    from web.entry.installation import Installation

    with opened(place) as (archive, manifest):
        if SECRETS not in manifest["members"]:
            raise Damaged(what="其中没有密钥")
        keys = unseal(archive.read(SECRETS), passphrase)
    if Installation(data).adopt_secrets(keys) != keys:
        raise WrongKeys


@contextmanager
def _installation(data: Path, *, running: bool) -> Iterator[tuple[str, str]]:
    """The URLs of who reads everything and of the owner; the servers of a data folder are started where none run."""
    from engine.platform.embedded import kept, places, postgres, valkey
    from engine.platform.embedded.cluster import ADMINISTRATOR, DATABASE
    from web.entry import wiring
    from web.entry.installation import AlreadyRunning, Installation

    if "DATABASE_URL" in os.environ:
        wiring.wire()
        owner = os.environ["DATABASE_OWNER_URL"]
        yield os.environ.get("DATABASE_BACKUP_URL", owner), owner
        return
    installation = Installation(data)
    try:
        installation.take()
    except AlreadyRunning:
        if not running:
            people.print("演示正在运行。请先按 Ctrl-C 停止，再恢复。")
            raise typer.Exit(1) from None
        os.environ.update(installation.kept_environment())
        wiring.wire()
        known = kept.read(places.home(installation.folder), "postgres")
        password = known.passwords[ADMINISTRATOR]
        reader = f"postgresql://{ADMINISTRATOR}:{password}@127.0.0.1:{known.port}/{DATABASE}"
        yield reader, os.environ["DATABASE_OWNER_URL"]
        return
    try:
        installation.end_orphans()
        server = postgres.start(installation.folder)
        try:
            broker = valkey.start(installation.folder)
            try:
                os.environ.update(installation.environment(server, broker))
                wiring.wire()
                yield server.url(ADMINISTRATOR), server.owner_url
            finally:
                broker.stop()
        finally:
            server.stop()
    finally:
        installation.let_go()
