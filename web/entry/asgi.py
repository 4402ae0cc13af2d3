"""The web application: every audience's routes behind one edge."""

import importlib
import pkgutil

from fastapi import APIRouter, FastAPI

import web
from engine.platform import log
from engine.platform.settings import settings
from web.entry import wiring
from web.ui import failures
from web.ui.assets import Assets
from web.ui.edge import Edge
from web.ui.gate import Gate

LARGEST_REQUEST = 64 * 1024 * 1024  # several originals of 10 MiB at once


def routers() -> list[APIRouter]:
    """The `router` of `web/<audience>/routes` for every audience."""
    rooms = [module.name for module in pkgutil.iter_modules(web.__path__) if module.name not in ("entry", "ui")]
    return [importlib.import_module(f"web.{room}.routes").router for room in sorted(rooms)]


def create_app() -> FastAPI:
    log.configure(json=not settings().simulated)
    wiring.wire_to_serve()
    app = FastAPI(title="匠程 Certflow", openapi_url=None, docs_url=None, redoc_url=None, max_body_size=LARGEST_REQUEST)
    app.add_middleware(Gate)
    app.add_middleware(Edge)
    failures.install(app)
    for router in routers():
        app.include_router(router)
    app.mount("/static", Assets(), name="static")
    return app
