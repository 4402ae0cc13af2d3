"""The invigilators' pages: today's sessions, the wall, its live stream."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from fastapi import APIRouter
from jinja2_fragments import render_block
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock, files
from engine.platform.database import work
from engine.platform.errors import AppError, NotFound
from engine.platform.people import Actor
from engine.platform.people import queries as people
from processes.review import reading
from processes.sit import queries
from web.examroom.board import wall
from web.examroom.candidate import candidate, portrait_of
from web.examroom.door import door
from web.examroom.room import is_open_to, own_institutions, room_for, sitting_in
from web.examroom.today import lines
from web.ui import page
from web.ui.environment import environment
from web.ui.guards import DbSession, Invigilator
from web.ui.views import Key

router = APIRouter(prefix="/invigilate")
UNTYPED = {"act": "", "reason": "", "seconds": ""}
EVERY, LONGEST = 2.0, 600.0  # seconds between looks, and until the browser has to ask again
KEYS = (Key(("N",), "下一个待处理", "[data-next]"), Key(("G",), "按座位号查找", "#seat"))


@router.get("")
def today(request: Request, session: DbSession, actor: Invigilator) -> Response:
    """The sessions of the day that the actor invigilates."""
    held = queries.sessions_of(session, own_institutions(actor), around=clock.now())
    mine = [one for one in held if is_open_to(session, actor, one.session.id)]
    return page(request, "examroom/today.html", sessions=lines(session, mine))


@router.get("/{session_id}")
def show(
    request: Request,
    session: DbSession,
    actor: Invigilator,
    session_id: UUID,
    s: UUID | None = None,
    seat: str = "",
) -> Response:
    """`s` is the chosen sitting, `seat` a number typed to find one."""
    room = room_for(session, actor, session_id)
    view = wall(session, room, chosen=s)
    tiles = [*view.need, *view.watch, *view.calm]
    chosen = next((tile.sitting_id for tile in tiles if tile.seat == seat.strip().zfill(2)), s)
    if chosen is None and view.need:
        chosen = view.need[0].sitting_id
    one = None
    if chosen is not None:
        one = candidate(session, room, sitting_in(session, room, chosen), person_id=actor.person_id)
        view = wall(session, room, chosen=chosen)
    return page(request, "examroom/wall.html", "wall", view=view, one=one, keys=KEYS, typed=UNTYPED, sentence="")


@router.get("/{session_id}/door")
def at_the_door(request: Request, session: DbSession, actor: Invigilator, session_id: UUID) -> Response:
    """Whoever is still expected, with portrait and number, to be let in."""
    room = room_for(session, actor, session_id)
    return page(request, "examroom/door.html", view=door(session, room, person_id=actor.person_id))


@router.get("/{session_id}/live")
async def live(
    request: Request, session: DbSession, actor: Invigilator, session_id: UUID, s: UUID | None = None
) -> EventSourceResponse:
    """The wall's part of the page, sent again whenever it says something else."""
    await run_in_threadpool(room_for, session, actor, session_id)
    return EventSourceResponse(_walls(request, actor, session_id, s), ping=15)


async def _walls(
    request: Request, actor: Actor, session_id: UUID, chosen: UUID | None
) -> AsyncIterator[dict[str, str]]:
    loop = asyncio.get_running_loop()
    until, before = loop.time() + LONGEST, ""
    while loop.time() < until and not await request.is_disconnected():
        try:
            html = await run_in_threadpool(_drawn, actor, session_id, chosen)
        except AppError as refusal:
            yield {"event": "ended", "data": refusal.sentence}
            return
        if html != before:
            before = html
            yield {"event": "wall", "data": html}
        await asyncio.sleep(EVERY)


def _drawn(actor: Actor, session_id: UUID, chosen: UUID | None) -> str:
    """In a transaction of its own, with the roles in force now."""
    with work(actor.tenant_id) as session:
        room = room_for(session, people.actor(session, actor.person_id), session_id)
        view = wall(session, room, chosen=chosen)
        return render_block(environment(), "examroom/wall.html", "wall", {"view": view})


@router.get("/{session_id}/{sitting_id}/portrait")
def portrait(session: DbSession, actor: Invigilator, session_id: UUID, sitting_id: UUID) -> Response:
    room = room_for(session, actor, session_id)
    stored = portrait_of(session, sitting_in(session, room, sitting_id))
    if stored is None:
        raise NotFound
    reading.note_file(session, actor, stored.id)
    return Response(files.open_bytes(stored), media_type=stored.media_type, headers={"Content-Disposition": "inline"})
