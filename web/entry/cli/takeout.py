"""`certflow export`: everything that belongs to one authority, in open formats."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from web.entry.cli.console import people
from web.entry.cli.surroundings import adopt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy.orm import Session

Place = Annotated[Path, typer.Argument(help="新的文件夹，或以 .zip 结尾的新文件")]
Slug = Annotated[str | None, typer.Option("--authority", help="主管部门代号；只有一个时可不填")]
Decrypt = Annotated[bool, typer.Option("--decrypt", help="证件号、手机号等写成明文；须填 --by 和 --reason")]
By = Annotated[str, typer.Option("--by", help="谁取出，记入审计")]
Reason = Annotated[str, typer.Option("--reason", help="为什么取出，记入审计")]


def register(app: typer.Typer) -> None:
    app.command()(export)


def export(place: Place, authority: Slug = None, decrypt: Decrypt = False, by: By = "", reason: Reason = "") -> None:
    """取出一个主管部门的全部数据：表、文件、流程定义、审计记录，均为开放格式，可自行校验。"""
    from engine.platform.errors import AppError
    from engine.platform.takeout import Reading, take_out
    from web.entry import wiring

    adopt()
    wiring.wire()
    try:
        tenant = _authority(authority)
        with people.status("正在取出…"):
            taken = take_out(tenant, place, reading=Reading(by, reason, decrypt), more=[_definitions])
    except AppError as refused:
        people.print(f"[red]没有取出：[/]{escape(refused.sentence)}")
        raise typer.Exit(1) from None
    for problem in taken.problems:
        people.print(f"[yellow]{escape(problem)}[/]")
    people.print(
        f"已写入 {escape(str(place))}：{len(taken.tables)} 张表、{taken.rows} 行、{taken.files} 份文件、"
        f"{taken.lines} 条已封存的审计记录。"
    )
    people.print("其中有 verify.py，可在任何装有 Python 的电脑上校验。请妥善保管。")


def _authority(slug: str | None) -> "UUID":
    """The authority that is meant. Raises UnknownAuthority."""
    from sqlalchemy import select

    from engine.platform.database import system_work
    from engine.platform.people.models import Authority
    from engine.platform.takeout import UnknownAuthority

    with system_work() as session:
        known = {row.slug: row.id for row in session.scalars(select(Authority))}
    if slug is None and len(known) == 1:
        return next(iter(known.values()))
    if slug not in known:
        raise UnknownAuthority(slug=slug or f"（须用 --authority 指定：{'、'.join(sorted(known))}）")
    return known[slug]


def _definitions(session: "Session") -> "Iterator[tuple[str, bytes]]":
    from engine.workflow.definitions import every_file

    return ((f"definitions/{path}", body) for path, body in every_file(session))
