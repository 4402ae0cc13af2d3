"""The open task of a plan for one person, and its form as the plan's own definitions have it."""

from sqlalchemy.orm import Session

from engine.platform.errors import AppError
from engine.platform.people import Actor
from engine.workflow import commands, definitions
from engine.workflow.models import Instance, WorkItem
from forms import kit
from processes.plans.errors import SamePerson
from processes.plans.models import Plan
from processes.plans.options import STATES


class NothingToDecide(AppError):
    code, status = "nothing_to_decide", 409
    message = "计划“{title}”现在是“{state}”，没有等待您办理的事项。可能已由他人处理。"


def form_of(session: Session, key: str, plan: Plan | None) -> kit.Form:
    """The form of a running plan's definitions, or for a new plan of those in force."""
    instance = session.get(Instance, plan.instance_id) if plan is not None and plan.instance_id else None
    version = instance.deployment_hash if instance else definitions.active(session).hash
    return kit.load(definitions.form(session, version, key))


def task_of(session: Session, actor: Actor, plan: Plan, form_key: str) -> WorkItem:
    """The open task of this form that the actor may do. Raises SamePerson, NothingToDecide."""
    for item in commands.open_items(session, actor, business_key=str(plan.id)):
        if item.form_key == form_key and actor.person_id not in item.excluded:
            return item
    if form_key == "plan/approve" and plan.drafted_by == actor.person_id:
        raise SamePerson
    raise NothingToDecide(title=plan.title, state=STATES[plan.status])
