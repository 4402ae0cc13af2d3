"""Routes of the staff, by subject."""

from fastapi import APIRouter

from web.office.certificates import routes as certificates
from web.office.mark import routes as mark
from web.office.review import routes as review
from web.office.routes import files, plan_changes, plans, registrations, tasks

router = APIRouter()
for subject in (review, mark, certificates, files, plan_changes, plans, registrations, tasks):
    router.include_router(subject.router)
