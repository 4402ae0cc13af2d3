"""Who has opened one's file: role and institution, when, what and for what. Never the reviewer's name."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.people import queries as people
from engine.platform.text import datetime_cn
from processes.review import reading
from web.ui import page
from web.ui.guards import Candidate, DbSession
from web.ui.roles import ROLE_NAMES

router = APIRouter()
SIZE = 30


@router.get("/access")
def show(
    request: Request,
    session: DbSession,
    actor: Candidate,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    found = reading.readings(session, actor.person_id, limit=SIZE + 1, offset=(number - 1) * SIZE)
    name = people.authority(session).name
    return page(
        request,
        "candidate/access.html",
        rows=[_row(name, each) for each in found[:SIZE]],
        number=number,
        more=len(found) > SIZE,
    )


def _row(authority: str, each: reading.Reading) -> dict[str, str]:
    where = each.institution or authority
    return {
        "who": f"{where} · {ROLE_NAMES.get(each.role, '工作人员')}",
        "at": datetime_cn(each.at),
        "what": each.what,
        "purpose": each.purpose,
        "no": each.no,
    }
