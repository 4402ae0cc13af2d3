"""Routes of the staff, by subject."""

from fastapi import APIRouter

from web.office.review import routes as review
from web.office.routes import files

router = APIRouter()
for subject in (review, files):
    router.include_router(subject.router)
