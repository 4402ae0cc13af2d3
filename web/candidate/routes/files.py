"""A candidate's own files."""

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from engine.platform import files
from engine.platform.errors import NotFound
from engine.platform.people import Actor
from processes.apply import queries
from web.ui.guards import Candidate, DbSession

router = APIRouter()


@router.get("/files/{file_id}")
def own_file(session: DbSession, actor: Candidate, file_id: UUID) -> Response:
    """One's own upload; another person's is answered like one that does not exist."""
    stored = _own(session, actor, file_id)
    return Response(
        files.open_bytes(stored),
        media_type=stored.media_type,
        headers={"Content-Disposition": f"inline; filename*=UTF-8''{quote(stored.filename)}"},
    )


@router.get("/files/{file_id}/thumb")
def thumb(session: DbSession, actor: Candidate, file_id: UUID) -> Response:
    """A small picture of one's own image."""
    stored = _own(session, actor, file_id)
    if not stored.is_image:
        raise NotFound
    kept = {"Cache-Control": "private, max-age=3600"}  # what has this id never changes
    return Response(files.thumbnail(stored), media_type="image/jpeg", headers=kept)


def _own(session: Session, actor: Actor, file_id: UUID) -> files.StoredFile:
    application = queries.owner_of_file(session, file_id)
    if application is None or application.person_id != actor.person_id:
        raise NotFound
    return session.get_one(files.StoredFile, file_id)
