"""The applicant hands in everything that the one notice asked for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import audit, clock
from engine.platform.errors import FieldError, InvalidForm
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.apply import queries as applications
from processes.apply.service import materials as hand_in
from processes.review import queries
from processes.review.errors import NothingToCorrect
from processes.review.rules import STEPS


@completes("review/correct")
def correct(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Put the new files in the place of the returned ones. Only what changed is judged again; when declared data
    changed too, a case of the authority goes through first review again. Raises InvalidForm, NothingToCorrect."""
    session, application_id = ctx.work, UUID(ctx.business_key)
    notice = queries.open_notice(session, application_id)
    if notice is None:
        raise NothingToCorrect
    faults = [queries.Fault.from_item(each) for each in notice.items]
    staged = {row.replaces for row in applications.staged(session, application_id)}
    missing = [
        FieldError(fault.kind, f"请重新上传{fault.title}")
        for fault in faults
        if fault.material_id and fault.material_id not in staged
    ]
    answers = {step: str(values.get(f"{step}_answer") or "").strip() for step in STEPS}
    open_fields = queries.open_fields(session, application_id)
    missing += [
        FieldError(f"{row.step}_answer", f"请写明更正后的{STEPS[row.step]}")
        for row in open_fields
        if not answers[row.step]
    ]
    if missing:
        raise InvalidForm(missing, values)
    hand_in.hand_in_corrections(session, applications.application(session, application_id))
    now = clock.now()
    for row in open_fields:
        row.answer, row.answered_at = answers[row.step], now
    notice.closed_at, notice.corrected = now, True
    audit.record(
        session,
        ctx.actor,
        "review.corrected",
        subject=("application", application_id),
        instance_id=ctx.instance_id,
        after={"notice": notice.no, "corrected": [fault.title for fault in faults]},
    )
    session.flush()
    again = {"stage": "first"} if open_fields else {}
    return {"round": queries.round_of(session, application_id), **again}
