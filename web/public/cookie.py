"""The cookie of a signed-in browser. It ends with the browser; the server ends it earlier when idle."""

from starlette.requests import Request
from starlette.responses import Response

from engine.platform.people import sign_in
from engine.platform.settings import settings
from web.ui.guards import COOKIE


def remember(request: Request, response: Response, token: str) -> Response:
    """Give the browser its new session; the one it had before ends on the server too."""
    if before := request.cookies.get(COOKIE):
        sign_in.sign_out(before)
    secure = settings().base_url.startswith("https://")
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure)
    return response


def forget(response: Response) -> Response:
    response.delete_cookie(COOKIE)
    return response
