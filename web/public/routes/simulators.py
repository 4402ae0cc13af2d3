"""What the simulated outside received. Demo and test only: in production the address does not exist."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import NotFound
from engine.platform.settings import settings
from engine.platform.text import datetime_cn
from integrations.sms import simulator
from web.ui import page
from web.ui.guards import Public

router = APIRouter(prefix="/simulators")


@router.get("/sms")
def text_messages(request: Request, visitor: Public, phone: str = "") -> Response:
    """Messages as they reached the phones, newest first; of one phone when given."""
    if not settings().simulated:
        raise NotFound
    received = [
        {"phone": message.phone, "text": message.text, "at": datetime_cn(message.sent_at)}
        for message in simulator.messages(phone or None)
    ]
    return page(request, "public/sms.html", "messages", phone=phone, received=received)
