"""Routes of the training desk by subject."""

from fastapi import APIRouter

from web.office.training import courses, desk, learner, lessons, regulations

router = APIRouter()
for subject in (courses, lessons, regulations, learner, desk):
    router.include_router(subject.router, prefix="/training")
