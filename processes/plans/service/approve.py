"""The second person's decision on a draft."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import audit, clock, notices
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.plans import queries
from processes.plans.errors import SamePerson
from processes.plans.models import PlanStatus

APPROVE, RETURN = "approve", "return"


@completes("plan/approve")
def decide(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Approve a draft, or return it with a reason. Raises SamePerson for whoever drew it up."""
    plan = queries.plan(ctx.work, UUID(ctx.business_key), lock=True)
    if plan.drafted_by == ctx.actor.person_id:
        raise SamePerson
    approved = values["decision"] == APPROVE
    if approved:
        plan.approved_by, plan.approved_at = ctx.actor.person_id, clock.now()
    else:
        plan.status, plan.returned_reason = PlanStatus.DRAFT, values["reason"]
    audit.record(
        ctx.work,
        ctx.actor,
        "plan.approved" if approved else "plan.returned",
        subject=("plan", plan.id),
        instance_id=ctx.instance_id,
        after={"reason": plan.returned_reason},
    )
    notices.send(
        ctx.work,
        plan.drafted_by,
        "plan.approved" if approved else "plan.returned",
        title=f"计划“{plan.title}”{'已获批准' if approved else '被退回修改'}",
        body="计划将按设定的时间开放和截止。" if approved else f"退回原因：{plan.returned_reason}。请修改后重新提交。",
        link=f"/plans/{plan.id}",
    )
    return {"decision": values["decision"]}
