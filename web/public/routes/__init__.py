"""Routes of the public pages by subject."""

from fastapi import APIRouter

from web.public.routes import (
    account,
    collect,
    courses,
    other_ways,
    phone,
    plans,
    register,
    sign_in,
    simulators,
    texts,
    training_proof,
    verify,
    verify_application,
)

router = APIRouter()
ENTERING = (register, sign_in, other_ways, account, phone)
for subject in (plans, *ENTERING, simulators, texts, collect, courses, training_proof, verify_application, verify):
    router.include_router(subject.router)
