"""One candidate: given a seat, moved, changed with another, pinned."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError, NotFound
from processes.arrange import queries, service, telling
from processes.arrange.models import Admission, Seat
from processes.arrange.rules.problem import ORDER
from processes.catalogue.subjects import Subject
from processes.plans import queries as plans
from web.office.arrange.session_view import session_choices
from web.office.arrange.sessions import ident
from web.ui import page, redirect
from web.ui.guards import Arranger, DbSession
from web.ui.typed import TypedForm

router = APIRouter()
REASON, NUMBER = 200, 4


@router.get("/people/{admission_id}/{subject}")
def show(request: Request, session: DbSession, actor: Arranger, admission_id: UUID, subject: str) -> Response:
    return _page(request, session, _admission(session, admission_id, subject), subject)


@router.post("/people/{admission_id}/{subject}")
def move(
    request: Request, session: DbSession, actor: Arranger, admission_id: UUID, subject: str, typed: TypedForm
) -> Response:
    """Seat, or move to another session or number."""
    row = _admission(session, admission_id, subject)
    chosen, wanted, reason = typed.first("session"), typed.first("number"), typed.first("reason")[:REASON]
    if not chosen:
        return _page(request, session, row, subject, dict(typed.text), FieldError("session", "请选择场次"))
    if wanted and not (wanted.isdecimal() and len(wanted) <= NUMBER):
        fault = FieldError("number", f"座位号应为不超过 4 位的数字，您输入了“{wanted[:20]}”")
        return _page(request, session, row, subject, dict(typed.text), fault)
    try:
        with session.begin_nested():
            held = service.move(
                session, actor, row.id, subject, ident(chosen), number=int(wanted) if wanted else None, reason=reason
            )
    except AppError as refusal:
        if refusal.status == 404:
            raise
        return _page(request, session, row, subject, dict(typed.text), FieldError("session", refusal.sentence))
    told = "，并已通知考生" if row.told_at else ""
    at = f"/arrange/sessions/{held.session_id}?seat={held.id}"
    return redirect(request, at, toast=f"已调到 {held.number} 号座位并固定{told}")


@router.post("/seats/{seat_id}/swap")
def swap(request: Request, session: DbSession, actor: Arranger, seat_id: UUID, typed: TypedForm) -> Response:
    held = queries.seat(session, seat_id)
    row, subject = queries.admission(session, held.admission_id), held.subject
    if not typed.first("other"):
        return _page(request, session, row, subject, {}, FieldError("other", "请选择要对调的考生"))
    other = ident(typed.first("other"))
    try:
        with session.begin_nested():
            service.swap(session, actor, held.id, other, reason=typed.first("reason")[:REASON])
    except AppError as refusal:
        if refusal.status == 404:
            raise
        return _page(request, session, row, subject, {}, FieldError("other", refusal.sentence))
    return redirect(request, _seat_page(queries.seat(session, seat_id)), toast="两人已对调并固定")


@router.post("/seats/{seat_id}/pin")
def pin(request: Request, session: DbSession, actor: Arranger, seat_id: UUID) -> Response:
    service.pin(session, actor, seat_id)
    return redirect(request, _seat_page(queries.seat(session, seat_id)), toast="座位已固定，重新编排时不变")


@router.post("/seats/{seat_id}/unpin")
def unpin(request: Request, session: DbSession, actor: Arranger, seat_id: UUID) -> Response:
    service.unpin(session, actor, seat_id)
    return redirect(request, _seat_page(queries.seat(session, seat_id)), toast="已取消固定")


def _seat_page(held: Seat) -> str:
    return f"/arrange/sessions/{held.session_id}?seat={held.id}"


def _admission(session: Session, admission_id: UUID, subject: str) -> Admission:
    row = queries.admission(session, admission_id)
    if subject not in ORDER or subject not in row.subjects:
        raise NotFound
    return row


def _page(
    request: Request,
    session: Session,
    row: Admission,
    subject: str,
    typed: dict[str, object] | None = None,
    fault: FieldError | None = None,
) -> Response:
    held = next((each for each in queries.seats_of(session, [row.id]) if each.subject == subject), None)
    return page(
        request,
        "office/arrange/person.html",
        status=422 if fault else 200,
        name=telling.name_of(session, row),
        line=plans.line_title(plans.line(session, row.plan_line_id)),
        subject=Subject(subject).title,
        sittings=telling.sittings(session, row),
        sessions=session_choices(session, row, subject),
        action=f"/arrange/people/{row.id}/{subject}",
        back=_seat_page(held) if held else f"/arrange/plans/{row.plan_id}",
        published=row.told_at is not None,
        typed={name: str((typed or {}).get(name, "")) for name in ("session", "number", "reason")},
        errors=[fault] if fault else [],
    )
