"""Routes of the candidate by subject. The wizard's fixed addresses come before `{step}`."""

from fastapi import APIRouter

from web.candidate.routes import (
    accept,
    cases,
    certificate,
    check,
    confirm,
    correct,
    files,
    home,
    invoice,
    keep,
    learning,
    lessons,
    materials,
    notices,
    pay,
    portrait,
    questions,
    quiz,
    results,
    rule,
    ticket,
    uploads,
    wizard,
)

APPLYING = (home, rule, materials, portrait, uploads, accept, confirm, check, keep, wizard)
CASE = (cases, correct, pay, invoice, ticket, results, certificate)
BESIDE = (notices, questions, files, lessons, quiz, learning)

router = APIRouter()
for subject in (*APPLYING, *CASE, *BESIDE):
    router.include_router(subject.router, prefix="/my")
