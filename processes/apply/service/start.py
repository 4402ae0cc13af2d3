"""Begin an application."""

from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.people import Actor
from engine.workflow import commands
from processes.apply import offers, queries
from processes.apply.declared import declare
from processes.apply.errors import AlreadyApplied, PlanNotOpen
from processes.apply.models import Application, Status
from processes.apply.numbers import next_number

PROCESS = "certification"


def start(session: Session, actor: Actor, *, plan_id: UUID, plan_line_id: UUID | None = None) -> Application:
    """Begin an application in an open plan, or return the draft the person has there already.

    Raises PlanNotOpen, AlreadyApplied.
    """
    refuse_closed(session, plan_id)
    offers.one_at_a_time(session, actor.person_id)
    if plan_line_id is not None:
        refuse_second(session, actor.person_id, plan_line_id)
    draft = queries.draft_of(session, actor.person_id, plan_id)
    if draft is not None:
        return draft
    application = Application(
        no=next_number(session), person_id=actor.person_id, plan_id=plan_id, name=actor.name, status=Status.DRAFT
    )
    session.add(application)
    session.flush()
    if plan_line_id is not None:
        declare(application, "rule", {"plan_line_id": str(plan_line_id)})
    open_case(session, actor, application)
    return application


def open_case(session: Session, actor: Actor, application: Application, *, part: str | None = None) -> None:
    """Start the process of a new application; `part` is the part that starting it was."""
    variables = offers.variables(session, application)
    instance = commands.start(session, actor, PROCESS, str(application.id), variables, part=part)
    application.instance_id = instance.id
    audit.record(
        session,
        actor,
        "application.begun",
        subject=("application", application.id),
        instance_id=instance.id,
        after={"no": application.no, "source": application.source},
    )
    session.flush()


def refuse_closed(session: Session, plan_id: UUID) -> None:
    """Raises PlanNotOpen."""
    plan = offers.plan(session, plan_id)
    if not plan.is_open:
        raise PlanNotOpen(plan=plan.title)


def refuse_second(session: Session, person_id: UUID, plan_line_id: UUID, *, besides: Application | None = None) -> None:
    """Raises AlreadyApplied when the person has another application, begun or handed in, for this plan line."""
    other = queries.live(session, person_id, plan_line_id)
    if other is not None and other is not besides and other.status != Status.DRAFT:
        raise AlreadyApplied(line=offers.offer(session, plan_line_id).title, no=other.no)
