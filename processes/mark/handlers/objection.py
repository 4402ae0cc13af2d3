"""Python behind the service tasks of objection.bpmn, and what exam.bpmn does about an objection."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import notices
from engine.platform.people import queries as people
from engine.workflow import commands
from engine.workflow.registry import TaskContext, service_task
from processes.apply import queries as applications
from processes.catalogue.subjects import Subject
from processes.mark import queries
from processes.mark.errors import NotConfirmed
from processes.mark.models import Objection
from processes.mark.words import points

Variables = Mapping[str, Any]


@service_task("mark.answer_objection")
def answer_objection(ctx: TaskContext, *, objection_id: UUID) -> Variables:
    """Answer the candidate in writing, and let the case go on. Raises NotConfirmed for another score of one person."""
    session = ctx.work
    row = session.get_one(Objection, objection_id)
    if row.decided_at is None:
        raise NotConfirmed
    result = queries.result(session, row.result_id)
    application, subject = applications.application(session, row.application_id), Subject(result.subject).title
    what = f"成绩更正为 {points(row.score_after)}" if row.decision == "upheld" else "维持原成绩"
    notices.send(
        session, application.person_id, "objection.answered", title=f"成绩异议答复：{what}",
        body=f"异议编号 {row.no}。您对{subject}成绩的异议已由另一人复核：{what}。理由：{row.answer}",
        link=f"/my/cases/{application.no}/results", sms=True,
    )  # fmt: skip
    commands.correlate(session, "objection.decided", f"{application.id}:{result.attempt}")
    return {}


@service_task("mark.escalate_objection")
def escalate(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """An objection will soon be overdue: tell the supervisors."""
    _tell_supervisors(ctx, application_id, "答复期限将到")
    return {}


@service_task("mark.urge_objection")
def urge(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The legal days for an answer are over: tell the supervisors."""
    _tell_supervisors(ctx, application_id, "已超过答复期限")
    return {}


@service_task("mark.urge_confirmation")
def urge_confirmation(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """A changed score waits to be confirmed: tell the supervisors, who confirm it."""
    _tell_supervisors(ctx, application_id, "的更正待确认")
    return {}


def _tell_supervisors(ctx: TaskContext, application_id: UUID, what: str) -> None:
    application = applications.application(ctx.work, application_id)
    for person in people.members(ctx.work, "authority:supervisor"):
        notices.send(
            ctx.work,
            person.id,
            "objection.overdue",
            title=f"有成绩异议{what}",
            body=f"申请编号 {application.no} 的成绩异议{what}，请督促办理。",
            link="/mark/objections",
        )
