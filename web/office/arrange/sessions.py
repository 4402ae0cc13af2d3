"""One session: its seats as a picture, its paper, its invigilators; adding and changing sessions by hand."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock
from engine.platform.errors import AppError, FieldError, NotFound
from forms import kit
from processes.arrange import queries, service
from processes.arrange.models import ExamSession
from processes.arrange.rules.problem import Span
from processes.plans import queries as plans
from processes.plans.models import Plan
from web.office.arrange import forms
from web.office.arrange.session_view import session_page
from web.ui import page, redirect
from web.ui.guards import Arranger, DbSession
from web.ui.typed import Typed, TypedForm

router = APIRouter()
_CHANGED, _PAPER_GONE = "场次已修改", "场次已修改；原试卷用于另一时间的场次，不能共用，请重新指定试卷"


def ident(text: str) -> UUID:
    """An id that a form sent. Raises NotFound for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


@router.get("/plans/{plan_id}/sessions/new")
def new(request: Request, session: DbSession, actor: Arranger, plan_id: UUID) -> Response:
    plan = plans.plan(session, plan_id)
    start = forms.generate_values(session, plan)
    values = {"day_on": start["first_on"], "starts": "9:00", "minutes": plan.exam_minutes}
    return _draw(request, session, plan, None, values)


@router.post("/plans/{plan_id}/sessions/new")
def add(request: Request, session: DbSession, actor: Arranger, plan_id: UUID, typed: TypedForm) -> Response:
    plan = plans.plan(session, plan_id)
    checked = _checked(session, plan, typed, new=True)
    if checked.errors:
        return _draw(request, session, plan, None, checked.typed, checked.errors)
    values, span = checked.values, _span(checked.values)
    try:
        with session.begin_nested():
            row = service.add_session(
                session,
                actor,
                plan.id,
                line_id=UUID(values["line"]),
                subject=values["subject"],
                room_id=UUID(values["room"]),
                starts_at=span[0],
                ends_at=span[1],
            )
    except AppError as refusal:
        return _draw(request, session, plan, None, checked.typed, [FieldError("room", refusal.sentence)])
    return redirect(request, f"/arrange/sessions/{row.id}", toast="场次已添加")


@router.get("/sessions/{session_id}")
def show(request: Request, session: DbSession, actor: Arranger, session_id: UUID, seat: str = "") -> Response:
    place = queries.session_place(session, session_id)
    chosen = ident(seat) if seat else None
    return page(request, "office/arrange/session.html", view=session_page(session, place, chosen))


