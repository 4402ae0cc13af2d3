"""Addresses of the review desk. The fixed ones come before `{no}`."""

from fastapi import APIRouter

from web.office.review import case, conclude, done, inbox_page, judge, lease

router = APIRouter()
for subject in (inbox_page, done, lease, judge, conclude, case):
    router.include_router(subject.router)
