"""The routes of the papers' desk, by subject."""

from fastapi import APIRouter

from web.office.papers import deciding, desk, ranges, sealed

router = APIRouter()
for subject in (desk, deciding, ranges, sealed):
    router.include_router(subject.router)
