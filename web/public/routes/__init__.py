"""Routes of the public pages by subject."""

from fastapi import APIRouter

from web.public.routes import collect, plans, register, sign_in, simulators, texts

router = APIRouter()
for subject in (collect, plans, register, sign_in, simulators, texts):
    router.include_router(subject.router)
