"""Routes of the candidate by subject. The wizard's fixed addresses come before `{step}`."""

from fastapi import APIRouter

from web.candidate.routes import (
    accept,
    access,
    application_form,
    cases,
    certificate,
    confirm,
    correct,
    files,
    home,
    invoice,
    learning,
    lessons,
    materials,
    notices,
    orders,
    pay,
    questions,
    quiz,
    results,
    rule,
    ticket,
    wizard,
)

APPLYING = (home, rule, materials, accept, confirm, wizard)
CASE = (cases, application_form, correct, pay, invoice, ticket, results, certificate)
BESIDE = (notices, access, orders, questions, files, lessons, quiz, learning)

router = APIRouter()
for subject in (*APPLYING, *CASE, *BESIDE):
    router.include_router(subject.router, prefix="/my")
