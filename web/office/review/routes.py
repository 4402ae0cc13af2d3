"""Addresses of the review desk. The fixed ones come before `{no}`."""

from fastapi import APIRouter

from web.office.review import (
    case,
    comments,
    conclude,
    consent,
    delegation_page,
    done,
    filters_page,
    hand_over,
    inbox_page,
    judge,
    lease,
    notice,
    phrases,
    search_page,
    team_page,
)

router = APIRouter()
FIXED = (inbox_page, done, filters_page, search_page, delegation_page, team_page, phrases)
for subject in (*FIXED, hand_over, lease, judge, consent, conclude, notice, comments, case):
    router.include_router(subject.router)
