"""Accepting a place that was offered from the waiting list."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.models import WorkItem
from forms import kit
from processes.apply import queries
from processes.apply.models import Application
from web.candidate.forms import raw_form
from web.candidate.wizard import title_of
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.typed import TypedForm

router = APIRouter()
FORM = "apply/accept_place"


@router.get("/applications/{application_id}/accept")
def show(request: Request, session: DbSession, actor: Candidate, application_id: UUID) -> Response:
    application = queries.own(session, actor, application_id)
    item = open_item(session, actor, application)
    if item is None:
        return redirect(request, f"/my/cases/{application.no}")
    return _draw(request, session, application, item)


@router.post("/applications/{application_id}/accept")
def take(request: Request, session: DbSession, actor: Candidate, application_id: UUID, typed: TypedForm) -> Response:
    application = queries.own(session, actor, application_id)
    item = open_item(session, actor, application)
    if item is None:
        return redirect(request, f"/my/cases/{application.no}", toast="这个名额已经处理过")
    checked = kit.check(kit.load(raw_form(session, application, FORM)), typed.text)
    if not checked.ok:
        return _draw(request, session, application, item, checked.errors)
    commands.complete(session, actor, item.id, checked.values)
    return redirect(request, f"/my/applications/{application.id}/submitted")


def open_item(session: Session, actor: Actor, application: Application) -> WorkItem | None:
    items = commands.open_items(session, actor, business_key=str(application.id))
    return next((item for item in items if item.form_key == FORM), None)


def _draw(
    request: Request, session: Session, application: Application, item: WorkItem, errors: Sequence[FieldError] = ()
) -> Response:
    return page(
        request,
        "candidate/accept.html",
        "step",
        status=422 if errors else 200,
        case={"no": application.no, "title": title_of(session, application), "id": application.id},
        due_at=item.due_at,
        form=kit.view(kit.load(raw_form(session, application, FORM)), {}, errors),
        errors=list(errors),
    )
