"""Results: those of the actor's institutions; objection officers see all."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.text import datetime_cn
from processes.catalogue.subjects import Subject
from processes.mark import queries
from processes.mark.models import ResultState, SubjectResult
from processes.mark.words import TITLES, points
from web.ui.guards import DbSession, MarkDesk
from web.ui.page import page
from web.ui.views import Chip, Tag, pager

router = APIRouter(prefix="/mark")
OFFICER = "authority:objections"
TONES = {ResultState.PASSED: "ok", ResultState.FAILED: "bad", ResultState.DISQUALIFIED: "bad"}


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    no: str
    subject: str
    attempt: int
    score: str
    tag: Tag
    standing: str


@router.get("/results")
def show(
    request: Request,
    session: DbSession,
    actor: MarkDesk,
    state: Annotated[str, Query(max_length=20)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    institutions = None if actor.has_role(OFFICER) else [*actor.institutions_as(*queries.EXAMINERS)]
    chosen = state if state in {*ResultState} else ""
    rows = queries.listed(session, institutions=institutions, state=chosen, offset=(number - 1) * queries.PAGE)
    total = queries.listed_count(session, institutions=institutions, state=chosen)
    chips = [Chip("全部", "/mark/results", not chosen)]
    chips += [Chip(title, f"/mark/results?state={one}", one == chosen) for one, title in TITLES.items()]
    return page(
        request,
        "office/mark/results.html",
        lines=[
            Line(
                application.name,
                application.no,
                Subject(row.subject).title,
                row.attempt,
                points(row.score),
                Tag(TITLES[ResultState(row.state)], TONES.get(ResultState(row.state), "")),
                standing(row),
            )
            for row, application in rows
        ],
        chips=chips,
        pager=pager(request.url, page=number, total=total, size=queries.PAGE),
    )


def standing(row: SubjectResult) -> str:
    """Whether a result is published, and final."""
    if row.final_at is not None:
        return f"{datetime_cn(row.final_at)} 确认"
    return f"公示中，{datetime_cn(row.published_at)} 公布" if row.published_at else "未公布"
