"""Faulting again what passed in an earlier round: the reviewer asks, a supervisor looks and answers for it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError, InvalidForm, NotFound
from engine.platform.people import Actor
from engine.workflow.errors import AlreadyDone
from processes.apply import queries as applications
from processes.review import queries, service, workspace
from processes.review.at_hand import stage_at_hand
from processes.review.rules import STAGES
from web.office.review.case import case_for, workspace_page
from web.office.review.desk import desk, paper
from web.ui.guards import DbSession, Reviewer, requires
from web.ui.page import page, redirect
from web.ui.typed import TypedForm

router = APIRouter(prefix="/review")
ASKED = "已请督导员决定，同意后即可退回。"
NOBODY = "现在没有督导员可以决定。请联系主管部门的管理员。"
Supervisor = Annotated[Actor, Depends(requires("authority:supervisor"))]


@router.post("/{no}/material/{material_id}/ask")
def ask(
    request: Request, session: DbSession, actor: Reviewer, no: str, material_id: UUID, typed: TypedForm
) -> Response:
    """Ask the supervisors; what was typed stays on the page. Raises NothingToConsent, TookPart."""
    found = case_for(session, actor, no)
    material = applications.material(session, material_id)
    view = desk(session, actor, found)
    if view.entry is None or material.application_id != found.application.id:
        raise view.refusal or AlreadyDone()
    place = next((str(line.number) for line in view.lines if line.title == material.title), "")
    kept = typed.text | {"verdict": "return"}
    try:
        told = service.ask_consent(
            session, actor, found.application, material, stage=view.stage, text=typed.first("text")[:500]
        )
    except InvalidForm as refusal:
        return workspace_page(request, session, actor, no, place, typed=kept, errors=refusal.errors, status=422)
    return workspace_page(request, session, actor, no, place, typed=kept, told=ASKED if told else NOBODY)


@router.get("/{no}/material/{material_id}/consent")
def show(request: Request, session: DbSession, actor: Supervisor, no: str, material_id: UUID) -> Response:
    return _draw(request, session, actor, no, material_id)


@router.post("/{no}/material/{material_id}/consent")
def give(
    request: Request, session: DbSession, actor: Supervisor, no: str, material_id: UUID, typed: TypedForm
) -> Response:
    """Agree, with the reason that stays on record. Raises OwnConsent, NothingToConsent."""
    found = case_for(session, actor, no)
    material = applications.material(session, material_id)
    if material.application_id != found.application.id:
        raise NotFound
    try:
        with session.begin_nested():
            service.give_consent(
                session, actor, found.application, material, stage=typed.first("stage"), reason=typed.first("reason")
            )
    except AppError as refusal:
        errors = refusal.errors if isinstance(refusal, InvalidForm) else [FieldError("reason", refusal.sentence)]
        return _draw(request, session, actor, no, material_id, errors, typed.first("reason"), refusal.status)
    return redirect(request, f"/review/{no}/material/{material_id}/consent", toast="已同意，审核员可以退回这份材料。")


def _draw(
    request: Request,
    session: Session,
    actor: Actor,
    no: str,
    material_id: UUID,
    errors: list[FieldError] | None = None,
    reason: str = "",
    status: int = 200,
) -> Response:
    found = case_for(session, actor, no)
    material = applications.material(session, material_id)
    if material.application_id != found.application.id:
        raise NotFound
    versions = workspace.versions(session, found.application.id, material.kind)
    version = next((one for one in versions if one.material.id == material.id), None)
    if version is None:
        raise NotFound
    stage = stage_at_hand(session, found.application)
    stage = stage if version.passed_before(stage, found.round) else ""
    given = queries.consent(session, material, stage, found.round)
    return page(
        request,
        "office/review/consent.html",
        status=status,
        case=found,
        no=no,
        material=material,
        paper=paper(version.file, version.verdicts),
        stage=stage,
        stage_name=STAGES.get(stage, ""),
        given=given,
        reason=reason,
        errors=errors or [],
    )
