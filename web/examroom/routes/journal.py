"""The answers' way from the device: JSON every few seconds. What is acknowledged here is durable."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from engine.platform import clock, throttle
from engine.platform.errors import AppError
from processes.sit import service
from processes.sit.errors import ForgedLine
from processes.sit.models import Sitting
from web.examroom.report import ReportGiven
from web.examroom.taker import taker
from web.ui.failures import as_json
from web.ui.guards import DbSession, Public

router = APIRouter(prefix="/exam")
MOST_FORGED = 10  # events in ten minutes


@router.post("/{sitting_id}/journal")
def report(request: Request, session: DbSession, actor: Public, sitting_id: UUID, given: ReportGiven) -> Response:
    """Lines, presence, leavings. The transaction commits before this answer leaves, so `sequence` is no promise
    but a fact. A forged line is put down as an event and refused."""
    try:
        one = taker(request, session, actor, sitting_id, lock=True)
        with session.begin_nested():
            answer = service.beat.report(session, one.sitting, given.as_report(), fence=one.fence)
    except ForgedLine as refusal:
        _put_down(session, one.sitting, len(given.lines))
        return JSONResponse(as_json(refusal), refusal.status)
    except AppError as refusal:
        return JSONResponse(as_json(refusal), refusal.status)
    now = clock.now()
    body: dict[str, Any] = {
        "sequence": answer.sequence,
        "late": answer.late,
        "state": answer.state,
        "switches": answer.switches,
        "most": answer.most_switches,
        "rung": answer.rung,
        "why": answer.why,
        "countdown": answer.countdown,
        "elapsed_ms": _ms(one.sitting.started_at, now),
        "left_ms": max(0, -_ms(answer.deadline, now)),
    }
    return JSONResponse(body)


def _put_down(session: Session, sitting: Sitting, lines: int) -> None:
    """As evidence; whoever forges without end fills no table."""
    with suppress(throttle.TooMany):
        throttle.hit(f"exam-forged:{sitting.id}", MOST_FORGED, 600)
        service.telling.note(session, sitting, "forged", lines=lines)


def _ms(since: datetime | None, now: datetime) -> int:
    return int((now - since).total_seconds() * 1000) if since else 0
