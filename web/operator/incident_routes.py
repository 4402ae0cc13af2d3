"""Incidents by cause, and trying again: one case or all that share the cause."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, NotFound
from engine.workflow import commands
from web.operator.incidents import groups, resolved
from web.ui import page, redirect
from web.ui.guards import DbSession, Operator

router = APIRouter(prefix="/ops/incidents")


@router.get("")
def incidents(request: Request, session: DbSession, actor: Operator) -> Response:
    return page(request, "operator/incidents.html", "incidents", groups=groups(session), resolved=resolved(session))


@router.post("/{incident_id}/retry")
def retry(request: Request, session: DbSession, actor: Operator, incident_id: UUID) -> Response:
    commands.retry(session, actor, incident_id)
    return redirect(request, "/ops/incidents", toast="已重试；若仍有问题，会再次列出")


@router.post("/causes/{cause}/retry")
def retry_all(request: Request, session: DbSession, actor: Operator, cause: str) -> Response:
    """Try every case of one cause again. One that refuses does not keep the others back."""
    group = next((each for each in groups(session) if each.key == cause), None)
    if group is None:
        raise NotFound
    refused = 0
    for stuck in group.stuck:
        try:
            with session.begin_nested():
                commands.retry(session, actor, stuck.id)
        except AppError:
            refused += 1
    done = len(group.stuck) - refused
    toast = f"已重试 {done} 件" + (f"，{refused} 件没有办成" if refused else "") + "；若仍有问题，会再次列出"
    return redirect(request, "/ops/incidents", toast=toast)
