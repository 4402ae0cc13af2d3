"""Routes of designers."""

from fastapi import APIRouter

from web.designer import deploy_routes, form_routes, process_routes

router = APIRouter()
for part in (deploy_routes, form_routes, process_routes):  # /design/{process} comes last
    router.include_router(part.router)
