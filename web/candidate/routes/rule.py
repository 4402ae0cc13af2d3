"""The second step, in two pages: the facts, then the rules that fit them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError
from forms import kit
from processes.apply import editions, queries, service
from processes.apply.declared import draft_of
from processes.apply.errors import KeptForLater, StepNotYet
from processes.apply.models import Application
from processes.apply.rules.steps import TITLES, current
from web.candidate import choosing, kept, saving
from web.candidate.filling import Filling
from web.candidate.forms import as_data
from web.candidate.routes.wizard import after, away, finish
from web.candidate.wizard import CHOOSING, address, wizard
from web.ui import page, redirect
from web.ui.failures import answer
from web.ui.guards import Candidate, DbSession
from web.ui.typed import Typed, TypedForm

router = APIRouter()
STEP = "rule"
CHANGED = "回答刚在另一台设备上改过，符合的条件已按最新回答列出，请重新选择"


@router.get("/applications/{application_id}/rule")
def show(
    request: Request, session: DbSession, actor: Candidate, application_id: UUID, choose: bool = False
) -> Response:
    application = queries.own(session, actor, application_id)
    if (elsewhere := away(request, session, application, STEP)) is not None:
        return elsewhere
    known, filling = draft_of(application, STEP), Filling(session, application)
    if choose:
        checked = _facts(filling, as_data(known))
        if checked.ok:
            return _choose(request, filling, checked.values, str(known.get("rule_id") or ""))
    return _ask(request, filling, Asked(known))


@router.post("/applications/{application_id}/rule")
def take(request: Request, session: DbSession, actor: Candidate, application_id: UUID, typed: TypedForm) -> Response:
    """The facts: keep them and show what fits. With `choose`: the rule, which finishes the step.

    A page that is older than what is saved is answered with both versions (409), and nothing is overwritten.
    """
    application = queries.own(session, actor, application_id)
    service.hold(session, application)
    service.still_a_draft(session, application)
    filling = Filling(session, application)
    if typed.first("choose"):
        return _finish(request, actor, filling, typed)
    checked, seen = _facts(filling, typed.text), typed.first("_seen")
    if editions.is_stale(application, STEP, seen):
        both = saving.conflict(
            filling, address(application, STEP), filling.facts_form, draft_of(application, STEP), checked.typed
        )
        return _ask(request, filling, Asked(checked.typed, conflict=both), status=409)
    goes_on = checked.ok and not typed.first("later")
    choosing_now = {CHOOSING: "1"} if goes_on else {}
    service.save_draft(session, application, STEP, {**_chosen(application), **checked.typed, **choosing_now})
    editions.note(application, STEP, seen)
    if typed.first("later"):
        return redirect(request, "/my", toast="已保存，可随时回来继续填写")
    if not checked.ok:
        return _ask(request, filling, Asked(checked.typed, checked.errors), status=422)
    return redirect(request, f"{address(application, STEP)}?choose=1")


def _finish(request: Request, actor: Candidate, filling: Filling, typed: Typed) -> Response:
    session, application = filling.session, filling.application
    rule_id, seen = typed.first("rule_id"), typed.first("_seen")
    data = as_data(draft_of(application, STEP)) | {"rule_id": rule_id}
    facts = _facts(filling, data)
    if not facts.ok:
        return _ask(request, filling, Asked(facts.typed, facts.errors), status=422)
    if editions.is_stale(application, STEP, seen):
        return _choose(request, filling, facts.values, "", [FieldError("rule_id", CHANGED)], status=409)
    fitting = service.look(session, application, facts.values).fitting
    choices = {"apply.rule": [kit.Option(rule.rule_id, rule.sentence) for rule in fitting]}
    form = filling.form(STEP)
    checked = kit.check(form, data, options={**filling.options(form), **choices})
    errors = checked.errors
    if not errors:
        try:
            following, errors = finish(session, actor, application, STEP, checked.values)
        except StepNotYet:
            session.refresh(application)
            return answer(request, KeptForLater(title=TITLES[current(application.finished)]))
        if not errors:
            editions.note(application, STEP, seen)
            return redirect(request, after(application, following))
    return _choose(request, filling, facts.values, rule_id, errors, status=422)


def _facts(filling: Filling, data: Mapping[str, str | list[str]]) -> kit.Checked:
    form = filling.facts_form
    return kit.check(form, data, options=filling.options(form))


def _chosen(application: Application) -> dict[str, Any]:
    """The rule chosen before, so that it is still marked after the facts were changed."""
    known = draft_of(application, STEP)
    return {"rule_id": known["rule_id"]} if known.get("rule_id") else {}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page of the facts shows."""

    values: Mapping[str, Any]
    errors: Sequence[FieldError] = ()
    conflict: saving.Conflict | None = None


def _ask(request: Request, filling: Filling, asked: Asked, *, status: int = 200) -> Response:
    form = filling.facts_form
    return page(
        request,
        "candidate/wizard.html",
        "step",
        status=status,
        wizard=wizard(filling, STEP),
        form=kit.view(form, asked.values, asked.errors, filling.options(form)),
        errors=list(asked.errors),
        seen=editions.stamp(filling.application, STEP),
        conflict=asked.conflict,
        kept=kept.kept(filling, STEP, "", asked.values),
        removed="",
    )


def _choose(
    request: Request,
    filling: Filling,
    facts: dict[str, Any],
    chosen: str,
    errors: Sequence[FieldError] = (),
    *,
    status: int = 200,
) -> Response:
    return page(
        request,
        "candidate/choose.html",
        "step",
        status=status,
        wizard=wizard(filling, STEP),
        seen=editions.stamp(filling.application, STEP),
        errors=list(errors),
        **choosing.choices(filling, facts, chosen),
    )
