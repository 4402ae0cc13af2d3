"""Answering with a page, a fragment of it, or the way to the next one."""

from typing import Any
from urllib.parse import quote, unquote

from jinja2_fragments import render_block
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from web.ui.environment import environment
from web.ui.shell import PLACE, shell_of

TOAST = "certflow_toast"


def wants_fragment(request: Request) -> bool:
    """Whether htmx asked for a part of the page; going back in history asks for the whole."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def page(request: Request, template: str, block: str | None = None, *, status: int = 200, **view: Any) -> Response:
    """Render `audience/name.html`, or its `block` alone when htmx asked. `view` is what the template shows.

    A 422 page gets `errors` (list of FieldError), which also changes the title.
    """
    toast = request.cookies.get(TOAST)
    shell = shell_of(request)
    PLACE.set(shell.place)
    context = {
        "errors": [],
        **view,
        "shell": shell,
        "toast": unquote(toast) if toast else None,
    }
    if block is not None and wants_fragment(request):
        html = render_block(environment(), template, block, context)
    else:
        html = environment().get_template(template).render(context)
    response = HTMLResponse(html, status, headers={"Vary": "HX-Request"})
    if toast:
        response.delete_cookie(TOAST)
    return response


def redirect(request: Request, url: str, *, toast: str | None = None) -> Response:
    """Send the browser to `url` by GET; `toast` is a sentence about what was just done, shown once there."""
    response: Response
    url = quote(url, safe=":/%#?=@[]!$&'()*+,;")  # a header holds plain ASCII only
    if request.headers.get("HX-Request") == "true":
        response = Response(headers={"HX-Redirect": url, "Vary": "HX-Request"})
    else:
        response = RedirectResponse(url, 303, headers={"Vary": "HX-Request"})
    if toast:
        response.set_cookie(TOAST, quote(toast), max_age=60, httponly=True, samesite="lax")
    return response
