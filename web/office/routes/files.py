"""Originals of applications, for those who judge them."""

from functools import lru_cache
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import files
from engine.platform.errors import NotFound
from engine.platform.people import Actor
from processes.apply import queries
from processes.review import reading, workspace
from web.ui import roles
from web.ui.guards import DbSession, requires

router = APIRouter()
SIDE = 360
Reader = Annotated[Actor, Depends(requires(*roles.REVIEWERS, "auditor"))]


@router.get("/files/{file_id}/small")
def small(session: DbSession, actor: Reader, file_id: UUID) -> Response:
    """An image, or the first page of a PDF, at the size of a thumb, for comparing. Raises NotFound for other files."""
    stored = _readable(session, actor, file_id)
    if not stored.is_image and not stored.is_pdf:
        raise NotFound
    return Response(_shrunk(stored.tenant_id, stored.sha256, pdf=stored.is_pdf), media_type="image/jpeg")


@router.get("/files/{file_id}/pages/{number}")
def one_page(request: Request, session: DbSession, actor: Reader, file_id: UUID, number: int) -> Response:
    """A page of a PDF as a picture. The browser keeps it and asks each time whether it may still be shown.

    Raises NotFound, CannotBeDrawn, TooManyDrawings.
    """
    stored = _readable(session, actor, file_id)
    if not stored.is_pdf or not 1 <= number <= stored.pages:
        raise NotFound
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{stored.sha256}-{number}"'}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    picture = files.page_of(stored.tenant_id, stored.sha256, number)
    return Response(picture, media_type="image/jpeg", headers=headers)


@lru_cache(maxsize=128)
def _shrunk(tenant_id: UUID, sha256: str, *, pdf: bool) -> bytes:
    whole = files.page_of(tenant_id, sha256, 1) if pdf else files.bytes_of(tenant_id, sha256)
    return files.shrunk(whole, SIDE)


def _readable(session: Session, actor: Actor, file_id: UUID) -> files.StoredFile:
    """Raises NotFound where the actor may neither judge nor audit; that it was opened stays on record."""
    found = queries.handed_in_as(session, file_id)
    if found is None or not (actor.in_group("auditor") or workspace.may_see(actor, found[0])):
        raise NotFound
    reading.note(session, actor, found[0], "material.opened", material=found[1])
    return session.get_one(files.StoredFile, file_id)


@router.get("/files/{file_id}")
def original(session: DbSession, actor: Reader, file_id: UUID) -> Response:
    """A file of an application that the actor may judge or audit; any other is answered like one that is not there."""
    stored = _readable(session, actor, file_id)
    return Response(
        files.open_bytes(stored),
        media_type=stored.media_type,
        headers={"Content-Disposition": f"inline; filename*=UTF-8''{quote(stored.filename)}"},
    )
