"""Routes of the marking desk."""

from fastapi import APIRouter

from web.office.mark import corrections, objections, results, scoring

router = APIRouter()
for subject in (results, objections, corrections, scoring):
    router.include_router(subject.router)
