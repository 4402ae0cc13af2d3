"""The plain steps of the wizard: identity, history; and the page after submission."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
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
from web.candidate import kept, parts, receipt, rows, saving
from web.candidate.filling import Filling
from web.candidate.forms import as_data, part_of, part_with
from web.candidate.wizard import PART, address, part_address, resume, wizard
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
def show(
    request: Request,
    session: DbSession,
    actor: Candidate,
    application_id: UUID,
    step: PlainStep,
    asked: Annotated[str, Query(alias="page")] = "",
) -> Response:
    """A page of a step; one that comes too early leads to the first that is not filled in."""
    application = queries.own(session, actor, application_id)
    if (out := away(request, session, application, step)) is not None:
        return out
    at = place_of(Filling(session, application), step, asked)
    values = starting_values(session, application, step)
    if before := parts.open_before(at.filling, at.whole, at.part, values):
        return redirect(request, part_address(application, step, at.whole, before), toast="请先完成这一页")
    return _draw(request, at, Shown(values))


@router.post("/applications/{application_id}/{step}")
def take(
    request: Request,
    session: DbSession,
    actor: Candidate,
    application_id: UUID,
    step: PlainStep,
    typed: TypedForm,
    asked: Annotated[str, Query(alias="page")] = "",
) -> Response:
    """Save a draft (`later`), add, remove or bring back a row (`_add`, `_remove`, `_restore`), add up (`_sum`), or
    finish the page, and with the last one the step.

    A page that is older than what is saved is answered with both versions (409), and nothing is overwritten.
    """
    application = queries.own(session, actor, application_id)
    service.hold(session, application)
    service.still_a_draft(session, application)
    at, seen = place_of(Filling(session, application), step, asked), typed.first("_seen")
    rearranged = kit.rearranged(at.form, typed.text)
    checked = _checked(at, typed.text)
    given = checked.typed if rearranged is None else rearranged
    if editions.is_stale(application, at.edition, seen):
        return _refuse_stale(request, at, given)
    if rearranged is None and not any(typed.first(name) for name in ("later", "_sum", "_restore")):
        return _finish(request, actor, at, checked, seen)
    kept_rows = rows.after(at.form, draft_of(application, step), typed, given)
    _keep(at, kept_rows, seen)
    if typed.first("later"):
        return redirect(request, "/my", toast="已保存，可随时回来继续填写")
    return redirect(request, f"{at.address}#{rows.place(at.form, typed, kept_rows)}")


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a step: `whole` is the step's form, `form` what this page asks of it."""

    filling: Filling
    step: str
    part: str
    whole: kit.Form
    form: kit.Form

    @property
    def application(self) -> Application:
        return self.filling.application

    @property
    def address(self) -> str:
        return part_address(self.application, self.step, self.whole, self.part)

    @property
    def edition(self) -> str:
        return parts.edition_of(self.whole, self.step, self.part)

    def other(self, part: str) -> "Place":
        return Place(self.filling, self.step, part, self.whole, self.whole.page(part))


def place_of(filling: Filling, step: str, asked: str) -> Place:
    whole = filling.form(step)
    part = part_of(whole, asked)
    return Place(filling, step, part, whole, whole.page(part))


def _checked(at: Place, data: kit.Data) -> kit.Checked:
    """Check a submission whose blank rows are left out, so that every row is told by the number it is judged by."""
    shown = saving.without_blank_rows(at.form, kit.typed(at.form, data))
    return kit.check(at.form, as_data(shown), options=at.filling.options(at.form))


def _keep(at: Place, typed: Mapping[str, Any], seen: str) -> dict[str, Any]:
    """Save what was typed on a page, beside what its step keeps of the others. Returns the whole draft."""
    draft = {**parts.elsewhere(draft_of(at.application, at.step), at.whole, at.part), **typed}
    service.save_draft(at.filling.session, at.application, at.step, draft)
    editions.note(at.application, at.edition, seen)
    return draft


def _finish(request: Request, actor: Actor, at: Place, checked: kit.Checked, seen: str) -> Response:
    """Go on to the next page, or finish the step: with its last page, or with any once it was finished before."""
    session, application = at.filling.session, at.application
    if checked.errors:
        _keep(at, checked.typed, seen)
        return _draw(request, at, Shown(checked.typed, checked.errors), status=422)
    following = parts.following(at.whole, at.part)
    if following and at.step not in application.finished:
        return _go_on(request, at, checked, following, seen)
    draft = {**parts.elsewhere(draft_of(application, at.step), at.whole, at.part), **checked.typed}
    whole = (
        checked if at.form is at.whole else kit.check(at.whole, as_data(draft), options=at.filling.options(at.whole))
    )
    errors = whole.errors
    if not errors:
        try:
            step, errors = finish(session, actor, application, at.step, whole.values)
        except StepNotYet:
            session.refresh(application)
            _keep(at, checked.typed, seen)
            return answer(request, KeptForLater(title=TITLES[current(application.finished)]))
        if not errors:
            editions.note(application, at.edition, seen)
            return redirect(request, after(application, step))
    draft = _keep(at, checked.typed, seen)
    return _draw(request, at.other(part_with(at.whole, errors[0].path)), Shown(draft, errors), status=422)


def _go_on(request: Request, at: Place, checked: kit.Checked, following: str, seen: str) -> Response:
    """Keep a page that is right, as far as it alone can tell, and ask the next one."""
    session, application = at.filling.session, at.application
    own = {field.name for field in at.form.fields}
    found = service.look_over(session, application, at.step, checked.values)
    errors = [error for error in found if error.path in own]
    draft = _keep(at, checked.typed, seen)
    if errors:
        return _draw(request, at, Shown(checked.typed, errors), status=422)
    service.save_draft(session, application, at.step, {**draft, PART: following})
    return redirect(request, part_address(application, at.step, at.whole, following))


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
    """What the form shows when it is opened: what was typed before, and what the house knows already."""
    known = draft_of(application, step)
    if step != "identity" or "phone" in known:
        return known
    phone = people.phone_of(people.person(session, application.person_id))
    return {"id_kind": CITIZEN, "phone": phone or ""} | known


@dataclass(frozen=True, slots=True)
class Shown:
    """What a step's page shows: answers, what is wrong with them, and the version they collide with."""

    values: Mapping[str, Any]
    errors: Sequence[FieldError] = ()
    conflict: saving.Conflict | None = None


def _refuse_stale(request: Request, at: Place, given: Mapping[str, Any]) -> Response:
    saved = starting_values(at.filling.session, at.application, at.step)
    both = saving.conflict(at.filling, at.address, at.form, saved, given)
    return _draw(request, at, Shown(given, conflict=both), status=409)


def _draw(request: Request, at: Place, shown: Shown, *, status: int = 200) -> Response:
    return page(
        request,
        "candidate/wizard.html",
        "step",
        status=status,
        wizard=wizard(at.filling, at.step, at.part),
        form=kit.view(at.form, shown.values, shown.errors, at.filling.options(at.form)),
        errors=list(shown.errors),
        seen=editions.stamp(at.application, at.edition),
        conflict=shown.conflict,
        kept=kept.kept(at.filling, at.step, at.part, shown.values),
        removed=rows.removed(at.form, shown.values),
    )
