"""Routes of the staff, by subject."""

from fastapi import APIRouter

from web.office.arrange import routes as arrange
from web.office.certificates import routes as certificates
from web.office.institution import routes as institution
from web.office.mark import routes as mark
from web.office.papers import routes as papers
from web.office.questions import routes as questions
from web.office.review import routes as review
from web.office.routes import (
    application_form,
    cashier,
    counter,
    files,
    group_payments,
    plan_changes,
    plans,
    registrations,
    tasks,
)
from web.office.training import routes as training

DESKS = (review, questions, papers, arrange, mark, certificates, training, institution)

router = APIRouter()
REGISTERED = (application_form, counter, files, group_payments, registrations)
for subject in (*DESKS, *REGISTERED, cashier, plan_changes, plans, tasks):
    router.include_router(subject.router)
