"""Confirming or declining what a clerk of an institution has registered."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm
from engine.workflow import commands
from engine.workflow.models import WorkItem
from forms import kit
from processes.apply import queries
from processes.apply.models import Application
from processes.apply.rules.steps import current
from processes.catalogue import queries as catalogue
from web.candidate import registered
from web.candidate.filling import Filling
from web.candidate.forms import raw_form
from web.candidate.wizard import address
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.typed import TypedForm

router = APIRouter()


@router.get("/applications/{application_id}/confirm")
def show(request: Request, session: DbSession, actor: Candidate, application_id: UUID) -> Response:
    application = queries.own(session, actor, application_id)
    item = queries.confirmation(session, application)
    if item is None:
        return redirect(request, f"/my/cases/{application.no}")
    return _draw(request, session, application, item, {})


@router.post("/applications/{application_id}/confirm")
def answer(request: Request, session: DbSession, actor: Candidate, application_id: UUID, typed: TypedForm) -> Response:
    """Go on with the wizard, or see the case ended; a refused answer keeps what was typed."""
    application = queries.own(session, actor, application_id)
    item = queries.confirmation(session, application)
    if item is None:
        return redirect(request, f"/my/cases/{application.no}", toast="这次报名已经答复过")
    checked = kit.check(_form(session, application), typed.text)
    errors = checked.errors
    if not errors:
        try:
            with session.begin_nested():
                commands.complete(session, actor, item.id, checked.values)
        except InvalidForm as refusal:
            errors = refusal.errors
    if errors:
        return _draw(request, session, application, item, checked.typed, errors)
    session.refresh(application)
    if checked.values["decision"] == "reject":
        return redirect(request, f"/my/cases/{application.no}", toast="登记已撤销")
    return redirect(request, address(application, current(application.finished)), toast="已确认，请继续填写")


def _form(session: Session, application: Application) -> kit.Form:
    return kit.load(raw_form(session, application, queries.CONFIRM_FORM))


def _draw(
    request: Request,
    session: Session,
    application: Application,
    item: WorkItem,
    values: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
) -> Response:
    institution, filling = application.institution_id, Filling(session, application)
    return page(
        request,
        "candidate/confirm.html",
        "step",
        status=422 if errors else 200,
        case={"no": application.no, "title": filling.title},
        action=address(application, "confirm"),
        institution=catalogue.institution(session, institution).name if institution else "",
        due_at=item.due_at,
        sections=registered.sections(filling),
        form=kit.view(kit.load(filling.definitions.form(queries.CONFIRM_FORM)), values, errors),
        errors=list(errors),
    )
