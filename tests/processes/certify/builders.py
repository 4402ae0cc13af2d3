"""People who have passed, and the office that makes their certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock, files
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.commands import remote
from engine.workflow.models import Instance, RemoteTask, WorkItem
from processes.apply.models import Application, Material
from processes.catalogue.models import Occupation
from processes.catalogue.subjects import subjects_of
from processes.certify import queries
from processes.certify.models import Certificate, CertificateBatch, CertificateTemplate, Eligible
from processes.certify.rules import layout
from processes.certify.service import batches, issue, templates, void
from processes.mark.events import ResultChanged
from processes.mark.models import ResultState, SubjectResult
from processes.plans.models import Plan
from tests.processes.apply.builders import make_applicant, make_application, picture
from tests.processes.plans.builders import make_occupation
from tests.processes.review.builders import make_staff

OCCUPATION, GRADE = "6-11-01-03", "3"
DAY = date(2026, 12, 20)


@dataclass
class CertificateDesk:
    session: Session
    plan: Plan
    maker: Actor
    approver: Actor
    template: CertificateTemplate

    def passed(self, name: str = "林演示") -> Application:
        """A case that waits for its certificate."""
        known = {"name": name}
        row = make_application(self.session, make_applicant(self.session, name), self.plan, identity=known)
        self.score(row, ResultState.PASSED, 800)
        variables = {"application_id": str(row.id)}
        commands.start(self.session, Actor.system(self.plan.tenant_id), "certify", str(row.id), variables)
        return row

    def score(self, row: Application, state: ResultState, score: int) -> None:
        """What every subject of the case came to, the first time or after a correction."""
        for subject in subjects_of(row.grade or ""):
            found = select(SubjectResult).where(SubjectResult.application_id == row.id)
            result = self.session.scalar(found.where(SubjectResult.subject == subject.value))
            if result is None:
                result = SubjectResult(
                    application_id=row.id, person_id=row.person_id, plan_id=row.plan_id, subject=subject.value,
                    attempt=1, marked_at=clock.now(), final_at=clock.now(),
                )  # fmt: skip
                self.session.add(result)
            result.state, result.score = state, score
        self.session.flush()

    def fails_after_all(self, row: Application) -> None:
        """A corrected key turns the pass into a failure, and the office hears of it."""
        self.score(row, ResultState.FAILED, 500)
        void.hold(self.session, ResultChanged(row.id, row.id))

    def passes_after_all(self, row: Application) -> None:
        """Another correction makes it a pass again."""
        self.score(row, ResultState.PASSED, 700)
        void.hold(self.session, ResultChanged(row.id, row.id))

    def eligible(self, *rows: Application) -> list[UUID]:
        wanted = select(Eligible.id).where(Eligible.application_id.in_([row.id for row in rows]))
        return list(self.session.scalars(wanted.where(Eligible.state == "waiting")))

    def submit(self, *rows: Application) -> CertificateBatch:
        return batches.make(
            self.session, self.maker, occupation=OCCUPATION, grade=GRADE, chosen=self.eligible(*rows),
            template=self.template, issued_on=DAY,
        )  # fmt: skip

    def decide(self, batch: CertificateBatch, decision: str = "approve", reason: str = "") -> None:
        item = select(WorkItem).where(WorkItem.instance_id == batch.instance_id, WorkItem.status == "open")
        values = {"decision": decision, "reason": reason}
        commands.complete(self.session, self.approver, self.session.scalars(item).one().id, values)

    def render(self, batch: CertificateBatch) -> None:
        """What the worker does with a parked batch."""
        while issue.render_some(self.session, batch):
            pass
        parked = select(RemoteTask).where(RemoteTask.instance_id == batch.instance_id)
        task = self.session.scalars(parked).one()
        remote.resume(self.session, task.instance_id, task.id, {})

    def issue(self, *rows: Application) -> Sequence[Certificate]:
        """A whole batch: made, approved, drawn, issued."""
        batch = self.submit(*rows)
        self.decide(batch)
        self.render(batch)
        return queries.certificates(self.session, batch.id)

    def case(self, row: Application) -> Instance:
        found = select(Instance).where(Instance.process == "certify", Instance.business_key == str(row.id))
        return self.session.scalars(found.execution_options(populate_existing=True)).one()

    def without_portrait(self, row: Application) -> None:
        for material in self.session.scalars(select(Material).where(Material.application_id == row.id)):
            if material.kind == "portrait":
                material.replaced = True
        self.session.flush()


def make_desk(session: Session, plan: Plan) -> CertificateDesk:
    if not session.scalar(select(Occupation.id)):
        make_occupation(session)
    maker = make_staff(session, "万证书", "authority:certificates")
    approver = make_staff(session, "顾证批", "authority:certificate_approver")
    template = templates.keep(session, maker, name="职业技能等级证书", elements=layout.standard())
    return CertificateDesk(session, plan, maker, approver, template)


def make_photo(session: Session) -> files.StoredFile:
    return files.store(session, picture(295, 413), filename="photo.jpg")
