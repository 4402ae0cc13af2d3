"""What a supervisor decides when returns are used up, or a correction is late."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import audit, clock
from engine.platform.errors import FieldError, InvalidForm
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.review import queries
from processes.review.models import Supervision


@completes("review/supervise")
def supervise(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Extend, reject, or end as expired; the last only when a correction is late. Raises InvalidForm."""
    session, application_id = ctx.work, UUID(ctx.business_key)
    decision = str(values["supervision"])
    notice = queries.open_notice(session, application_id)
    if decision == "expire" and (notice is None or notice.due_at > clock.now()):
        sentence = "补正期限未过，不能按逾期终止。请选择再给一次补正或不予通过"
        raise InvalidForm([FieldError("supervision", sentence)], values)
    row = Supervision(
        application_id=application_id,
        decision=decision,
        text=str(values["text"]).strip(),
        person_id=ctx.actor.person_id,
        person_name=ctx.actor.name,
    )
    session.add(row)
    audit.record(
        session,
        ctx.actor,
        "review.supervised",
        subject=("application", application_id),
        instance_id=ctx.instance_id,
        after={"decision": decision, "text": row.text},
    )
    session.flush()
    return {"supervision": decision}
