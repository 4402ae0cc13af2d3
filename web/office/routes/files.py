"""Originals of applications, for those who judge them."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from engine.platform import files
from engine.platform.errors import NotFound
from engine.platform.people import Actor
from processes.apply import queries
from processes.review import reading, workspace
from web.ui import roles
from web.ui.guards import DbSession, requires

router = APIRouter()
Reader = Annotated[Actor, Depends(requires(*roles.REVIEWERS, "auditor"))]


@router.get("/files/{file_id}")
def original(session: DbSession, actor: Reader, file_id: UUID) -> Response:
    """A file of an application that the actor may judge or audit; any other is answered like one that is not there."""
    found = queries.handed_in_as(session, file_id)
    if found is None or not (actor.in_group("auditor") or workspace.may_see(actor, found[0])):
        raise NotFound
    reading.note(session, actor, found[0], "material.opened", material=found[1])
    stored = session.get_one(files.StoredFile, file_id)
    return Response(
        files.open_bytes(stored),
        media_type=stored.media_type,
        headers={"Content-Disposition": f"inline; filename*=UTF-8''{quote(stored.filename)}"},
    )
