"""Addresses of the review desk. The fixed ones come before `{no}`."""

from fastapi import APIRouter

from web.office.review import case, comments, conclude, consent, done, inbox_page, judge, lease, notice, phrases

router = APIRouter()
for subject in (inbox_page, done, phrases, lease, judge, consent, conclude, notice, comments, case):
    router.include_router(subject.router)
