"""Python behind the service tasks of certify.bpmn: a case waits for its certificate."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.platform import notices
from engine.platform.people import queries as people
from engine.workflow.registry import TaskContext, service_task
from processes.apply import queries as applications
from processes.certify.models import Eligible

Variables = Mapping[str, Any]


@service_task("certify.enlist")
def enlist(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The case has passed: it waits to be put into a batch."""
    session = ctx.work
    application = applications.application(session, application_id)
    if session.scalar(select(Eligible.id).where(Eligible.application_id == application_id)):
        return {}
    if application.institution_id is None or application.occupation is None or application.grade is None:
        raise LookupError("an application without a line came to certification")
    session.add(
        Eligible(
            application_id=application.id,
            person_id=application.person_id,
            plan_id=application.plan_id,
            institution_id=application.institution_id,
            occupation=application.occupation,
            grade=application.grade,
        )
    )
    session.flush()
    return {}


@service_task("certify.urge")
def urge(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Somebody waits too long: tell the certificate office."""
    application = applications.application(ctx.work, application_id)
    for person in people.members(ctx.work, "authority:certificates"):
        notices.send(
            ctx.work,
            person.id,
            "certificate.overdue",
            title="有合格人员等待制证超期",
            body=f"申请编号 {application.no} 考试合格已久，尚未进入制证批次。",
            link="/certificates",
        )
    return {}
