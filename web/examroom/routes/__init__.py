"""Routes of the exam room, by subject."""

from fastapi import APIRouter

from web.examroom.routes import close, desk, enter, journal, kiosk, machines, paper, wall

router = APIRouter()
for subject in (kiosk, machines, enter, journal, paper, wall, close, desk):
    router.include_router(subject.router)
