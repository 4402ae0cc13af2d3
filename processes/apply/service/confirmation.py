"""The command behind the form in which an applicant confirms a clerk's registration, or declines it."""

from typing import Any
from uuid import UUID

from engine.platform import audit
from engine.platform.errors import FieldError, InvalidForm
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.apply import queries
from processes.apply.declared import answers_of, declare
from processes.apply.rules import steps
from processes.apply.service import identity
from processes.apply.service.completions import Variables, place_variables
from processes.catalogue.identity import normalise

CONFIRM = "confirm"


@completes(queries.CONFIRM_FORM)
def confirm(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
    """Confirmed: what the clerk wrote becomes the applicant's own, and the wizard goes on at what is not filled.

    Raises InvalidForm when the document number typed is not the one registered.
    """
    application = queries.application(ctx.work, UUID(ctx.business_key), lock=True)
    confirmed = values["decision"] == CONFIRM
    if confirmed:
        known = answers_of(application, "identity")["id_number"]
        if normalise(values["id_number"]) != known:
            sentence = "与机构登记的证件号码不一致。请对照证件核对；如登记有误，请选择“不报名”并说明"
            raise InvalidForm([FieldError("id_number", sentence)], values)
        identity.adopt(ctx.work, application)
    declare(application, "confirmation", {"decision": values["decision"], "reason": values.get("reason", "")})
    audit.record(
        ctx.work,
        ctx.actor,
        "application.confirmed" if confirmed else "application.declined",
        subject=("application", application.id),
        instance_id=ctx.instance_id,
        after={"finished": list(application.finished)},
    )
    ctx.work.flush()
    return {
        "confirmed": confirmed,
        "reopened_step": steps.current(application.finished),
        **(place_variables(application) if confirmed else {}),
    }
