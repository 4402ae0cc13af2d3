"""Python behind the service tasks of certification.bpmn: how a case ends before it was approved."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import notices
from engine.workflow.registry import TaskContext, service_task
from processes.apply import queries
from processes.apply.service import end
from processes.plans.service import places

Variables = Mapping[str, Any]


@service_task("certification.withdrawn")
def withdrawn(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The applicant has taken the application back."""
    session = ctx.work
    application = queries.application(session, application_id, lock=True)
    end(session, ctx.actor, application, "withdrawn")
    notices.send(
        session,
        application.person_id,
        "application.withdrawn",
        title="申请已撤回",
        body=f"申请编号 {application.no}。您已撤回申请，名额已退还。报名截止前可以重新申请。",
        link=f"/my/cases/{application.no}",
        sms=True,
    )
    return {"outcome": "withdrawn"}


@service_task("certification.cancelled")
def cancelled(ctx: TaskContext, *, application_id: UUID, reason: str | None = None) -> Variables:
    """The authority has cancelled the case."""
    session = ctx.work
    application = queries.application(session, application_id, lock=True)
    end(session, ctx.actor, application, "cancelled")
    why = f"，原因：{reason}" if reason else ""
    notices.send(
        session,
        application.person_id,
        "application.cancelled",
        title="申请已取消",
        body=f"申请编号 {application.no}。主管部门取消了这份申请{why}。如有疑问，请拨打咨询电话。",
        link=f"/my/cases/{application.no}",
        sms=True,
    )
    return {"outcome": "cancelled"}


@service_task("certification.release_place")
def release_place(ctx: TaskContext, *, application_id: UUID, outcome: str) -> Variables:
    """Give the place back, so that the waiting list moves; the application ends with what the process says."""
    session = ctx.work
    application = queries.application(session, application_id, lock=True)
    end(session, ctx.actor, application, outcome)
    places.release_place(session, application.id)
    return {}
