"""Routes of the public pages by subject."""

from fastapi import APIRouter

from web.public.routes import collect, courses, plans, register, sign_in, simulators, texts, training_proof, verify

router = APIRouter()
for subject in (plans, register, sign_in, simulators, texts, collect, courses, training_proof, verify):
    router.include_router(subject.router)
