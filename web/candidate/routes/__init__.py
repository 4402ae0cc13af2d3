"""Routes of the candidate by subject. The wizard's fixed addresses come before `{step}`."""

from fastapi import APIRouter

from web.candidate.routes import (
    accept,
    access,
    application_form,
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
    orders,
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
CASE = (cases, application_form, correct, pay, invoice, ticket, results, certificate)
BESIDE = (notices, access, orders, questions, files, lessons, quiz, learning)

router = APIRouter()
for subject in (*APPLYING, *CASE, *BESIDE):
    router.include_router(subject.router, prefix="/my")
