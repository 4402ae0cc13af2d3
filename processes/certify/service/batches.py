"""Batches: choosing who passed, a second person's approval, and what a return gives back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.database import next_number
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.apply import queries as applications
from processes.apply.models import Application
from processes.catalogue import queries as catalogue
from processes.certify import queries
from processes.certify.errors import AlreadyBatched, NobodyChosen, NotReady, OwnCertificate
from processes.certify.models import BatchStatus, CertificateBatch, CertificateTemplate, Eligible, EligibleState

PROCESS = "batch"


def make(
    session: Session,
    actor: Actor,
    *,
    occupation: str,
    grade: str,
    chosen: Sequence[UUID],
    template: CertificateTemplate,
    issued_on: date,
) -> CertificateBatch:
    """Put people who passed into a batch and hand it to the second person.

    Raises NobodyChosen, AlreadyBatched, NotReady.
    """
    if not chosen:
        raise NobodyChosen
    rows = session.scalars(
        select(Eligible)
        .where(Eligible.id.in_(chosen), Eligible.occupation == occupation, Eligible.grade == grade)
        .order_by(Eligible.id)
        .with_for_update()
    ).all()
    if len(rows) != len(set(chosen)) or any(row.state != EligibleState.WAITING for row in rows):
        raise AlreadyBatched
    _must_be_ready(session, [applications.application(session, row.application_id) for row in rows])
    batch = CertificateBatch(
        no=_next_number(session),
        occupation=occupation,
        occupation_name=catalogue.occupation(session, occupation).name,
        grade=grade,
        template_id=template.id,
        issued_on=issued_on,
        status=BatchStatus.SUBMITTED,
        made_by=actor.person_id,
    )
    session.add(batch)
    session.flush()
    for row in rows:
        row.state, row.batch_id = EligibleState.BATCHED, batch.id
    session.flush()
    batch.instance_id = commands.start(
        session, actor, PROCESS, str(batch.id), {"batch_id": str(batch.id)}, part="made"
    ).id
    audit.record(
        session, actor, "batch.submitted", subject=("certificate_batch", batch.id), instance_id=batch.instance_id,
        after={"no": batch.no, "count": len(rows)},
    )  # fmt: skip
    return batch


@completes("certify/approve")
def decide(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Approve a batch, or return it with a reason: its people wait again.

    Raises OwnCertificate; NotReady when somebody's results have changed since.
    """
    session = ctx.work
    batch = queries.batch(session, UUID(ctx.business_key), lock=True)
    approved = values["decision"] == "approve"
    rows = queries.of_batch(session, batch.id)
    if any(row.person_id == ctx.actor.person_id for row, _ in rows):
        raise OwnCertificate
    if approved:
        _must_be_ready(session, [application for _, application in rows])
        batch.status, batch.approved_by, batch.approved_at = BatchStatus.APPROVED, ctx.actor.person_id, clock.now()
    else:
        batch.status, batch.returned_reason = BatchStatus.RETURNED, str(values.get("reason") or "")
        freed = update(Eligible).where(Eligible.batch_id == batch.id)
        session.execute(freed.values(state=EligibleState.WAITING, batch_id=None))
    audit.record(
        session, ctx.actor, "batch.approved" if approved else "batch.returned",
        subject=("certificate_batch", batch.id), instance_id=ctx.instance_id,
        after={"no": batch.no, "reason": batch.returned_reason},
    )  # fmt: skip
    session.flush()
    return {"approved": approved}


def _must_be_ready(session: Session, wanted: Sequence[Application]) -> None:
    for application in wanted:
        why = queries.missing(session, application)
        if why:
            raise NotReady(name=application.name, why=why)


def _next_number(session: Session) -> str:
    return next_number(session, CertificateBatch.no, f"Z{clock.today():%Y}", digits=4)
