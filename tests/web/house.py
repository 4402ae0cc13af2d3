"""The house's own definitions in force, an open plan, and applications at chosen steps; everything committed."""

from uuid import UUID

from sqlalchemy import select

from engine.platform import clock
from engine.platform.database import work
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.platform.people.models import Person
from engine.platform.people.service import grant
from engine.workflow.commands import remote
from engine.workflow.models import RemoteTask
from processes.apply.models import Application
from processes.plans import queries as plans
from processes.plans.models import Plan
from tests.processes.apply.builders import deploy, make_applicant, make_application
from tests.processes.plans.builders import make_plan


def furnish(tenant: UUID) -> Plan:
    with work(tenant) as session:
        deploy(session, tenant)
        plan = make_plan(session)
        for at in plans.institutions(session, plan.id):
            reviewer = Person(account_id=new_id(), name="周敏", created_at=clock.now())
            session.add(reviewer)
            session.flush()
            grant(session, Actor.system(tenant), reviewer, f"institution:{at.institution.id}:first_review")
        return plan


def apply(tenant: UUID, plan: Plan, name: str = "林晓岚", *, until: str | None = None) -> Application:
    with work(tenant) as session:
        applicant, known = make_applicant(session, name), session.get_one(Plan, plan.id)
        application = make_application(session, applicant, known, until=until, identity={"name": name})
        # what the worker does: the identity check has answered
        for task in session.scalars(select(RemoteTask).where(RemoteTask.instance_id == application.instance_id)).all():
            remote.resume(session, task.instance_id, task.id, {"identity_result": "match"})
    return application
