"""Applications in review, brought there by the commands themselves, and the people who judge them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.ids import new_id
from engine.platform.people import Actor, queries
from engine.platform.people.models import Person
from engine.platform.people.service import grant
from engine.workflow import commands
from engine.workflow.commands import remote
from engine.workflow.commands.time import move_due
from engine.workflow.models import Instance, RemoteTask, WorkItem, WorklistEntry
from processes.apply import queries as applications
from processes.apply.models import Application
from processes.apply.service import materials as uploads
from processes.plans.models import Plan, PlanInstitution
from processes.review.queries import faults_to_correct
from tests.processes.apply.builders import make_applicant, make_application, picture
from tests.support.time import pass_by


def make_staff(session: Session, name: str, *groups: str) -> Actor:
    person = Person(id=new_id(), account_id=new_id(), name=name, created_at=clock.now())
    session.add(person)
    session.flush()
    for group in groups:
        grant(session, Actor.system(person.tenant_id), person, group)
    return queries.actor(session, person.id)


@dataclass
class Office:
    """A plan with its reviewers, and a clock that moves."""

    session: Session
    plan: Plan
    institution_id: UUID
    first: Actor
    second: Actor
    approver: Actor
    blind: Actor
    supervisor: Actor

    def submit(self, name: str = "", applicant: Actor | None = None, **variables: Any) -> Application:
        """An application handed in and identity-checked: its first review is open."""
        applicant = applicant or make_applicant(self.session, name)
        row = make_application(self.session, applicant, self.plan, identity={"name": name} if name else {})
        if variables:
            commands.change_variables(self.session, self.system, self.instance(row).id, variables)
        parked = select(RemoteTask).where(RemoteTask.instance_id == row.instance_id)
        task = self.session.scalars(parked).one()
        remote.resume(self.session, task.instance_id, task.id, {"identity_result": "match"})
        return row

    @property
    def system(self) -> Actor:
        return Actor.system(self.plan.tenant_id)

    def instance(self, row: Application) -> Instance:
        assert row.instance_id is not None
        return self.session.get_one(Instance, row.instance_id, populate_existing=True)

    def applicant(self, row: Application) -> Actor:
        return queries.actor(self.session, row.person_id)

    def items(self, row: Application) -> list[WorkItem]:
        found = select(WorkItem).where(WorkItem.instance_id == row.instance_id, WorkItem.status == "open")
        return list(self.session.scalars(found.order_by(WorkItem.created_at).execution_options(populate_existing=True)))

    def entry(self, row: Application) -> WorklistEntry:
        found = select(WorklistEntry).where(WorklistEntry.instance_id == row.instance_id, WorklistEntry.open)
        return self.session.scalars(found.execution_options(populate_existing=True)).one()

    def at(self, row: Application) -> set[str]:
        """The forms that wait."""
        return {item.form_key for item in self.items(row)}

    def do(self, actor: Actor, row: Application, form: str, **values: Any) -> commands.Completed:
        item = next(item for item in self.items(row) if item.form_key == form)
        return commands.complete(self.session, actor, item.id, values)

    def judge(self, actor: Actor, row: Application, **returned: str) -> None:
        """A verdict on every open material: a keyword names a kind and the reason it is returned for."""
        for item in [item for item in self.items(row) if item.form_key == "review/material"]:
            assert item.item_key
            material = applications.material(self.session, UUID(item.item_key))
            reason = returned.get(material.kind)
            fault = {"verdict": "return", "reason": reason, "text": f"请更正{material.title}"}
            verdict = fault if reason else {"verdict": "pass"}
            commands.complete(self.session, actor, item.id, {**verdict, "sha256": material.sha256})

    def conclude(self, actor: Actor, row: Application, conclusion: str, *, final: bool = True, **values: Any) -> None:
        self.do(actor, row, "review/conclusion", conclusion=conclusion, **values)
        if final:
            self.wait(row, timedelta(minutes=3))

    def pass_first(self, row: Application) -> None:
        self.judge(self.first, row)
        self.conclude(self.first, row, "pass")

    def approve(self, row: Application) -> None:
        self.judge(self.approver, row)
        self.conclude(self.approver, row, "pass")

    def correct(self, row: Application, *, data: bytes = b"", **values: Any) -> None:
        """Upload what the open notice asks for, `data` or a picture, and hand it in."""
        owner = self.applicant(row)
        for fault in faults_to_correct(self.session, row.id):
            if fault.material_id:
                faulted = applications.material(self.session, fault.material_id)
                sent = data or picture(610 + faulted.round, 850)
                uploads.stage_correction(self.session, owner, row, faulted, data=sent, filename="new.jpg")
        self.do(owner, row, "review/correct", complete=True, **values)

    def wait(self, row: Application, by: timedelta) -> None:
        """Let time pass, and fire what has become due in this case."""
        pass_by(by)
        assert row.instance_id is not None
        move_due(self.session, row.instance_id)
        self.session.expire_all()


def make_office(session: Session, plan: Plan) -> Office:
    """One institution with two first reviewers, two approvers, a supervisor."""
    own = select(PlanInstitution.institution_id).where(PlanInstitution.plan_id == plan.id)
    institution_id = session.scalars(own).one()
    reviewer = f"institution:{institution_id}:first_review"
    return Office(
        session,
        plan,
        institution_id,
        make_staff(session, "周初审", reviewer),
        make_staff(session, "吴初审", reviewer),
        make_staff(session, "郑审批", "authority:approver"),
        make_staff(session, "王审批", "authority:approver"),
        make_staff(session, "冯主管", "authority:supervisor"),
    )
