"""What the house has told the candidate."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import notices
from engine.platform.text import datetime_cn
from web.ui import page
from web.ui.guards import Candidate, DbSession

router = APIRouter()
SMS = {"none": "", "waiting": "短信发送中", "sent": "已发短信", "refused": "短信未能送达，请核对手机号码"}


@router.get("/notices")
def show(request: Request, session: DbSession, actor: Candidate) -> Response:
    """Every notice, newest first; opening the page counts as reading them."""
    rows = [
        {
            "title": row.title,
            "body": row.body,
            "href": row.link,
            "at": datetime_cn(row.created_at),
            "unread": row.read_at is None,
            "sms": SMS[row.sms_state],
        }
        for row in notices.notices_of(session, actor.person_id)
    ]
    notices.mark_read(session, actor.person_id)
    return page(request, "candidate/notices.html", notices=rows)
