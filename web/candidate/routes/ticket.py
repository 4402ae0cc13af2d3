"""The admission ticket of one's own case, to read on the phone and to print."""

import base64

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.documents import codes
from processes.arrange import queries
from processes.arrange.documents import ticket
from web.ui import page
from web.ui.guards import Candidate, DbSession

router = APIRouter()


@router.get("/cases/{no}/ticket")
def show(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """Raises NoTicketYet, and NoSuchApplication also for another person's case."""
    application, row = queries.own_admission(session, actor, no)
    view = ticket.ticket_view(session, row, application)
    return page(
        request,
        "candidate/ticket.html",
        no=no,
        ticket=view,
        photo=f"data:image/jpeg;base64,{base64.b64encode(view.who.portrait).decode()}" if view.who.portrait else None,
        code=f"data:image/png;base64,{base64.b64encode(codes.qr_png(view.code)).decode()}",
    )


@router.get("/cases/{no}/ticket.pdf")
def download(session: DbSession, actor: Candidate, no: str) -> Response:
    application, row = queries.own_admission(session, actor, no)
    data = ticket.render([ticket.ticket_view(session, row, application)])
    headers = {"Content-Disposition": "inline; filename*=UTF-8''%E5%87%86%E8%80%83%E8%AF%81.pdf"}
    return Response(data, media_type="application/pdf", headers=headers | {"Cache-Control": "no-store"})
