"""The last step: everything on one page, with links that change one thing and come back; and handing in."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError
from forms import kit
from processes.apply import editions, queries, service
from processes.apply.rules.steps import STEPS
from web.candidate import saving, signing, summary
from web.candidate.filling import Filling
from web.candidate.routes.wizard import after, away, finish
from web.candidate.wizard import address, changing, wizard
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.typed import TypedForm

router = APIRouter()
STEP = STEPS[-1]
CHANGED = "内容刚在另一台设备上改过，还没有提交。请核对下面的最新内容后再提交"


@router.get("/applications/{application_id}/check")
def show(request: Request, session: DbSession, actor: Candidate, application_id: UUID) -> Response:
    application = queries.own(session, actor, application_id)
    return away(request, session, application, STEP) or _draw(request, Filling(session, application))


@router.post("/applications/{application_id}/check")
def take(request: Request, session: DbSession, actor: Candidate, application_id: UUID, typed: TypedForm) -> Response:
    """Hand in what the page showed, and nothing else. `drop` gives up a change that was begun in a finished step."""
    application = queries.own(session, actor, application_id)
    service.hold(session, application)
    service.still_a_draft(session, application)
    if typed.first("drop"):
        service.drop_draft(session, application, typed.first("drop"))
        editions.renew(application, typed.first("drop"))
        return redirect(request, address(application, STEP), toast="已放弃修改，原来的内容不变")
    filling = Filling(session, application)
    if typed.first("_seen") not in ("", _seen(filling)):
        elsewhere = away(request, session, application, STEP)
        changed = [FieldError("changed", CHANGED)]
        return elsewhere or _draw(request, filling, changed, typed.text, signing.kept(typed), 409)
    open_changes = saving.unfinished(filling)
    form = filling.form(STEP)
    checked = kit.check(form, typed.text, options=filling.options(form))
    errors = [
        *(FieldError(f"change-{step}", f"“{title}”有没完成的修改，请先完成或放弃") for step, title in open_changes),
        *checked.errors,
        *signing.problems(application, typed),
    ]
    if not errors:
        following, errors = finish(session, actor, application, STEP, checked.values)
        if not errors:
            signing.keep(session, actor, application, typed)
            return redirect(request, after(application, following))
    return _draw(request, Filling(session, application), errors, checked.typed, signing.kept(typed), 422)


def _seen(filling: Filling) -> str:
    return editions.whole(filling.application, [material for material, _ in filling.staged])


def _draw(
    request: Request,
    filling: Filling,
    errors: Sequence[FieldError] = (),
    values: Mapping[str, Any] | None = None,
    signed: signing.Hand = signing.NONE,
    status: int = 200,
) -> Response:
    form = filling.form(STEP)
    return page(
        request,
        "candidate/check.html",
        "step",
        status=status,
        wizard=wizard(filling, STEP),
        form=kit.view(form, values or {}, errors, filling.options(form)),
        errors=list(errors),
        signed=signed,
        seen=_seen(filling),
        changes=[(step, title, changing(filling.application, step)) for step, title in saving.unfinished(filling)],
        sections=summary.sections(filling, change=True),
    )
