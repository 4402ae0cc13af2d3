"""Downloads: the three lists, tickets, door sheets, desk labels. Those of a session are also for its institution."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.responses import Response

from engine.documents import sheets
from engine.platform import audit
from engine.platform.errors import NotFound
from engine.platform.people import Actor
from engine.platform.people import queries as people
from processes.arrange import queries
from processes.arrange.documents import compare, lists, ticket
from processes.arrange.errors import NoTicketYet
from processes.plans import queries as plans
from web.ui import roles
from web.ui.guards import Arranger, DbSession, requires

router = APIRouter()
PDF = "application/pdf"
Printer = Annotated[Actor, Depends(requires(*roles.ARRANGERS, *roles.INVIGILATORS, "institution:lead"))]
OF_THE_ROOM = ("invigilator", "chief_invigilator", "lead")


@router.get("/plans/{plan_id}/lists/{name}")
def plan_list(session: DbSession, actor: Arranger, plan_id: UUID, name: str) -> Response:
    """`sessions.xlsx`, `sessions.pdf`, `candidates.xlsx`, `candidates.pdf`, `compare.xlsx`, `compare.pdf`."""
    plan = plans.plan(session, plan_id)
    _note(session, actor, "plan", plan.id, name)
    return _list(session, plan.id, plan.title, name, lists.places_of(session, plan.id), whole_plan=True)


@router.get("/sessions/{session_id}/papers/{name}")
def session_paper(session: DbSession, actor: Printer, session_id: UUID, name: str) -> Response:
    """The same lists for one session, and `tickets.pdf`, `door.pdf`, `labels.pdf`."""
    place = _place(session, actor, session_id)
    _note(session, actor, "exam_session", place.row.id, name)
    if name == "door.pdf":
        return _file(lists.door_sheet(session, place), f"{place.room.name}门贴.pdf", PDF)
    if name == "labels.pdf":
        drawn = compare.labels(lists.compare_sheets(session, [place], portraits=False))
        return _file(drawn, f"{place.room.name}座位贴.pdf", PDF)
    if name == "tickets.pdf":
        seated = queries.seated(session, [place.row.id])
        ready = [each.admission.id for each in seated if each.ticket and each.seat.published_at]
        if not ready:
            raise NoTicketYet
        return _file(ticket.render_for(session, ready), f"{place.room.name}准考证.pdf", PDF)
    return _list(session, place.row.plan_id, place.room.name, name, [place], whole_plan=False)


@router.get("/tickets/{admission_id}.pdf")
def one_ticket(session: DbSession, actor: Arranger, admission_id: UUID) -> Response:
    """Printed by staff for somebody. Raises NoTicketYet."""
    row = queries.admission(session, admission_id)
    if not queries.is_published(session, row):
        raise NoTicketYet
    _note(session, actor, "application", row.application_id, "ticket.pdf")
    return _file(ticket.render_for(session, [row.id]), "准考证.pdf", PDF)


def _place(session: Session, actor: Actor, session_id: UUID) -> queries.SessionPlace:
    """A session that the actor may print for; one of another institution is answered like one that is not there."""
    place = queries.session_place(session, session_id)
    if not actor.has_any_role(roles.ARRANGERS) and place.institution.id not in actor.institutions_as(*OF_THE_ROOM):
        raise NotFound
    return place


def _list(
    session: Session,
    plan_id: UUID,
    title: str,
    name: str,
    places: list[queries.SessionPlace],
    *,
    whole_plan: bool,
) -> Response:
    kind, _, form = name.partition(".")
    if kind not in ("sessions", "candidates", "compare") or form not in ("xlsx", "pdf"):
        raise NotFound
    names = {"sessions": lists.SESSIONS, "candidates": lists.CANDIDATES, "compare": lists.COMPARE}
    filename, media = f"{names[kind]} {title}.{form}", PDF if form == "pdf" else sheets.XLSX
    if kind == "compare" and form == "pdf":
        return _file(compare.render(lists.compare_sheets(session, places)), filename, media)
    if kind == "compare":
        return _file(lists.compare_workbook(session, places), filename, media)
    listing = (
        lists.session_list(session, places)
        if kind == "sessions"
        else lists.candidate_list(session, plan_id, None if whole_plan else places)
    )
    if form == "pdf":
        return _file(listing.pdf(title, people.authority(session).name), filename, media)
    book = [listing.sheet()]
    if kind == "sessions":
        book.append(lists.seat_list(session, places).sheet())
    return _file(sheets.write(book), filename, media)


def _note(session: Session, actor: Actor, kind: str, subject: UUID, name: str) -> None:
    audit.record(session, actor, "arrange.printed", subject=(kind, subject), after={"document": name})


def _file(data: bytes, filename: str, media: str) -> Response:
    disposition = f"{'inline' if media == PDF else 'attachment'}; filename*=UTF-8''{quote(filename)}"
    return Response(data, media_type=media, headers={"Content-Disposition": disposition, "Cache-Control": "no-store"})
