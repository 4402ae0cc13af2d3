"""The commands behind the wizard's forms: business rows and the wizard's place, in the engine's transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import audit
from engine.platform.errors import FieldError, InvalidForm
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.apply import queries
from processes.apply.declared import forget
from processes.apply.models import Application
from processes.apply.service import submit, validity
from processes.apply.service.steps import KEEP, still_a_draft

Variables = Mapping[str, Any]


@completes("apply/identity")
def finish_identity(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
    _finish(ctx, "identity", values)
    return {}


@completes("apply/rule")
def finish_rule(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
    return place_variables(_finish(ctx, "rule", values))


@completes("apply/history")
def finish_history(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
    application = _finish(ctx, "history", values)
    if not validity.rule_fits(ctx.work, application):
        sentence = f"按填写的工作经历，不满足所选条件“{application.rule_sentence}”。请核对年月，或返回上一步改选条件"
        raise InvalidForm([FieldError("works", sentence)], values)
    return {}


@completes("apply/materials")
def finish_materials(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
    application = queries.application(ctx.work, UUID(ctx.business_key), lock=True)
    refuse_missing(ctx, application)
    _finish(ctx, "materials", values)
    return {}


@completes("apply/check")
def finish_check(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
    application = _finish(ctx, "check", values)
    submit.hand_in(ctx.work, ctx.actor, application)
    return {}


@completes("apply/accept_place")
def accept_place(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
    application = queries.application(ctx.work, UUID(ctx.business_key), lock=True)
    submit.accept(ctx.work, ctx.actor, application)
    return {"place": "taken"}


def place_variables(application: Application) -> Variables:
    """What the process has to know of the line and the point that were chosen."""
    return {
        "plan_line_id": str(application.plan_line_id),
        "institution_id": str(application.institution_id),
        "grade": application.grade,
        "category": application.category,
    }


def refuse_missing(ctx: TaskContext, application: Application) -> None:
    """Raises InvalidForm naming every material that is not there."""
    lacking = validity.missing(ctx.work, application)
    if lacking:
        raise InvalidForm([FieldError(kind.code, f"请上传{kind.title}") for kind in lacking])


def _finish(ctx: TaskContext, step: str, values: dict[str, Any]) -> Application:
    application = queries.application(ctx.work, UUID(ctx.business_key), lock=True)
    still_a_draft(ctx.work, application)
    if step in KEEP:
        KEEP[step](ctx.work, application, values)
    forget(application, f"{step}.draft")
    application.finished = [*(done for done in application.finished if done != step), step]
    audit.record(
        ctx.work,
        ctx.actor,
        "application.step_finished",
        subject=("application", application.id),
        instance_id=ctx.instance_id,
        after={"step": step},
    )
    ctx.work.flush()
    return application
