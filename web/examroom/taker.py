"""Which device sits for which sitting: a cookie that proves ticket and ID number were shown there.

An exam machine needs no sign-in. The cookie names the sitting and the fence it was given, signed with the sitting's
own secret; another candidate at the same machine replaces it.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.people import Actor
from engine.platform.settings import settings
from processes.sit import queries, service
from processes.sit.errors import OtherDevice
from processes.sit.models import Sitting

COOKIE = "certflow_exam"
MOVE_COOKIE = "certflow_exam_move"
HOURS = 8


@dataclass(frozen=True, slots=True)
class Taker:
    """The sitting, locked, and the fence of the device that asks."""

    sitting: Sitting
    fence: int

    @property
    def writes(self) -> bool:
        return self.fence != service.take.VIEWER and self.fence == self.sitting.fence


def taker(request: Request, session: Session, actor: Actor | None, sitting_id: UUID, *, lock: bool = False) -> Taker:
    """Raises NoSuchSitting; OtherDevice for whoever has shown nothing for this sitting. Its owner, signed in
    elsewhere, may look on."""
    sitting = queries.sitting(session, sitting_id, lock=lock)
    fence = service.take.fence_in(sitting, request.cookies.get(COOKIE, ""))
    if fence is None and actor is not None and actor.person_id == sitting.person_id:
        fence = service.take.VIEWER
    if fence is None:
        raise OtherDevice
    return Taker(sitting, fence)


def remember(response: Response, sitting: Sitting, fence: int) -> Response:
    """This device has the sitting; what it asked for before is over."""
    response.delete_cookie(MOVE_COOKIE, path="/exam")
    return _keep(response, COOKIE, service.take.token(sitting, fence))


def remember_asking(response: Response, sitting: Sitting, secret: str) -> Response:
    """This device has asked to take the sitting over: only with this secret an approval is its own."""
    return _keep(response, MOVE_COOKIE, f"{sitting.id}.{secret}")


def move_secret(request: Request, sitting: Sitting) -> str:
    """The secret with which this device has asked for this sitting; empty where it has not."""
    sitting_id, _, secret = request.cookies.get(MOVE_COOKIE, "").partition(".")
    return secret[:64] if sitting_id == str(sitting.id) else ""


def forget(response: Response) -> Response:
    response.delete_cookie(MOVE_COOKIE, path="/exam")
    response.delete_cookie(COOKIE, path="/exam")
    return response


def _keep(response: Response, name: str, token: str) -> Response:
    secure = settings().base_url.startswith("https://")
    response.set_cookie(
        name, token, max_age=HOURS * 3600, path="/exam", httponly=True, samesite="strict", secure=secure
    )
    return response
