"""Writing a question online, revising one, bringing many in a file."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.documents import sheets, words
from engine.platform.errors import AppError, FieldError, InvalidForm
from engine.platform.people import Actor
from forms import kit
from processes.questions import coverage, pictures, queries
from processes.questions.errors import NothingToRevise, RowsRefused
from processes.questions.models import Question, QuestionStatus
from processes.questions.reading import question_sheet, question_word
from processes.questions.service import importing, submit
from processes.questions.service.importing import table_for
from web.office.questions.access import Scope, question_for, refuse_others, scope
from web.ui import question_pictures
from web.ui.guards import Author, DbSession
from web.ui.page import page, redirect
from web.ui.question_form import form_of, options_of
from web.ui.typed import Typed, TypedForm

router = APIRouter(prefix="/questions")


@router.get("/new")
def new(
    request: Request, session: DbSession, actor: Author, occupation: str = "", grade: str = "", kind: str = ""
) -> Response:
    where = scope(session, actor, occupation, grade, "author")
    return _draw(request, session, where, {"kind": kind or "single"})


@router.post("/new")
def take(request: Request, session: DbSession, actor: Author, typed: TypedForm) -> Response:
    """Hand it in; `more` asks for the next form with the same point."""
    where = scope(session, actor, typed.first("occupation"), typed.first("grade"), "author")
    table_for(session, where.occupation, where.grade)
    checked = kit.check(form_of(session), typed.text, options=options_of(session, where.occupation, where.grade))
    errors = checked.errors
    if not errors:
        try:
            with session.begin_nested():
                drawn = question_pictures.taken(session, typed)
                draft = submit.draft_of(checked.values | {"pictures": drawn})
                question = submit.submit(session, actor, draft, occupation=where.occupation, grade=where.grade)
        except InvalidForm as refusal:
            errors = refusal.errors
    if errors:
        return _draw(request, session, where, checked.typed, errors)
    if typed.first("more"):
        again = f"/questions/new?{where.query}&kind={question.kind}"
        return redirect(request, again, toast=f"试题 {question.no} {_outcome(question)}")
    return redirect(request, f"/questions/{question.no}", toast=f"试题 {question.no} {_outcome(question)}")


@router.get("/import")
def ask_file(request: Request, session: DbSession, actor: Author, occupation: str = "", grade: str = "") -> Response:
    return _import_page(request, session, scope(session, actor, occupation, grade, "author"))


@router.post("/import")
def take_file(request: Request, session: DbSession, actor: Author, typed: TypedForm) -> Response:
    """All questions of the file, or none and every fault told."""
    where = scope(session, actor, typed.first("occupation"), typed.first("grade"), "author")
    upload = typed.uploads.get("file")
    if upload is None:
        missing = FieldError("file", "请选择 Excel、Word 或 Moodle XML 文件")
        return _import_page(request, session, where, typed, [missing])
    point = typed.first("point_id")
    known = {option.value for option in options_of(session, where.occupation, where.grade)["questions.points"]}
    try:
        with session.begin_nested():
            taken = importing.import_file(
                session,
                actor,
                data=upload.data,
                filename=upload.filename,
                occupation=where.occupation,
                grade=where.grade,
                point_id=submit.draft_of({"point_id": point}).point_id if point in known else None,
                source=typed.first("source")[:500],
            )
    except RowsRefused as refusal:
        return _import_page(
            request, session, where, typed, [FieldError("file", refusal.sentence)], refusal.detail["faults"]
        )
    except AppError as refusal:
        if refusal.status != 422:
            raise
        return _import_page(request, session, where, typed, [FieldError("file", refusal.sentence)])
    return redirect(
        request, f"/questions?{where.query}&status=submitted", toast=f"已导入 {len(taken)} 道试题，等待初审。"
    )


@router.get("/import/template.xlsx")
def sheet_template(actor: Author) -> Response:
    return _file(question_sheet.template(), "试题导入模板.xlsx", sheets.XLSX)


@router.get("/import/template.docx")
def word_template(actor: Author) -> Response:
    return _file(words.write(question_word.lines_of_template()), "试题导入样例.docx", words.DOCX)


@router.get("/{no}/revise")
def revise(request: Request, session: DbSession, actor: Author, no: str) -> Response:
    question = _revisable(session, actor, no)
    version = queries.newest(session, question)
    return _draw_revision(request, session, question, submit.values_of(queries.draft(question, version)))


@router.post("/{no}/revise")
def hand_in(request: Request, session: DbSession, actor: Author, no: str, typed: TypedForm) -> Response:
    """The next version: of one's own returned question, or of any that is in the bank. Raises NothingToRevise."""
    question = _revisable(session, actor, no)
    checked = kit.check(form_of(session), typed.text, options=options_of(session, question.occupation, question.grade))
    errors = checked.errors
    if not errors:
        change = submit.revise if question.status == QuestionStatus.RETURNED else submit.amend
        try:
            with session.begin_nested():
                kept = queries.newest(session, question).pictures
                drawn = question_pictures.taken(session, typed, kept)
                change(session, actor, question, submit.draft_of(checked.values | {"pictures": drawn}))
        except InvalidForm as refusal:
            errors = refusal.errors
    if errors:
        return _draw_revision(request, session, question, checked.typed, errors)
    session.refresh(question)
    return redirect(request, f"/questions/{no}", toast=f"新版本{_outcome(question)}")


