"""Addresses of the review desk. The fixed ones come before `{no}`."""

from fastapi import APIRouter

from web.office.review import (
    case,
    conclude,
    delegation_page,
    done,
    filters_page,
    hand_over,
    inbox_page,
    judge,
    lease,
    search_page,
    team_page,
)

router = APIRouter()
fixed = (inbox_page, done, filters_page, search_page, delegation_page, team_page)
for subject in (*fixed, hand_over, lease, judge, conclude, case):
    router.include_router(subject.router)
