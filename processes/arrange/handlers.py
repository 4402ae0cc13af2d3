"""Python behind service tasks: admitting a case to its exam, and the plan's round of arranging."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from engine.platform import notices
from engine.platform.people import queries as people
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes, service_task
from processes.arrange import queries, service
from processes.arrange.models import AdmissionState
from processes.plans import queries as plans

Variables = Mapping[str, Any]
ARRANGERS = "authority:arranger"


@service_task("arrange.admit")
def admit(ctx: TaskContext, *, application_id: UUID, attempt: int, subjects: list[str]) -> Variables:
    """The case may sit these subjects; it waits for seats from now on."""
    service.admit(ctx.work, ctx.actor, application_id, attempt=int(attempt), subjects=[str(each) for each in subjects])
    return {}


@service_task("arrange.remind")
def remind(ctx: TaskContext, *, plan_id: UUID) -> Variables:
    """People wait for seats for too long: tell everybody who can arrange."""
    plan = plans.plan(ctx.work, plan_id)
    for person in [*people.members(ctx.work, ARRANGERS), *people.members(ctx.work, "authority:supervisor")]:
        notices.send(
            ctx.work,
            person.id,
            "arrange.late",
            title=f"“{plan.title}”的考场编排已超期",
            body=f"还有 {waiting(ctx, plan.id)} 位考生等待座位，请尽快编排并发布。",
            link=f"/arrange/plans/{plan.id}",
        )
    return {}


@completes("arrange/publish")
def publish(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
    """Publish the chosen lines, or all; the round goes on while others of the plan wait.

    Raises NothingToPublish, NotPublishable, TicketsUsedUp.
    """
    plan_id = UUID(ctx.business_key)
    chosen: Sequence[str] = values.get("lines") or ()
    service.publish(ctx.work, ctx.actor, plan_id, {UUID(each) for each in chosen} or None)
    return {"people_waiting": waiting(ctx, plan_id)}


def waiting(ctx: TaskContext, plan_id: UUID) -> int:
    rows = queries.admissions(ctx.work, plan_id)
    return sum(row.state == AdmissionState.WAITING for row in rows)
