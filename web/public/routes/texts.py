"""Help, privacy and accessibility: pages of text."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web.ui import page
from web.ui.guards import Public

router = APIRouter()


@router.get("/help")
def help_page(request: Request, visitor: Public) -> Response:
    return page(request, "public/help.html")


@router.get("/privacy")
def privacy(request: Request, visitor: Public) -> Response:
    return page(request, "public/privacy.html")


@router.get("/accessibility")
def accessibility(request: Request, visitor: Public) -> Response:
    return page(request, "public/accessibility.html")
