"""The list of applicants who wait, the chosen one beside it, and taking the next."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock
from engine.platform.errors import FieldError
from engine.platform.people import Actor
from engine.workflow import worklist
from engine.workflow.models import WorklistEntry
from processes.apply import queries as applications
from processes.apply.declared import declared
from processes.apply.models import Application
from processes.review import filters, inbox, queries, saved
from processes.review.filters import Wanted
from processes.review.options import options
from processes.review.rules import STAGES
from web.office.review import declared as beside
from web.office.review.desk import IDENTITY
from web.office.review.inbox_view import KEYED, Chosen, Entry, entry_view, fields, keys, lists, removable, sharing
from web.office.review.numbers import found_by_number
from web.office.review.times import short
from web.ui.guards import DbSession, Reviewer
from web.ui.page import page, redirect, wants_fragment
from web.ui.views import Chip, Row, pager

router = APIRouter(prefix="/review")
PAGE = "office/review/inbox.html"


@router.get("")
def show(request: Request, session: DbSession, actor: Reviewer) -> Response:
    """The whole list as the address asks for; what it asks in vain is told in a sentence. htmx gets the chosen one."""
    asked = dict(request.query_params)
    wanted, problems = filters.parse(asked)
    number, wrong = filters.page_of(asked.get("page", ""))
    chosen_id = _uuid(asked.get("entry", ""))
    if chosen_id is not None and wants_fragment(request) and request.headers.get("HX-Target") == "chosen":
        return _chosen_only(request, session, actor, wanted, number, chosen_id)
    return list_page(request, session, actor, wanted, page_number=number, chosen=chosen_id, problems=problems + wrong)


def list_page(
    request: Request,
    session: Session,
    actor: Actor,
    wanted: Wanted,
    *,
    page_number: int = 1,
    chosen: UUID | None = None,
    problems: Sequence[str] = (),
    saving: str = "",
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> Response:
    """`problems` are told on top; `saving` is the name typed for a list that could not be kept, `errors` say why."""
    kept = saved.visible(session, actor)
    named = lists(kept)
    ids = found_by_number(session, wanted.q)
    counted = [*(one for _, one in named), wanted]
    figures = inbox.figures(session, actor, counted, {wanted.q: ids} if ids is not None else None)
    rows = inbox.waiting(session, actor, wanted, page=page_number, ids=ids)
    current = next((row for row in rows if row.entry_id == chosen), rows[0] if rows else None)
    entries = [entry_view(row, actor, wanted, page_number, current=row is current) for row in rows]
    plain = wanted.list_only
    on_list = next((one for _, one in named if one == plain), None)
    choices = options(session, actor)
    return page(
        request,
        PAGE,
        "desk",
        status=status,
        chips=[
            Chip(label, one.address(), one == on_list, count, str(place) if place <= KEYED else "")
            for place, ((label, one), count) in enumerate(zip(named, figures.counted, strict=False), 1)
        ],
        entries=entries,
        chosen=_chosen(session, actor, next(each for each in entries if each.current)) if current else None,
        pager=pager(request.url, page=page_number, total=figures.counted[-1], size=inbox.PAGE),
        wanted=wanted,
        removable=removable(wanted, choices),
        fields=fields(wanted, choices),
        can_save=on_list is None,
        saving=saving,
        errors=list(errors),
        sharing=sharing(actor),
        problems=problems,
        tally=f"今日已办 {figures.done}"
        + (f" · 退回率 {round(figures.returned * 100 / figures.done)}%" if figures.done else ""),
        refreshed=f"{clock.shanghai(clock.now()):%H:%M:%S}",
        keys=keys(named),
    )


@router.post("/next")
def take_next(
    request: Request, session: DbSession, actor: Reviewer, entry: Annotated[UUID | None, Form()] = None
) -> Response:
    """Take the chosen applicant, or the one who waits longest. Raises HeldByAnother, NotYours."""
    taken = worklist.take(session, actor, entry) if entry else next_entry(session, actor)
    if taken is None:
        return redirect(request, "/review", toast="现在没有待审的申请。")
    return redirect(request, f"/review/{number_of(session, taken)}")


def next_entry(session: Session, actor: Actor) -> WorklistEntry | None:
    """Lease the applicant who waits longest for one of the actor's review groups."""
    return worklist.next_applicant(session, actor, groups=inbox.review_groups(actor))


def number_of(session: Session, entry: WorklistEntry) -> str:
    return applications.application(session, UUID(entry.business_key)).no


def _chosen_only(
    request: Request, session: Session, actor: Actor, wanted: Wanted, number: int, entry_id: UUID
) -> Response:
    """The pane of one applicant; when he is gone meanwhile, the pane says so."""
    row = inbox.waiting_for(session, actor, entry_id)
    entry = entry_view(row, actor, wanted, number, current=True) if row else None
    return page(request, PAGE, "pane", chosen=_chosen(session, actor, entry) if entry else None)


def _chosen(session: Session, actor: Actor, entry: Entry) -> Chosen:
    application = session.get_one(Application, entry.waiting.application_id)
    blind = entry.waiting.form == "review/blind"
    before = [] if blind else queries.conclusions(session, application.id)
    return Chosen(
        entry,
        beside.facts(application, declared(application)),
        queries.current_materials(session, application.id),
        IDENTITY.get(application.identity_result or ""),
        [Row(STAGES[row.stage], f"{short(row.concluded_at)} {row.person_name}") for row in before],
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
