"""Routes of the staff, by subject."""

from fastapi import APIRouter

from web.office.papers import routes as papers
from web.office.review import routes as review
from web.office.routes import files, plan_changes, plans, registrations, tasks

router = APIRouter()
for subject in (review, papers, files, plan_changes, plans, registrations, tasks):
    router.include_router(subject.router)
