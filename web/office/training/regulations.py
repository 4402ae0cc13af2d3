"""Training regulations: the ticked courses of an occupation and grade (R5.4)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.train import queries, service
from processes.train.errors import NotYourCourse
from processes.train.models import Category, TrainingRegulation
from processes.train.service import Owner
from web.office.training.courses import owner_of
from web.ui import page, redirect
from web.ui.guards import DbSession, TrainingDesk
from web.ui.typed import Typed, TypedForm

router = APIRouter(prefix="/regulations")


@router.get("")
def index(request: Request, session: DbSession, actor: TrainingDesk) -> Response:
    names = {row.id: row.short_name for row in catalogue.institutions(session)}
    return page(
        request,
        "office/training/regulations.html",
        regulations=[_line(session, row, names) for row in queries.regulations(session, actor)],
    )


@router.get("/new")
def new(request: Request, session: DbSession, actor: TrainingDesk) -> Response:
    return _draw(request, session, actor, None, {}, {})


@router.post("/new")
def add(request: Request, session: DbSession, actor: TrainingDesk, typed: TypedForm) -> Response:
    return _save(request, session, actor, None, typed)


@router.get("/{regulation_id}")
def show(request: Request, session: DbSession, actor: TrainingDesk, regulation_id: UUID) -> Response:
    row = _visible(session, actor, regulation_id)
    ticked = {each: str(minutes) for each, minutes in queries.ticked(session, row.id).items()}
    return _draw(request, session, actor, row, {"occupation": row.occupation, "grade": row.grade}, ticked)


@router.post("/{regulation_id}")
def change(
    request: Request, session: DbSession, actor: TrainingDesk, regulation_id: UUID, typed: TypedForm
) -> Response:
    row = _visible(session, actor, regulation_id)
    if not queries.may_edit(actor, row.institution_id):
        raise NotYourCourse
    return _save(request, session, actor, row, typed)


def _visible(session: Session, actor: Actor, regulation_id: UUID) -> TrainingRegulation:
    """Raises NotYourCourse for another institution's."""
    row = queries.regulation(session, regulation_id)
    own = row.institution_id is None or actor.in_group(queries.SUPERVISOR)
    if not own and not queries.may_edit(actor, row.institution_id):
        raise NotYourCourse
    return row


def _save(request: Request, session: Session, actor: Actor, row: TrainingRegulation | None, typed: Typed) -> Response:
    known = {"occupation": row.occupation, "grade": row.grade} if row else {}
    values = {"occupation": typed.first("occupation"), "grade": typed.first("grade"), **known}
    ticked = {
        course.id: typed.first(f"minutes-{course.id}")
        for course in queries.courses(session, actor)
        if typed.first(f"course-{course.id}")
    }
    wrong = [
        FieldError(f"minutes-{course_id}", "学时应为整数分钟")
        for course_id, text in ticked.items()
        if not (text.isascii() and text.isdigit() and len(text) <= 5)
    ]
    try:
        if wrong:
            raise InvalidForm(wrong)
        with session.begin_nested():
            service.save_regulation(
                session,
                actor,
                occupation=values["occupation"],
                grade=values["grade"],
                owner=Owner(row.institution_id) if row else owner_of(actor),
                minutes={course_id: int(text) for course_id, text in ticked.items()},
            )
    except InvalidForm as refusal:
        return _draw(request, session, actor, row, values, ticked, refusal.errors)
    return redirect(request, "/training/regulations", toast="培训规范已保存，新开通的培训按它执行")


def _draw(
    request: Request,
    session: Session,
    actor: Actor,
    row: TrainingRegulation | None,
    values: Mapping[str, str],
    ticked: Mapping[UUID, str],
    errors: Sequence[FieldError] = (),
) -> Response:
    said = {error.path: error.message for error in errors}
    return page(
        request,
        "office/training/regulation.html",
        status=422 if errors else 200,
        regulation={"id": row.id, "title": row.title} if row else None,
        may_edit=row is None or queries.may_edit(actor, row.institution_id),
        action=f"/training/regulations/{row.id if row else 'new'}",
        values={"occupation": values.get("occupation", ""), "grade": values.get("grade", "")},
        said=said,
        errors=list(errors),
        occupations=[{"value": each.code, "label": each.name} for each in catalogue.occupations(session)],
        grades=[{"value": each.value, "label": each.title} for each in Grade],
        groups=_groups(session, actor, ticked, said),
    )


def _groups(
    session: Session, actor: Actor, ticked: Mapping[UUID, str], said: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The courses to tick, by kind."""
    courses = [row for row in queries.courses(session, actor) if row.active or row.id in ticked]
    found = []
    for category in Category:
        lines = []
        for row in courses:
            total = sum(lesson.seconds for lesson in queries.lessons(session, row.id)) // 60
            if row.category == category and total:
                lines.append(
                    {
                        "id": str(row.id),
                        "title": row.title,
                        "total": total,
                        "ticked": row.id in ticked,
                        "minutes": ticked.get(row.id, str(total)),
                        "error": said.get(f"minutes-{row.id}"),
                    }
                )
        found.append({"title": category.title, "courses": lines})
    return found


def _line(session: Session, row: TrainingRegulation, names: Mapping[UUID, str]) -> dict[str, Any]:
    ticked = queries.ticked(session, row.id)
    return {
        "title": row.title,
        "href": f"/training/regulations/{row.id}",
        "keeper": names.get(row.institution_id, "其他机构") if row.institution_id else "主管部门",
        "courses": len(ticked),
        "minutes": sum(ticked.values()),
        "learners": f"/training?regulation={row.id}",
    }
