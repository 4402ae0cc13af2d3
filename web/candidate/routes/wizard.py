"""The plain steps of the wizard: identity, history, check; and the page after submission."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from engine.platform.people import queries as people
from forms import kit
from processes.apply import queries, service
from processes.apply.declared import draft_of
from processes.apply.models import Application, Status
from processes.apply.rules.steps import STEPS, current
from processes.catalogue.identity import CITIZEN
from web.candidate import receipt, signing, summary
from web.candidate.forms import form_of, options_of
from web.candidate.wizard import address, wizard
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.typed import TypedForm

router = APIRouter()
PlainStep = Literal["identity", "history", "check"]


@router.get("/applications/{application_id}/submitted")
def submitted(request: Request, session: DbSession, actor: Candidate, application_id: UUID) -> Response:
    application = queries.own(session, actor, application_id)
    if application.submitted_at is None:
        return redirect(request, address(application, current(application.finished)))
    return page(request, "candidate/submitted.html", **receipt.receipt(session, application))


@router.get("/applications/{application_id}/{step}")
def show(request: Request, session: DbSession, actor: Candidate, application_id: UUID, step: PlainStep) -> Response:
    application = queries.own(session, actor, application_id)
    if (elsewhere := away(request, session, application, step)) is not None:
        return elsewhere
    return _draw(request, session, application, step, starting_values(session, application, step))


@router.post("/applications/{application_id}/{step}")
def take(
    request: Request, session: DbSession, actor: Candidate, application_id: UUID, step: PlainStep, typed: TypedForm
) -> Response:
    """Save a draft (`later`), add or remove a row (`_add`, `_remove`), or finish the step."""
    application = queries.own(session, actor, application_id)
    form = form_of(session, application, step)
    rearranged = kit.rearranged(form, typed.text)
    if rearranged is not None:
        service.save_draft(session, application, step, rearranged)
        field = (typed.first("_add") or typed.first("_remove")).partition(".")[0]
        return redirect(request, f"{address(application, step)}#f-{field}")
    checked = kit.check(form, typed.text, options=options_of(session, application))
    if typed.first("later"):
        service.save_draft(session, application, step, checked.typed)
        return redirect(request, "/my", toast="已保存，可随时回来继续填写")
    errors = [*checked.errors, *(signing.problems(application, typed) if step == STEPS[-1] else ())]
    if not errors:
        following, errors = finish(session, actor, application, step, checked.values)
        if not errors:
            if step == STEPS[-1]:
                signing.keep(session, actor, application, typed)
            return redirect(request, after(application, following))
    service.save_draft(session, application, step, checked.typed)
    return _draw(request, session, application, step, checked.typed, errors, signed=signing.kept(typed), status=422)


def finish(
    session: Session, actor: Actor, application: Application, step: str, values: dict[str, Any]
) -> tuple[str, list[FieldError]]:
    """Finish a step; when its answers are refused, nothing of it stays and the faults come back."""
    try:
        with session.begin_nested():
            return service.finish(session, actor, application, step, values), []
    except InvalidForm as refusal:
        session.refresh(application)
        return step, refusal.errors


def away(request: Request, session: Session, application: Application, step: str) -> Response | None:
    """Where a person belongs who opens a step that is not to be filled in now."""
    if application.status != Status.DRAFT:
        return redirect(request, f"/my/cases/{application.no}")
    if queries.confirmation(session, application) is not None:
        return redirect(request, address(application, "confirm"))
    at = current(application.finished)
    if step not in application.finished and step != at:
        return redirect(request, address(application, at), toast="请先完成这一步")
    return None


def after(application: Application, step: str) -> str:
    """The page that follows: the next step, or the confirmation once it is handed in."""
    handed_in = application.status != Status.DRAFT
    return address(application, "submitted" if handed_in else step)


def starting_values(session: Session, application: Application, step: str) -> dict[str, Any]:
    """What the form shows when it is opened: what was typed before, else what the house knows already."""
    kept = draft_of(application, step)
    if kept or step != "identity":
        return kept
    known = people.phone_of(people.person(session, application.person_id))
    return {"id_kind": CITIZEN, "phone": known or ""}


def _draw(
    request: Request,
    session: Session,
    application: Application,
    step: str,
    values: dict[str, Any],
    errors: list[FieldError] | None = None,
    *,
    signed: signing.Hand = signing.NONE,
    status: int = 200,
) -> Response:
    drawn = kit.view(form_of(session, application, step), values, errors or [], options_of(session, application))
    view: dict[str, Any] = {"wizard": wizard(session, application, step), "form": drawn, "errors": errors or []}
    if step == STEPS[-1]:
        view["sections"] = summary.sections(session, application, change=True)
        view["signed"] = signed
        return page(request, "candidate/check.html", "step", status=status, **view)
    return page(request, "candidate/wizard.html", "step", status=status, **view)
