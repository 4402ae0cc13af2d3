"""Files sent in parts, for a phone whose connection breaks: the script of the page goes on where it stopped.

The plain form of each page stays the other way to the same commands.
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from engine.platform.errors import AppError, FieldError, NotFound
from engine.platform.files import PartialFile, partial
from engine.platform.people import Actor
from processes.apply import queries, service
from processes.apply.errors import MaterialNotWanted
from processes.apply.models import Application
from processes.apply.rules.materials import KINDS
from processes.review import queries as review
from web.candidate.filling import Filling
from web.candidate.forms import line_id
from web.candidate.routes import correct, materials
from web.ui import page
from web.ui.failures import TooMuch
from web.ui.guards import Candidate, DbSession
from web.ui.typed import Typed, TypedForm

router = APIRouter()
DRAFT, CORRECTION = "draft", "correction"


async def read_part(request: Request) -> bytes:
    """The body of one part. Raises TooMuch."""
    data = bytearray()
    async for some in request.stream():
        data += some
        if len(data) > partial.PART:
            raise TooMuch
    return bytes(data)


Part = Annotated[bytes, Depends(read_part)]


@router.post("/uploads")
def begin(session: DbSession, actor: Candidate, typed: TypedForm) -> Response:
    """Announce a file: `target` (`draft:{id}` or `correction:{id}`), `kind`, `filename`, `size`, `mark`."""
    purpose = f"{typed.first('target')}:{typed.first('kind')}"
    _meant(session, actor, purpose)
    size = typed.first("size")
    row = partial.begin(
        session,
        actor,
        purpose=purpose,
        filename=typed.first("filename")[-200:],
        mark=typed.first("mark")[:100],
        size=int(size) if size.isascii() and size.isdigit() and len(size) < 12 else 0,
    )
    return JSONResponse(_told(row))


@router.get("/uploads/{partial_id}")
def standing(session: DbSession, actor: Candidate, partial_id: UUID) -> Response:
    """How much of it is here."""
    return JSONResponse(_told(partial.own(session, actor, partial_id)))


@router.post("/uploads/{partial_id}/parts")
def append(session: DbSession, actor: Candidate, partial_id: UUID, data: Part, start: int = 0) -> Response:
    """The bytes from `start` on, as the body; 409 when they do not follow what is here."""
    return JSONResponse(_told(partial.append(session, actor, partial_id, start=start, data=data)))


@router.post("/uploads/{partial_id}/finish")
def finish(request: Request, session: DbSession, actor: Candidate, partial_id: UUID, typed: TypedForm) -> Response:
    """Judge and keep a file that is whole. The answer is the row of its material, with what is wrong if anything is."""
    whole = partial.take(session, actor, partial_id)
    target, application, kind = _meant(session, actor, whole.purpose)
    refused: AppError | None = None
    try:
        with session.begin_nested():
            _keep(session, actor, target, application, kind, whole, typed)
    except AppError as refusal:
        refused = refusal
        session.refresh(application)
    errors = [FieldError(kind, refused.sentence)] if refused else []
    if target == DRAFT:
        view = materials.shown(Filling(session, application), errors)
    else:
        notice, said = review.open_notice(session, application.id), {each.path: each.message for each in errors}
        view = {"rows": correct.rows(session, application, notice, said), "count": 0}
    row = next((row for row in view["rows"] if row.name == kind), None)
    if row is None:
        raise MaterialNotWanted
    status = refused.status if refused else 200
    return page(request, "candidate/uploaded.html", status=status, **{"done": 0, "left": 0, **view}, row=row)


def _keep(
    session: Session, actor: Actor, target: str, application: Application, kind: str, whole: partial.Whole, typed: Typed
) -> None:
    seen = materials.seen_of(typed, kind)
    given: dict[str, Any] = {"data": whole.data, "filename": whole.filename, "seen": seen}
    if target == DRAFT:
        service.upload(session, actor, application, KINDS[kind], **given)
        return
    fault = next(fault for fault in review.faults_to_correct(session, application.id) if fault.kind == kind)
    assert fault.material_id is not None
    service.stage_correction(session, actor, application, queries.material(session, fault.material_id), **given)


def _meant(session: Session, actor: Actor, purpose: str) -> tuple[str, Application, str]:
    """What a file is for, judged anew each time. Raises NotFound, NotYourApplication, MaterialNotWanted."""
    target, _, rest = purpose.partition(":")
    application_id, _, kind = rest.partition(":")
    named = line_id(application_id)
    if named is None or target not in (DRAFT, CORRECTION):
        raise NotFound
    application = queries.own(session, actor, named)
    if target == DRAFT:
        service.still_a_draft(session, application)
        wanted = {each.code for each in queries.needed(application)}
    else:
        faults = review.faults_to_correct(session, application.id)
        wanted = {fault.kind for fault in faults if fault.material_id is not None}
    if kind not in wanted:
        raise MaterialNotWanted
    return target, application, kind


def _told(row: PartialFile) -> dict[str, Any]:
    return {"address": f"/my/uploads/{row.id}", "received": row.received, "part": partial.PART}
