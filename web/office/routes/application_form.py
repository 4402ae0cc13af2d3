"""The signed application form, for those who judge, register or audit it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from engine.platform import throttle
from engine.platform.people import Actor
from processes.apply import queries
from processes.apply.errors import NoSuchApplication
from processes.review import reading
from processes.review.sheet import sheet_of
from processes.review.sheet_pdf import sheet_pdf
from web.ui import roles
from web.ui.guards import DbSession, requires
from web.ui.media import pdf_answer

router = APIRouter()
RATE = (20, 60)  # forms drawn for one person in so many seconds
Reader = Annotated[Actor, Depends(requires(*roles.REVIEWERS, *roles.CLERKS, *roles.LEADS, "auditor"))]


@router.get("/applications/{no}/form.pdf")
def download(session: DbSession, actor: Reader, no: str) -> Response:
    """It holds the whole document number, so that it was opened stays on record. Raises NoSuchApplication."""
    application = queries.by_number(session, no)
    if not reading.may_open_sheet(actor, application):
        raise NoSuchApplication
    throttle.hit(f"sheet:{actor.person_id}", *RATE)
    sheet = sheet_of(session, application, names=True, blind=reading.is_blind(session, actor, application))
    reading.note(session, actor, application, "sheet.opened")
    return pdf_answer(sheet_pdf(sheet), f"申报表 {no}.pdf")
