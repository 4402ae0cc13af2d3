"""Addresses of the desk of questions. The fixed ones come before `{no}`."""

from fastapi import APIRouter

from web.office.questions import bank, campaigns, elements, review, write

router = APIRouter()
for subject in (review, campaigns, elements, write, bank):
    router.include_router(subject.router)
