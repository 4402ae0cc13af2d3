"""Lessons of a course: text, or a PDF or video that is uploaded."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import files
from engine.platform.errors import FieldError, InvalidForm, NotFound
from engine.platform.files import FileRefused
from engine.platform.people import Actor
from processes.train import queries, service
from processes.train.errors import NoSuchLesson
from processes.train.models import Course, Lesson
from web.ui import page, redirect
from web.ui.guards import DbSession, TrainingDesk
from web.ui.media import serve
from web.ui.typed import Typed, TypedForm

router = APIRouter()
PATH = "/courses/{course_id}/lessons"
KINDS = (
    {"value": "text", "label": "课文", "hint": "直接输入文字"},
    {"value": "pdf", "label": "文档", "hint": "上传 PDF，不超过 10 MB、60 页"},
    {"value": "video", "label": "视频", "hint": "上传 MP4（H.264）或 WebM，不超过 50 MB"},
)


@router.get("/files/{file_id}")
def file(request: Request, session: DbSession, actor: TrainingDesk, file_id: UUID) -> Response:
    """A lesson's file, for whoever may see its course."""
    lesson = queries.lesson_of_file(session, file_id)
    if lesson is None:
        raise NotFound
    queries.visible(session, actor, lesson.course_id)
    return serve(request, session.get_one(files.StoredFile, file_id))


@router.get(PATH + "/new")
def new(request: Request, session: DbSession, actor: TrainingDesk, course_id: UUID) -> Response:
    course = queries.editable(session, actor, course_id)
    return _draw(request, session, course, None, {"kind": "text", "active": "true", "minutes": "10"})


@router.post(PATH + "/new")
def add(request: Request, session: DbSession, actor: TrainingDesk, course_id: UUID, typed: TypedForm) -> Response:
    return _save(request, session, actor, queries.editable(session, actor, course_id), None, typed)


@router.get(PATH + "/{lesson_id}")
def show(request: Request, session: DbSession, actor: TrainingDesk, course_id: UUID, lesson_id: UUID) -> Response:
    course = queries.visible(session, actor, course_id)
    lesson = _lesson(session, course, lesson_id)
    kept = {
        "title": lesson.title,
        "kind": lesson.kind,
        "body": lesson.body,
        "minutes": str(lesson.seconds // 60),
        "active": "true" if lesson.active else "",
    }
    return _draw(request, session, course, lesson, kept, may_edit=queries.may_edit(actor, course.institution_id))


@router.post(PATH + "/{lesson_id}")
def change(
    request: Request, session: DbSession, actor: TrainingDesk, course_id: UUID, lesson_id: UUID, typed: TypedForm
) -> Response:
    course = queries.editable(session, actor, course_id)
    return _save(request, session, actor, course, _lesson(session, course, lesson_id), typed)


def _lesson(session: Session, course: Course, lesson_id: UUID) -> Lesson:
    lesson = queries.lesson(session, lesson_id)
    if lesson.course_id != course.id:
        raise NoSuchLesson
    return lesson


def _save(
    request: Request, session: Session, actor: Actor, course: Course, lesson: Lesson | None, typed: Typed
) -> Response:
    values: dict[str, Any] = {name: typed.first(name) for name in typed.text}
    values["active"] = bool(values.get("active"))
    chosen = typed.uploads.get("file")
    upload = (chosen.filename, chosen.data) if chosen else None
    try:
        with session.begin_nested():
            service.save_lesson(session, actor, course, lesson, values, upload=upload)
    except InvalidForm as refusal:
        return _draw(request, session, course, lesson, values, refusal.errors)
    except FileRefused as refusal:
        errors = [FieldError("file", refusal.sentence)]
        return _draw(request, session, course, lesson, values, errors, status=refusal.status)
    return redirect(request, f"/training/courses/{course.id}", toast="课时已保存")


def _draw(
    request: Request,
    session: Session,
    course: Course,
    lesson: Lesson | None,
    values: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
    *,
    status: int = 422,
    may_edit: bool = True,
) -> Response:
    stored = session.get_one(files.StoredFile, lesson.file_id) if lesson and lesson.file_id else None
    return page(
        request,
        "office/training/lesson.html",
        status=status if errors else 200,
        course={"title": course.title, "href": f"/training/courses/{course.id}"},
        lesson={"kind": lesson.kind} if lesson else None,
        action=f"/training/courses/{course.id}/lessons/{lesson.id if lesson else 'new'}",
        kinds=KINDS,
        values={name: values.get(name) or "" for name in ("title", "kind", "body", "minutes", "active")},
        said={error.path: error.message for error in errors},
        errors=list(errors),
        may_edit=may_edit,
        stored={"filename": stored.filename, "href": f"/training/files/{stored.id}", "type": stored.media_type}
        if stored
        else None,
    )
