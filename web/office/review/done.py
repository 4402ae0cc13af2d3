"""What the reviewer has concluded, newest first, with the way to take back what is not final."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock
from engine.platform.text import datetime_cn
from processes.apply.models import Application
from processes.review import queries
from processes.review.rules import CONCLUSIONS, STAGES
from web.ui.guards import DbSession, Reviewer
from web.ui.page import page
from web.ui.views import Tag

router = APIRouter(prefix="/review")
SIZE = 50
TONES = {"pass": "ok", "return": "warn", "reject": "bad"}


@dataclass(frozen=True, slots=True)
class Done:
    no: str
    name: str
    stage: str
    tag: Tag
    at: str
    can_take_back: bool


@router.get("/done")
def show(
    request: Request,
    session: DbSession,
    actor: Reviewer,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    rows = queries.done_by(session, actor.person_id, limit=SIZE, offset=(number - 1) * SIZE)
    wanted = select(Application.id, Application.no, Application.name)
    wanted = wanted.where(Application.id.in_({row.application_id for row in rows}))
    named: dict[UUID, tuple[str, str]] = {each.id: (each.no, each.name) for each in session.execute(wanted)}
    now = clock.now()
    done = [
        Done(
            *named[row.application_id],
            STAGES[row.stage],
            Tag("已收回") if row.taken_back_at else Tag(CONCLUSIONS[row.conclusion], TONES[row.conclusion]),
            datetime_cn(row.concluded_at),
            row.taken_back_at is None and not row.settled and row.final_at > now,
        )
        for row in rows
    ]
    return page(request, "office/review/done.html", done=done, number=number, more=len(rows) == SIZE)
