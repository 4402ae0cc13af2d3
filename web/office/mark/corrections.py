"""Corrected answer keys: asked for by one, approved by another."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from engine.platform.text import datetime_cn
from forms import kit
from processes.mark import queries
from processes.mark.service import correct
from processes.papers.models import Paper
from web.office.mark.forms import CORRECTION
from web.ui.guards import DbSession, KeyCorrector
from web.ui.page import page, redirect
from web.ui.typed import TypedForm

router = APIRouter(prefix="/mark/corrections")


@dataclass(frozen=True, slots=True)
class Pending:
    id: UUID
    what: str
    reason: str
    asked: str
    may_approve: bool


@router.get("")
def show(request: Request, session: DbSession, actor: KeyCorrector) -> Response:
    return page(
        request,
        "office/mark/corrections.html",
        pending=_pending(session, actor),
        form=kit.view(CORRECTION, options=_options(session)),
    )


@router.post("")
def ask(request: Request, session: DbSession, actor: KeyCorrector, typed: TypedForm) -> Response:
    options = _options(session)
    checked = kit.check(CORRECTION, typed.text, options=options)
    errors: list[FieldError] = list(checked.errors)
    if not errors:
        values = checked.values
        paper = session.get_one(Paper, UUID(values["paper"]))
        try:
            correct.ask(session, actor, paper, place=values["place"], answer=values["answer"], reason=values["reason"])
            return redirect(request, "/mark/corrections", toast="已提出更正，等待另一人批准")
        except InvalidForm as refusal:
            errors = list(refusal.errors)
    return page(
        request,
        "office/mark/corrections.html",
        status=422,
        pending=_pending(session, actor),
        form=kit.view(CORRECTION, checked.typed, errors, options),
        errors=errors,
    )


@router.post("/{correction_id}/approve")
def approve(request: Request, session: DbSession, actor: KeyCorrector, correction_id: UUID) -> Response:
    """Raises NoSuchCorrection, SameCorrector, OwnPaper."""
    correct.approve(session, actor, correction_id)
    return redirect(request, "/mark/corrections", toast="已批准，正在重新阅卷")


def _options(session: Session) -> dict[str, list[kit.Option]]:
    return {"mark.paper": [kit.Option(str(row.id), f"{row.no} {row.title}") for row in queries.correctable(session)]}


def _pending(session: Session, actor: Actor) -> list[Pending]:
    rows = queries.pending_corrections(session)
    papers = {row.id: row for row in session.scalars(select(Paper).where(Paper.id.in_({one.paper_id for one in rows})))}
    return [
        Pending(
            one.id,
            f"{papers[one.paper_id].no} 第 {one.place} 题：{_letters(one.before)} → {_letters(one.answer)}",
            one.reason,
            datetime_cn(one.asked_at),
            one.asked_by != actor.person_id,
        )
        for one in rows
    ]


def _letters(answer: str) -> str:
    return {"T": "正确", "F": "错误"}.get(answer, answer)