@router.get("/sessions/{session_id}/edit")
def edit(request: Request, session: DbSession, actor: Arranger, session_id: UUID) -> Response:
    row = queries.exam_session(session, session_id)
    start = clock.shanghai(row.starts_at)
    values = {
        "room": str(row.room_id),
        "day_on": start.date().isoformat(),
        "starts": f"{start:%H:%M}",
        "minutes": int((row.ends_at - row.starts_at).total_seconds() // 60),
    }
    return _draw(request, session, plans.plan(session, row.plan_id), row, values)


@router.post("/sessions/{session_id}/edit")
def change(request: Request, session: DbSession, actor: Arranger, session_id: UUID, typed: TypedForm) -> Response:
    row = queries.exam_session(session, session_id)
    plan = plans.plan(session, row.plan_id)
    checked = _checked(session, plan, typed, new=False)
    if checked.errors:
        return _draw(request, session, plan, row, checked.typed, checked.errors)
    span, paper = _span(checked.values), row.paper_id
    try:
        with session.begin_nested():
            service.change_session(
                session, actor, row.id, room_id=UUID(checked.values["room"]), starts_at=span[0], ends_at=span[1]
            )
    except AppError as refusal:
        return _draw(request, session, plan, row, checked.typed, [FieldError("room", refusal.sentence)])
    return redirect(
        request, f"/arrange/sessions/{session_id}", toast=_CHANGED if row.paper_id == paper else _PAPER_GONE
    )


@router.post("/sessions/{session_id}/void")
def void(request: Request, session: DbSession, actor: Arranger, session_id: UUID) -> Response:
    row = queries.exam_session(session, session_id)
    return _act(request, session, row, "场次已作废", lambda: service.void_session(session, actor, row.id), gone=True)


@router.post("/sessions/{session_id}/paper")
def paper(request: Request, session: DbSession, actor: Arranger, session_id: UUID, typed: TypedForm) -> Response:
    row = queries.exam_session(session, session_id)
    if not typed.first("paper"):
        return _refused(request, session, row, "paper", "请选择试卷")
    chosen = ident(typed.first("paper"))
    return _act(request, session, row, "试卷已指定", lambda: service.assign_paper(session, actor, row.id, chosen))


@router.post("/sessions/{session_id}/appoint")
def appoint(request: Request, session: DbSession, actor: Arranger, session_id: UUID, typed: TypedForm) -> Response:
    row = queries.exam_session(session, session_id)
    if not typed.first("person"):
        return _refused(request, session, row, "person", "请选择监考员")
    person, chief = ident(typed.first("person")), bool(typed.first("chief"))
    return _act(
        request, session, row, "监考员已安排", lambda: service.appoint(session, actor, row.id, person, chief=chief)
    )


@router.post("/sessions/{session_id}/substitute")
def substitute(request: Request, session: DbSession, actor: Arranger, session_id: UUID, typed: TypedForm) -> Response:
    """Replace an invigilator with a reason; without a new person, before the session, take him off."""
    row = queries.exam_session(session, session_id)
    known = {str(each.id): each for each in queries.invigilators(session, [row.id])[row.id]}
    gone = known.get(typed.first("invigilation"))
    if gone is None:
        return _refused(request, session, row, "invigilation", "请选择要更换的监考员")
    if not typed.first("person"):
        return _act(request, session, row, "监考员已撤下", lambda: service.dismiss(session, actor, gone.id))
    person, reason = ident(typed.first("person")), typed.first("reason")[:200]
    return _act(
        request,
        session,
        row,
        "监考员已更换",
        lambda: service.substitute(session, actor, gone.id, person, reason=reason),
    )


def _act(
    request: Request, session: Session, row: ExamSession, sentence: str, command: Any, *, gone: bool = False
) -> Response:
    """Do it and go back to the page; a refusal is shown on the page, with nothing done."""
    plan_id, session_id = row.plan_id, row.id
    try:
        with session.begin_nested():
            command()
    except AppError as refusal:
        if refusal.status == 404:
            raise
        return _refused(request, session, queries.exam_session(session, session_id), "seat", refusal.sentence)
    at = f"/arrange/plans/{plan_id}" if gone else f"/arrange/sessions/{session_id}"
    return redirect(request, at, toast=sentence)


def _refused(request: Request, session: Session, row: ExamSession, field: str, sentence: str) -> Response:
    view = session_page(session, queries.session_place(session, row.id), None)
    errors = [FieldError(field, sentence)]
    return page(request, "office/arrange/session.html", status=422, view=view, errors=errors)


def _checked(session: Session, plan: Plan, typed: Typed, *, new: bool) -> kit.Checked:
    return kit.check(forms.session_form(new=new), typed.text, options=_options(session, plan))


def _options(session: Session, plan: Plan) -> Any:
    of_plan = [each.institution.id for each in plans.institutions(session, plan.id)]
    return forms.session_options(session, plan, queries.rooms(session, of_plan))


def _span(values: dict[str, Any]) -> Span:
    start = forms.moment(date.fromisoformat(values["day_on"]), values["starts"])
    return start, start + timedelta(minutes=int(values["minutes"]))


def _draw(
    request: Request,
    session: Session,
    plan: Plan,
    row: ExamSession | None,
    values: dict[str, Any],
    errors: list[FieldError] | None = None,
) -> Response:
    form = kit.view(forms.session_form(new=row is None), values, errors or [], _options(session, plan))
    at = f"/arrange/sessions/{row.id}" if row else f"/arrange/plans/{plan.id}"
    return page(
        request,
        "office/arrange/form.html",
        status=422 if errors else 200,
        form=form,
        errors=errors or [],
        back=(at, "返回场次" if row else plan.title),
        action=f"{at}/edit" if row else f"{at}/sessions/new",
    )
