"""The second step, in two pages: the facts, then the rules that fit them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError
from forms import kit
from processes.apply import offers, queries, service
from processes.apply.declared import draft_of
from processes.apply.models import Application
from processes.apply.rules.eligibility import Eligibility, Fitting
from processes.apply.rules.materials import KINDS
from web.candidate.forms import as_data, facts_form, form_of, options_of
from web.candidate.routes.wizard import after, away, finish
from web.candidate.wizard import address, wizard
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.typed import Typed, TypedForm

router = APIRouter()
STEP = "rule"


@router.get("/applications/{application_id}/rule")
def show(
    request: Request, session: DbSession, actor: Candidate, application_id: UUID, choose: bool = False
) -> Response:
    application = queries.own(session, actor, application_id)
    if (elsewhere := away(request, session, application, STEP)) is not None:
        return elsewhere
    kept = draft_of(application, STEP)
    if choose:
        checked = _facts(session, application, as_data(kept))
        if checked.ok:
            return _choose(request, session, application, checked.values, str(kept.get("rule_id") or ""))
    return _ask(request, session, application, kept)


@router.post("/applications/{application_id}/rule")
def take(request: Request, session: DbSession, actor: Candidate, application_id: UUID, typed: TypedForm) -> Response:
    """The facts: keep them and show what fits. With `choose`: the rule, which finishes the step."""
    application = queries.own(session, actor, application_id)
    if typed.first("choose"):
        return _finish(request, session, actor, application, typed)
    checked = _facts(session, application, typed.text)
    service.save_draft(session, application, STEP, {**_chosen(application), **checked.typed})
    if typed.first("later"):
        return redirect(request, "/my", toast="已保存，可随时回来继续填写")
    if not checked.ok:
        return _ask(request, session, application, checked.typed, checked.errors)
    return redirect(request, f"{address(application, STEP)}?choose=1")


def _finish(request: Request, session: Session, actor: Candidate, application: Application, typed: Typed) -> Response:
    rule_id = typed.first("rule_id")
    data = as_data(draft_of(application, STEP)) | {"rule_id": rule_id}
    facts = _facts(session, application, data)
    if not facts.ok:
        return _ask(request, session, application, facts.typed, facts.errors)
    fitting = service.look(session, application, facts.values).fitting
    choices = {"apply.rule": [kit.Option(rule.rule_id, rule.sentence) for rule in fitting]}
    checked = kit.check(
        form_of(session, application, STEP), data, options={**options_of(session, application), **choices}
    )
    errors = checked.errors
    if not errors:
        following, errors = finish(session, actor, application, STEP, checked.values)
        if not errors:
            return redirect(request, after(application, following))
    return _choose(request, session, application, facts.values, rule_id, errors)


def _facts(session: Session, application: Application, data: Mapping[str, str | list[str]]) -> kit.Checked:
    return kit.check(facts_form(session, application), data, options=options_of(session, application))


def _chosen(application: Application) -> dict[str, Any]:
    """The rule chosen before, so that it is still marked after the facts were changed."""
    kept = draft_of(application, STEP)
    return {"rule_id": kept["rule_id"]} if kept.get("rule_id") else {}


def _ask(
    request: Request,
    session: Session,
    application: Application,
    values: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
) -> Response:
    drawn = kit.view(facts_form(session, application), values, errors, options_of(session, application))
    view = {"wizard": wizard(session, application, STEP), "form": drawn, "errors": list(errors)}
    return page(request, "candidate/wizard.html", "step", status=422 if errors else 200, **view)


def _choose(
    request: Request,
    session: Session,
    application: Application,
    facts: dict[str, Any],
    chosen: str,
    errors: Sequence[FieldError] = (),
) -> Response:
    judged: Eligibility = service.look(session, application, facts)
    view = {
        "wizard": wizard(session, application, STEP),
        "fitting": [_choice(rule, place, chosen) for place, rule in enumerate(judged.fitting)],
        "missing": judged.missing,
        "line": offers.offer(session, UUID(facts["plan_line_id"])).title,
        "errors": list(errors),
    }
    return page(request, "candidate/choose.html", "step", status=422 if errors else 200, **view)


def _choice(rule: Fitting, place: int, chosen: str) -> dict[str, Any]:
    wanted = "、".join(KINDS[kind].title for kind in rule.materials)
    return {
        "id": "f-rule_id" if place == 0 else f"f-rule_id-{place}",
        "value": rule.rule_id,
        "label": rule.sentence,
        "hint": f"另需材料：{wanted}" if wanted else "不需要另交材料",
        "checked": rule.rule_id == chosen,
    }
