"""Routes of the public pages by subject."""

from fastapi import APIRouter

from web.public.routes import plans, register, sign_in, simulators, texts, training_proof

router = APIRouter()
for subject in (plans, register, sign_in, simulators, texts, training_proof):
    router.include_router(subject.router)
