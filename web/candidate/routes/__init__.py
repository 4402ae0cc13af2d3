"""Routes of the candidate by subject. The wizard's fixed addresses come before `{step}`."""

from fastapi import APIRouter

from web.candidate.routes import (
    accept,
    cases,
    confirm,
    correct,
    files,
    home,
    materials,
    notices,
    questions,
    rule,
    wizard,
)

router = APIRouter()
for subject in (home, rule, materials, accept, confirm, wizard, cases, correct, notices, questions, files):
    router.include_router(subject.router, prefix="/my")
