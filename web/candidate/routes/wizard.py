"""The plain steps of the wizard: identity, history; and the page after submission."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from processes.apply import editions, queries, service
from processes.apply.declared import draft_of
from processes.apply.errors import KeptForLater, StepNotYet
from processes.apply.models import Application, Status
from processes.apply.rules.steps import TITLES, current
from processes.catalogue.identity import CITIZEN
from web.candidate import kept, receipt, rows, saving
from web.candidate.filling import Filling
from web.candidate.forms import as_data
from web.candidate.wizard import address, resume, wizard
from web.ui import page, redirect
from web.ui.failures import answer
from web.ui.guards import Candidate, DbSession
from web.ui.typed import TypedForm

router = APIRouter()
PlainStep = Literal["identity", "history"]


@router.get("/applications/{application_id}/submitted")
def submitted(request: Request, session: DbSession, actor: Candidate, application_id: UUID) -> Response:
    application = queries.own(session, actor, application_id)
    if application.submitted_at is None:
        return redirect(request, resume(application))
    return page(request, "candidate/submitted.html", **receipt.receipt(session, application))


@router.get("/applications/{application_id}/{step}")
def show(request: Request, session: DbSession, actor: Candidate, application_id: UUID, step: PlainStep) -> Response:
    application = queries.own(session, actor, application_id)
    if (elsewhere := away(request, session, application, step)) is not None:
        return elsewhere
    return _draw(request, Filling(session, application), step, Shown(starting_values(session, application, step)))


@router.post("/applications/{application_id}/{step}")
def take(
    request: Request, session: DbSession, actor: Candidate, application_id: UUID, step: PlainStep, typed: TypedForm
) -> Response:
    """Save a draft (`later`), add, remove or bring back a row (`_add`, `_remove`, `_restore`), add up (`_sum`), or
    finish the step.

    A page that is older than what is saved is answered with both versions (409), and nothing is overwritten.
    """
    application = queries.own(session, actor, application_id)
    service.hold(session, application)
    service.still_a_draft(session, application)
    filling, seen = Filling(session, application), typed.first("_seen")
    form = filling.form(step)
    rearranged = kit.rearranged(form, typed.text)
    checked = _checked(filling, form, typed.text)
    given = checked.typed if rearranged is None else rearranged
    if editions.is_stale(application, step, seen):
        return _refuse_stale(request, filling, step, form, given)
    if rearranged is None and not any(typed.first(name) for name in ("later", "_sum", "_restore")):
        return _finish(request, actor, filling, step, checked, seen)
    kept_rows = rows.after(form, draft_of(application, step), typed, given)
    service.save_draft(session, application, step, kept_rows)
    editions.note(application, step, seen)
    if typed.first("later"):
        return redirect(request, "/my", toast="已保存，可随时回来继续填写")
    return redirect(request, f"{address(application, step)}#{rows.place(form, typed, kept_rows)}")


def _checked(filling: Filling, form: kit.Form, data: kit.Data) -> kit.Checked:
    """Check a submission whose blank rows are left out, so that every row is told by the number it is judged by."""
    shown = saving.without_blank_rows(form, kit.typed(form, data))
    return kit.check(form, as_data(shown), options=filling.options(form))


def _finish(request: Request, actor: Actor, filling: Filling, step: str, checked: kit.Checked, seen: str) -> Response:
    session, application = filling.session, filling.application
    errors = checked.errors
    if not errors:
        try:
            following, errors = finish(session, actor, application, step, checked.values)
        except StepNotYet:
            session.refresh(application)
            service.save_draft(session, application, step, checked.typed)
            editions.note(application, step, seen)
            return answer(request, KeptForLater(title=TITLES[current(application.finished)]))
        if not errors:
            editions.note(application, step, seen)
            return redirect(request, after(application, following))
    service.save_draft(session, application, step, checked.typed)
    editions.note(application, step, seen)
    return _draw(request, filling, step, Shown(checked.typed, errors), status=422)


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
    known = draft_of(application, step)
    if known or step != "identity":
        return known
    phone = people.phone_of(people.person(session, application.person_id))
    return {"id_kind": CITIZEN, "phone": phone or ""}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a step's page shows: answers, what is wrong with them, and the version they collide with."""

    values: Mapping[str, Any]
    errors: Sequence[FieldError] = ()
    conflict: saving.Conflict | None = None


def _refuse_stale(request: Request, filling: Filling, step: str, form: kit.Form, given: Mapping[str, Any]) -> Response:
    saved = starting_values(filling.session, filling.application, step)
    both = saving.conflict(filling, step, form, saved, given)
    return _draw(request, filling, step, Shown(given, conflict=both), status=409)


def _draw(request: Request, filling: Filling, step: str, shown: Shown, *, status: int = 200) -> Response:
    form = filling.form(step)
    drawn = kit.view(form, shown.values, shown.errors, filling.options(form))
    return page(
        request,
        "candidate/wizard.html",
        "step",
        status=status,
        wizard=wizard(filling, step),
        form=drawn,
        errors=list(shown.errors),
        seen=editions.stamp(filling.application, step),
        conflict=shown.conflict,
        kept=kept.kept(filling, step, shown.values),
        removed=rows.removed(form, shown.values),
    )
