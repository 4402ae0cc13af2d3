"""Learners by regulation with their progress; filters, reminders, and results for many at once."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import NotFound
from engine.platform.people import Actor
from processes.train import desk, queries, service
from processes.train.errors import NoSuchTraining
from processes.train.models import Enrolment
from web.office.training.view import lines
from web.ui import page, redirect
from web.ui.guards import DbSession, Trainer, TrainingDesk
from web.ui.typed import Typed, TypedForm
from web.ui.views import Chip, pager

router = APIRouter()
SIZE = 30


@router.get("")
def index(
    request: Request,
    session: DbSession,
    actor: TrainingDesk,
    state: Annotated[str, Query(alias="filter", max_length=20)] = "",
    regulation: str = "",
    institution: str = "",
    q: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """A trainer sees the learners of his institution, a supervisor those of all."""
    scope = desk.scope_of(actor)
    wanted = desk.Wanted(state if state in desk.FILTERS else "", _id(regulation), _id(institution), q.strip()[:40])
    rows = desk.learners(session, scope, wanted, limit=SIZE, offset=(number - 1) * SIZE)
    ids = [row.id for row in rows]
    institutions = desk.institutions(session, scope)
    kept = {"regulation": regulation, "institution": institution, "q": q}
    counts = desk.tally(session, scope, wanted)
    return page(
        request,
        "office/training/learners.html",
        lines=lines(
            rows,
            queries.progress_of(session, ids),
            desk.syncs(session, ids),
            {row.id: row.short_name for row in institutions},
        ),
        chips=[
            Chip("全部", _address({**kept, "filter": ""}), not wanted.filter),
            *(
                Chip(label, _address({**kept, "filter": key}), wanted.filter == key, counts[key])
                for key, label in desk.FILTERS.items()
            ),
        ],
        wanted={"filter": wanted.filter, **kept},
        regulations=[{"id": str(row.id), "title": row.title} for row in queries.regulations(session, actor)],
        institutions=[{"id": str(row.id), "title": row.name} for row in institutions] if len(institutions) > 1 else [],
        may_confirm=bool(scope.institutions),
        pager=pager(request.url, page=number, total=desk.learner_count(session, scope, wanted), size=SIZE),
    )


@router.post("/remind")
def remind(request: Request, session: DbSession, actor: TrainingDesk, typed: TypedForm) -> Response:
    """Remind the ticked learners of what is missing."""
    rows = _ticked(session, actor, typed)
    count = sum(service.remind(session, row) for row in rows)
    toast = f"已提醒 {count} 位学员" if count else "没有可以提醒的学员：请先勾选在学的学员"
    return redirect(request, _back(typed), toast=toast)


@router.post("/confirm")
def confirm(request: Request, session: DbSession, actor: Trainer, typed: TypedForm) -> Response:
    """Confirm the ticked learners as qualified in every category."""
    rows = _ticked(session, actor, typed)
    done, refused = service.confirm_many(session, actor, rows)
    toast = f"已确认 {done} 位学员合格，正在上报" if done else "没有确认任何学员"
    if refused:
        toast += f"；{len(refused)} 位没有确认：{'、'.join(refused[:3])}"
    return redirect(request, _back(typed), toast=toast[:300])


def _ticked(session: Session, actor: Actor, typed: Typed) -> list[Enrolment]:
    """The ticked learners that the actor may see; others are left out."""
    raw = typed.text.get("learner", [])
    found = []
    for one in [raw] if isinstance(raw, str) else raw:
        try:
            found.append(queries.of_staff(session, actor, UUID(one)))
        except ValueError:
            raise NotFound from None
        except NoSuchTraining:
            continue
    return found


def _back(typed: Typed) -> str:
    kept = {name: typed.first(name) for name in ("filter", "regulation", "institution", "q")}
    return _address(kept)


def _address(kept: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in kept.items() if value})
    return f"/training?{query}" if query else "/training"


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
