"""Routes of the staff, by subject."""

from fastapi import APIRouter

from web.office.institution import routes as institution
from web.office.review import routes as review
from web.office.routes import files, plan_changes, plans, registrations, tasks
from web.office.training import routes as training

router = APIRouter()
for subject in (review, files, plan_changes, plans, registrations, tasks, training, institution):
    router.include_router(subject.router)
