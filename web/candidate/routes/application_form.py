"""The signed application form of one's own case."""

from fastapi import APIRouter
from starlette.responses import Response

from engine.platform import throttle
from processes.apply import queries
from processes.review.sheet import sheet_of
from processes.review.sheet_pdf import sheet_pdf
from web.ui.guards import Candidate, DbSession
from web.ui.media import pdf_answer

router = APIRouter()
RATE = (20, 60)  # forms drawn for one person in so many seconds


@router.get("/cases/{no}/form.pdf")
def download(session: DbSession, actor: Candidate, no: str) -> Response:
    """Raises NoSuchApplication before it is handed in, NotYourApplication."""
    throttle.hit(f"sheet:{actor.person_id}", *RATE)
    sheet = sheet_of(session, queries.own_by_number(session, actor, no), names=False)
    return pdf_answer(sheet_pdf(sheet), f"申报表 {no}.pdf")
