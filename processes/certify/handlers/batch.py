"""Python behind the service tasks of batch.bpmn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import notices
from engine.platform.database import work
from engine.platform.people import queries as people
from engine.workflow.registry import TaskContext, service_task
from processes.certify import queries
from processes.certify.service import issue

Variables = Mapping[str, Any]


@service_task("certify.number")
def number(ctx: TaskContext, *, batch_id: UUID) -> Variables:
    """Give the batch its numbers."""
    issue.number_batch(ctx.work, ctx.actor, queries.batch(ctx.work, batch_id, lock=True))
    return {}


@service_task("certify.render", remote=True)
def render(ctx: TaskContext, *, batch_id: UUID) -> Variables:
    """Draw the batch's pages, some at a time: a batch takes minutes, and what was drawn before a crash stays."""
    left = True
    while left:
        with work(ctx.actor.tenant_id) as session:
            left = issue.render_some(session, queries.batch(session, batch_id, lock=True)) > 0
    return {}


@service_task("certify.issue")
def issue_all(ctx: TaskContext, *, batch_id: UUID) -> Variables:
    """The batch is issued: everybody is told, every case goes on."""
    issue.issue_batch(ctx.work, ctx.actor, queries.batch(ctx.work, batch_id, lock=True))
    return {}


@service_task("certify.tell_returned")
def tell_returned(ctx: TaskContext, *, batch_id: UUID) -> Variables:
    """Tell who made the batch that it came back, and why."""
    batch = queries.batch(ctx.work, batch_id)
    notices.send(
        ctx.work,
        batch.made_by,
        "batch.returned",
        title=f"证书批次 {batch.no} 被退回",
        body=f"原因：{batch.returned_reason}。所选人员已放回待制证名单。",
        link="/certificates",
    )
    return {}


@service_task("certify.urge_approval")
def urge_approval(ctx: TaskContext, *, batch_id: UUID) -> Variables:
    """A batch waits too long for its approval."""
    batch = queries.batch(ctx.work, batch_id)
    for person in people.members(ctx.work, "authority:supervisor"):
        notices.send(
            ctx.work,
            person.id,
            "batch.overdue",
            title="有证书批次审批超期",
            body=f"批次 {batch.no} 的审批已经超期，请督促办理。",
            link="/certificates",
        )
    return {}
