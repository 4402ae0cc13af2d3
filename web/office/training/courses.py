"""Courses: the list, and the page on which one is kept."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm
from engine.platform.money import Money
from engine.platform.people import Actor
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.train import queries, service
from processes.train.errors import CodeTaken, NotYourCourse
from processes.train.models import Category, Course
from processes.train.rules import in_words
from processes.train.service import Owner
from web.ui import page, redirect
from web.ui.guards import DbSession, TrainingDesk
from web.ui.typed import Typed, TypedForm
from web.ui.views import Tag

router = APIRouter(prefix="/courses")
BOXES = ("free_choice", "active")


@router.get("")
def index(request: Request, session: DbSession, actor: TrainingDesk) -> Response:
    names = {row.id: row.short_name for row in catalogue.institutions(session)}
    return page(
        request,
        "office/training/courses.html",
        courses=[_line(session, row, names, actor) for row in queries.courses(session, actor)],
    )


@router.get("/new")
def new(request: Request, session: DbSession, actor: TrainingDesk) -> Response:
    return _draw(
        request, session, actor, None, {"quiz_questions": "0", "quiz_pass": "60", "fee": "0", "active": "true"}
    )


@router.post("/new")
def add(request: Request, session: DbSession, actor: TrainingDesk, typed: TypedForm) -> Response:
    return _save(request, session, actor, None, typed)


@router.get("/{course_id}")
def show(request: Request, session: DbSession, actor: TrainingDesk, course_id: UUID) -> Response:
    row = queries.visible(session, actor, course_id)
    return _draw(request, session, actor, row, _kept(row))


@router.post("/{course_id}")
def change(request: Request, session: DbSession, actor: TrainingDesk, course_id: UUID, typed: TypedForm) -> Response:
    return _save(request, session, actor, queries.editable(session, actor, course_id), typed)


def owner_of(actor: Actor) -> Owner:
    """For whom this member of staff keeps courses: the authority, or the institution he trains at."""
    if actor.in_group(queries.SUPERVISOR):
        return Owner(None)
    own = sorted(actor.institutions_as("trainer"))
    if not own:
        raise NotYourCourse
    return Owner(own[0])


def _save(request: Request, session: Session, actor: Actor, row: Course | None, typed: Typed) -> Response:
    values: dict[str, Any] = {name: typed.first(name) for name in typed.text}
    try:
        with session.begin_nested():
            saved = service.save_course(session, actor, row, values, owner=owner_of(actor))
    except InvalidForm as refusal:
        return _draw(request, session, actor, row, values, refusal.errors)
    except CodeTaken as refusal:
        return _draw(request, session, actor, row, values, [FieldError("code", refusal.sentence)])
    return redirect(request, f"/training/courses/{saved.id}", toast="课程已保存")


def _draw(
    request: Request,
    session: Session,
    actor: Actor,
    row: Course | None,
    values: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
) -> Response:
    lessons = queries.lessons(session, row.id, all_of_them=True) if row else []
    return page(
        request,
        "office/training/course.html",
        status=422 if errors else 200,
        course={"id": row.id, "title": row.title, "code": row.code} if row else None,
        may_edit=row is None or queries.may_edit(actor, row.institution_id),
        values={name: values.get(name) or "" for name in FIELDS},
        said={error.path: error.message for error in errors},
        errors=list(errors),
        categories=[{"value": each.value, "label": each.title} for each in Category],
        occupations=[{"value": each.code, "label": each.name} for each in catalogue.occupations(session)],
        grades=[{"value": each.value, "label": each.title} for each in Grade],
        lessons=[
            {
                "title": each.title,
                "kind": {"text": "课文", "pdf": "文档", "video": "视频"}[each.kind],
                "time": in_words(each.seconds),
                "href": f"/training/courses/{each.course_id}/lessons/{each.id}",
                "tag": Tag("在用", "ok") if each.active else Tag("停用"),
            }
            for each in lessons
        ],
    )


FIELDS = (
    "code", "title", "summary", "category", "occupation", "grade", "quiz_questions", "quiz_pass", "fee", *BOXES,
)  # fmt: skip


def _kept(row: Course) -> dict[str, Any]:
    kept: dict[str, Any] = {name: getattr(row, name) for name in FIELDS if name != "fee"}
    kept["fee"] = str(Money(row.fee_fen)).removesuffix(" 元").replace(",", "")
    return {name: str(value) if isinstance(value, int) and not isinstance(value, bool) else value
            for name, value in kept.items()}  # fmt: skip


def _line(session: Session, row: Course, names: Mapping[UUID, str], actor: Actor) -> dict[str, Any]:
    lessons = queries.lessons(session, row.id)
    return {
        "title": row.title,
        "code": row.code,
        "href": f"/training/courses/{row.id}",
        "category": Category(row.category).title,
        "keeper": names.get(row.institution_id, "其他机构") if row.institution_id else "主管部门",
        "lessons": f"{len(lessons)} 课，{in_words(sum(each.seconds for each in lessons))}",
        "quiz": f"{row.quiz_questions} 题" if row.quiz_questions else "—",
        "tag": Tag("在用", "ok") if row.active else Tag("停用"),
    }
