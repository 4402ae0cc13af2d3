"""Saving while somebody types: the draft of a step, without a page of its own."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from forms import kit
from processes.apply import editions, queries, service
from processes.apply.declared import draft_of
from web.candidate import kept, rows
from web.candidate.filling import Filling
from web.ui import page
from web.ui.guards import Candidate, DbSession
from web.ui.typed import TypedForm

router = APIRouter()
TypedStep = Literal["identity", "rule", "history"]
STALE = "这一步刚在另一台设备上改过，这里新输入的还没有保存。请按“保存并继续”，可对照两边再决定。"


@router.post("/applications/{application_id}/{step}/keep")
def keep(
    request: Request, session: DbSession, actor: Candidate, application_id: UUID, step: TypedStep, typed: TypedForm
) -> Response:
    """Keep what is typed. An older page keeps nothing (409); a save that a later one overtook changes nothing."""
    application = queries.own(session, actor, application_id)
    service.hold(session, application)
    service.still_a_draft(session, application)
    filling = Filling(session, application)
    form = filling.facts_form if step == "rule" else filling.form(step)
    values, seen = kit.typed(form, typed.text), typed.first("_seen")
    if editions.is_stale(application, step, seen):
        view = kept.kept(filling, step, values, fault=STALE)
        return page(request, "candidate/kept.html", status=409, kept=view)
    if not editions.is_late(application, step, seen):
        before = draft_of(application, step)
        chosen = {"rule_id": before["rule_id"]} if step == "rule" and before.get("rule_id") else {}
        service.save_draft(session, application, step, {**rows.carried(before), **chosen, **values})
        editions.note(application, step, seen)
    return page(request, "candidate/kept.html", kept=kept.kept(filling, step, values, saved=True))
