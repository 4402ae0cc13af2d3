"""Behind the service tasks of plan.bpmn. Repeating any of them changes nothing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import audit, clock, notices
from engine.platform.people import queries as people
from engine.workflow.registry import TaskContext, service_task
from processes.plans import queries
from processes.plans.models import Plan, PlanStatus


@service_task("plan.publish")
def publish(ctx: TaskContext, *, plan_id: UUID) -> Mapping[str, Any]:
    """The approved plan becomes public; its window is set by timers from here on."""
    plan = _step(ctx, plan_id, PlanStatus.PUBLISHED, "plan.published")
    plan.published_at = plan.published_at or clock.now()
    return {"opens_at": plan.opens_at.isoformat(), "closes_at": plan.closes_at.isoformat()}


@service_task("plan.open")
def open_(ctx: TaskContext, *, plan_id: UUID) -> Mapping[str, Any]:
    """The window begins."""
    _step(ctx, plan_id, PlanStatus.OPEN, "plan.opened")
    return {}


@service_task("plan.close")
def close(ctx: TaskContext, *, plan_id: UUID) -> Mapping[str, Any]:
    """The window is over; drafts and the waiting list end by their own timers."""
    _step(ctx, plan_id, PlanStatus.CLOSED, "plan.closed")
    return {}


@service_task("plan.remind")
def remind(ctx: TaskContext, *, plan_id: UUID) -> Mapping[str, Any]:
    """A draft or its approval is late: tell everybody who can act."""
    plan = queries.plan(ctx.work, plan_id)
    waits_for_approval = plan.status == PlanStatus.SUBMITTED
    group = "authority:plan_approver" if waits_for_approval else "authority:planner"
    for person in people.members(ctx.work, group):
        notices.send(
            ctx.work,
            person.id,
            "plan.late",
            title=f"计划“{plan.title}”{'等待审批' if waits_for_approval else '等待提交'}已超期",
            body="请尽快办理。开放时间不会因此推迟。",
            link=f"/plans/{plan.id}",
        )
    return {}


_ORDER = [PlanStatus.DRAFT, PlanStatus.SUBMITTED, PlanStatus.PUBLISHED, PlanStatus.OPEN, PlanStatus.CLOSED]


def _step(ctx: TaskContext, plan_id: UUID, status: PlanStatus, action: str) -> Plan:
    plan = queries.plan(ctx.work, plan_id, lock=True)
    if _ORDER.index(PlanStatus(plan.status)) < _ORDER.index(status):
        before, plan.status = plan.status, status
        audit.record(
            ctx.work,
            ctx.actor,
            action,
            subject=("plan", plan.id),
            instance_id=ctx.instance_id,
            before={"status": before},
            after={"status": status},
        )
    ctx.work.flush()
    return plan
