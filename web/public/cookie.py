"""The cookie of a signed-in browser. It ends with the browser; the server ends it earlier when idle."""

from starlette.responses import Response

from engine.platform.settings import settings
from web.ui.guards import COOKIE


def remember(response: Response, token: str) -> Response:
    secure = settings().base_url.startswith("https://")
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure)
    return response


def forget(response: Response) -> Response:
    response.delete_cookie(COOKIE)
    return response
