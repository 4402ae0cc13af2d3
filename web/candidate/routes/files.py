"""A candidate's own files."""

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from engine.platform import files
from engine.platform.errors import NotFound
from processes.apply import queries
from web.ui.guards import Candidate, DbSession

router = APIRouter()


@router.get("/files/{file_id}")
def own_file(session: DbSession, actor: Candidate, file_id: UUID) -> Response:
    """One's own upload; another person's is answered like one that does not exist."""
    application = queries.owner_of_file(session, file_id)
    if application is None or application.person_id != actor.person_id:
        raise NotFound
    stored = session.get_one(files.StoredFile, file_id)
    return Response(
        files.open_bytes(stored),
        media_type=stored.media_type,
        headers={"Content-Disposition": f"inline; filename*=UTF-8''{quote(stored.filename)}"},
    )
