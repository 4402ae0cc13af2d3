"""Routes of the candidate by subject. The wizard's fixed addresses come before `{step}`."""

from fastapi import APIRouter

from web.candidate.routes import (
    accept,
    cases,
    confirm,
    correct,
    files,
    home,
    learning,
    lessons,
    materials,
    notices,
    quiz,
    rule,
    wizard,
)

router = APIRouter()
for subject in (
    home,
    rule,
    materials,
    accept,
    confirm,
    wizard,
    cases,
    correct,
    notices,
    files,
    lessons,
    quiz,
    learning,
):
    router.include_router(subject.router, prefix="/my")
