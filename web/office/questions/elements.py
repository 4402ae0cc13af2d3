"""Element tables: those there are, one in full, bringing a new edition with a preview of every problem."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.documents import sheets
from engine.platform.errors import AppError, FieldError
from engine.platform.people import Actor
from engine.platform.text import datetime_cn
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.questions import coverage, queries
from processes.questions.errors import NoSuchImport
from processes.questions.models import ElementImport, ElementTable
from processes.questions.reading import element_sheet
from processes.questions.service import elements
from web.office.questions import tree
from web.office.questions.access import occupations_of, refuse_others, scope
from web.ui.guards import Author, DbSession, QuestionDesk
from web.ui.page import page, redirect
from web.ui.typed import TypedForm
from web.ui.views import Tag

router = APIRouter(prefix="/questions/elements")


@dataclass(frozen=True, slots=True)
class TableLine:
    title: str
    about: str
    edition: str
    at: str
    href: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A range or a point as it was read; `indent` is a class of the theme."""

    indent: str
    row: int
    code: str
    name: str
    said: str


@router.get("")
def show(request: Request, session: DbSession, actor: QuestionDesk, occupation: str = "", grade: str = "") -> Response:
    return _index(request, session, actor, occupation, grade)


@router.post("")
def take(request: Request, session: DbSession, actor: Author, typed: TypedForm) -> Response:
    """Read a workbook and show what was found in it; nothing is in force yet."""
    where = scope(session, actor, typed.first("occupation"), typed.first("grade"), "author")
    upload = typed.uploads.get("file")
    try:
        with session.begin_nested():
            if upload is None:
                raise NothingChosen
            row = elements.read_upload(
                session,
                actor,
                data=upload.data,
                filename=upload.filename,
                occupation=where.occupation,
                grade=where.grade,
            )
    except AppError as refusal:
        if refusal.status != 422:
            raise
        errors = [FieldError("file", refusal.sentence)]
        return _index(request, session, actor, where.occupation, where.grade, errors)
    return redirect(request, f"/questions/elements/imports/{row.id}")


@router.get("/template.xlsx")
def template(actor: Author) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote('鉴定要素细目表模板.xlsx')}"}
    return Response(element_sheet.template(), media_type=sheets.XLSX, headers=headers)


@router.get("/imports/{import_id}")
def preview(request: Request, session: DbSession, actor: Author, import_id: UUID) -> Response:
    row = _import(session, actor, import_id)
    blocking = [problem for problem in row.problems if problem["blocks"]]
    return page(
        request,
        "office/questions/elements_preview.html",
        row=row,
        about=_about(session, row.occupation, row.grade),
        blocking=blocking,
        hints=[problem for problem in row.problems if not problem["blocks"]],
        lines=_lines(row.tree["ranges"]),
        counts="{} 个鉴定范围，{} 个鉴定点".format(*_counted(row.tree["ranges"])),
        replaces=queries.active_table(session, row.occupation, row.grade),
    )


@router.post("/imports/{import_id}/accept")
def accept(request: Request, session: DbSession, actor: Author, import_id: UUID) -> Response:
    """Put it in force in place of the edition before. Raises NotAcceptable, AlreadyAccepted."""
    _import(session, actor, import_id)
    table = elements.accept(session, actor, elements.import_for(session, import_id, lock=True))
    return redirect(request, f"/questions/elements/{table.id}", toast=f"细目表第 {table.edition} 版已启用。")


@router.get("/{table_id}")
def one(request: Request, session: DbSession, actor: QuestionDesk, table_id: UUID) -> Response:
    table = session.get(ElementTable, table_id)
    if table is None or table.occupation not in occupations_of(actor):
        raise NoSuchImport
    base = f"/questions?occupation={table.occupation}&grade={table.grade}"
    return page(
        request,
        "office/questions/elements_table.html",
        table=table,
        about=_about(session, table.occupation, table.grade),
        ranges=tree.lines(coverage.tree(session, table.id), base),
        at=datetime_cn(table.imported_at),
    )


class NothingChosen(AppError):
    code, status = "no_table_chosen", 422
    message = "请选择细目表文件。"


def _index(
    request: Request,
    session: Session,
    actor: Actor,
    occupation: str,
    grade: str,
    errors: list[FieldError] | None = None,
) -> Response:
    where = scope(session, actor, occupation, grade)
    mine = occupations_of(actor)
    rows = [table for table in queries.tables(session) if table.occupation in mine]
    return page(
        request,
        "office/questions/elements.html",
        status=422 if errors else 200,
        errors=errors or [],
        scope=where,
        may_import=where.occupation in actor.occupations_as("author"),
        tables=[
            TableLine(
                table.title,
                _about(session, table.occupation, table.grade),
                f"第 {table.edition} 版",
                datetime_cn(table.imported_at),
                f"/questions/elements/{table.id}",
                Tag("现行", "ok") if table.active else Tag("已被替换"),
            )
            for table in rows
        ],
    )


def _import(session: Session, actor: Actor, import_id: UUID) -> ElementImport:
    row = elements.import_for(session, import_id)
    if row.occupation not in occupations_of(actor):
        raise NoSuchImport
    refuse_others(session, actor, row.occupation, "author")
    return row


def _about(session: Session, occupation: str, grade: str) -> str:
    return f"{catalogue.occupation(session, occupation).name} {Grade(grade).title}"


_INDENTS = ("", "ps-3", "ps-4", "ps-5", "ps-5")


def _lines(nodes: list[dict[str, Any]], depth: int = 0) -> list[PreviewLine]:
    """The tree as `ElementImport.tree` holds it, a line for each range and point."""
    found = []
    for node in nodes:
        found.append(PreviewLine(_INDENTS[depth], node["row"], node["code"], node["name"], _weight(node)))
        found += [
            PreviewLine(_INDENTS[depth + 1], point["row"], point["code"], point["name"], point["importance"] or "—")
            for point in node["points"]
        ]
        found += _lines(node["children"], depth + 1)
    return found


def _weight(node: dict[str, Any]) -> str:
    if node["weight"] is not None:
        return f"占上级 {node['weight'] / 100:g}%"
    return f"写的是 {node['share']}%" if node["share"] is not None else "没有比重"


def _counted(nodes: list[dict[str, Any]]) -> tuple[int, int]:
    """How many ranges and points."""
    ranges, points = len(nodes), sum(len(node["points"]) for node in nodes)
    for node in nodes:
        below = _counted(node["children"])
        ranges, points = ranges + below[0], points + below[1]
    return ranges, points