def _revisable(session: Session, actor: Actor, no: str) -> Question:
    question = question_for(session, actor, no)
    refuse_others(session, actor, question.occupation, "author")
    mine = question.author_id == actor.person_id and question.status == QuestionStatus.RETURNED
    if not mine and question.status not in (QuestionStatus.APPROVED, QuestionStatus.SUSPENDED):
        raise NothingToRevise
    return question


def _outcome(question: Question) -> str:
    returned = question.status == QuestionStatus.RETURNED
    return "没有通过自动检查，已退回，原因见记录。" if returned else "已提交，等待初审。"


def _draw(
    request: Request,
    session: Session,
    where: Scope,
    values: Mapping[str, Any],
    errors: list[FieldError] | None = None,
) -> Response:
    form = kit.view(form_of(session), values, errors or [], options_of(session, where.occupation, where.grade))
    return page(
        request,
        "office/questions/write.html",
        "form",
        status=422 if errors else 200,
        form=form,
        pictures=question_pictures.fields(errors=errors),
        errors=errors or [],
        scope=where,
        table=queries.active_table(session, where.occupation, where.grade),
    )


def _draw_revision(
    request: Request,
    session: Session,
    question: Question,
    values: Mapping[str, Any],
    errors: list[FieldError] | None = None,
) -> Response:
    options = options_of(session, question.occupation, question.grade)
    returned = question.status == QuestionStatus.RETURNED
    return page(
        request,
        "office/questions/revise.html",
        status=422 if errors else 200,
        form=kit.view(form_of(session), values, errors or [], options),
        pictures=question_pictures.fields(pictures.encoded(session, queries.newest(session, question)), errors),
        errors=errors or [],
        question=question,
        reason=queries.last_reason(session, question) if returned else "",
    )


def _import_page(
    request: Request,
    session: Session,
    where: Scope,
    typed: Typed | None = None,
    errors: list[FieldError] | None = None,
    faults: list[Any] | None = None,
) -> Response:
    table = queries.active_table(session, where.occupation, where.grade)
    return page(
        request,
        "office/questions/import.html",
        status=422 if errors else 200,
        scope=where,
        table=table,
        places=[(str(place.id), place.title) for place in (coverage.places(session, table.id) if table else [])],
        errors=errors or [],
        faults=faults or [],
        point_id=typed.first("point_id") if typed else "",
        source=typed.first("source") if typed else "",
    )


def _file(data: bytes, filename: str, kind: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(filename)}"}
    return Response(data, media_type=kind, headers=headers)
