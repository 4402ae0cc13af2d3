"""A second opinion, given without seeing the first."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import audit
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.review import queries
from processes.review.models import BlindReview


@completes("review/blind")
def review_blindly(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Record the opinion; whether it agrees is computed by the process."""
    application_id = UUID(ctx.business_key)
    ctx.work.add(
        BlindReview(
            application_id=application_id,
            round=queries.round_of(ctx.work, application_id),
            conclusion=values["blind_conclusion"],
            text=str(values["text"]).strip(),
            person_id=ctx.actor.person_id,
            person_name=ctx.actor.name,
        )
    )
    audit.record(
        ctx.work,
        ctx.actor,
        "review.blind_reviewed",
        subject=("application", application_id),
        instance_id=ctx.instance_id,
        after={"conclusion": values["blind_conclusion"]},
    )
    ctx.work.flush()
    return {}
