"""Saving while somebody types: the draft of a step, without a page of its own."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from forms import kit
from processes.apply import editions, queries, service
from processes.apply.declared import draft_of
from web.candidate import kept, rows
from web.candidate.filling import Filling
from web.candidate.forms import part_of
from web.candidate.parts import edition_of, elsewhere
from web.ui import page
from web.ui.guards import Candidate, DbSession
from web.ui.typed import TypedForm

router = APIRouter()
TypedStep = Literal["identity", "rule", "history"]
STALE = "这一步刚在另一台设备上改过，这里新输入的还没有保存。请按“保存并继续”，可对照两边再决定。"


@router.post("/applications/{application_id}/{step}/keep")
def keep(
    request: Request,
    session: DbSession,
    actor: Candidate,
    application_id: UUID,
    step: TypedStep,
    typed: TypedForm,
    asked: Annotated[str, Query(alias="page")] = "",
) -> Response:
    """Keep what is typed. An older page keeps nothing (409); a save that a later one overtook changes nothing."""
    application = queries.own(session, actor, application_id)
    service.hold(session, application)
    service.still_a_draft(session, application)
    filling = Filling(session, application)
    whole = filling.facts_form if step == "rule" else filling.form(step)
    part = part_of(whole, asked)
    form, key = whole.page(part), edition_of(whole, step, part)
    values, seen = kit.typed(form, typed.text), typed.first("_seen")
    if editions.is_stale(application, key, seen):
        view = kept.kept(filling, step, part, values, fault=STALE)
        return page(request, "candidate/kept.html", status=409, kept=view)
    if not editions.is_late(application, key, seen):
        before = draft_of(application, step)
        chosen = {"rule_id": before["rule_id"]} if step == "rule" and before.get("rule_id") else {}
        beside = {**rows.carried(before), **chosen, **elsewhere(before, whole, part)}
        service.save_draft(session, application, step, {**beside, **values})
        editions.note(application, key, seen)
    return page(request, "candidate/kept.html", kept=kept.kept(filling, step, part, values, saved=True))
