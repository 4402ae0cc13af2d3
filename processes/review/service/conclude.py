"""The decision over a whole application, by one stage or by the supervisor who settles a blind review."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from engine.platform import audit, clock
from engine.platform.errors import InvalidForm
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.apply import queries as applications
from processes.plans.queries import plan
from processes.review import queries
from processes.review.models import Conclusion, FieldFault
from processes.review.rules import STEPS, Judged, conclusion_problems, stage_of


@completes("review/conclusion")
def conclude(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Record the stage's conclusion; it can be taken back until `final_at`. Raises InvalidForm."""
    application = applications.application(ctx.work, UUID(ctx.business_key))
    delay = timedelta(minutes=plan(ctx.work, application.plan_id).take_back_minutes)
    _record(ctx, stage_of(item.group_name), values, final_after=delay)
    return {"conclusion": values["conclusion"]}


@completes("review/settle")
def settle(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Record what the supervisor decides after two reviewers differed. It is final at once. Raises InvalidForm."""
    _record(ctx, "authority", values, final_after=timedelta(), settled=True)
    return {"conclusion": values["conclusion"], "sampled": False}


def _record(
    ctx: TaskContext, stage: str, values: Mapping[str, Any], *, final_after: timedelta, settled: bool = False
) -> None:
    session, application_id = ctx.work, UUID(ctx.business_key)
    conclusion, text = str(values.get("conclusion") or ""), str(values.get("text") or "").strip()
    materials = queries.current_materials(session, application_id)
    standing = queries.standing(session, application_id, stage)
    judged = [
        Judged(row.id, standing[row.id].verdict, standing[row.id].sha256) for row in materials if row.id in standing
    ]
    faulted = {step: fault for step in STEPS if (fault := str(values.get(f"{step}_fault") or "").strip())}
    errors = conclusion_problems(
        conclusion, text, judged=judged, unjudged=len(materials) - len(judged), field_faults=len(faulted)
    )
    if errors:
        raise InvalidForm(errors, values)
    now = clock.now()
    row = Conclusion(
        application_id=application_id,
        stage=stage,
        round=queries.round_of(session, application_id),
        conclusion=conclusion,
        text=text,
        settled=settled,
        person_id=ctx.actor.person_id,
        person_name=ctx.actor.name,
        concluded_at=now,
        final_at=now + final_after,
    )
    session.add(row)
    session.flush()
    if conclusion == "return":
        for step, fault in faulted.items():
            session.add(FieldFault(application_id=application_id, conclusion_id=row.id, step=step, text=fault))
    audit.record(
        session,
        ctx.actor,
        "review.settled" if settled else "review.concluded",
        subject=("application", application_id),
        instance_id=ctx.instance_id,
        after={"stage": stage, "round": row.round, "conclusion": conclusion} | ({"text": text} if text else {}),
    )
    session.flush()
