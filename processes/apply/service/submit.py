"""Handing in, accepting an offered place, withdrawing, and what ends an application."""

from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.people import Actor
from engine.workflow import commands
from processes.apply import offers, queries
from processes.apply.errors import CannotWithdraw, DocumentTaken, PlanNotOpen, StepNotYet, TooLateToWithdraw
from processes.apply.models import OUTCOMES, Application, Status
from processes.apply.rules import steps
from processes.apply.service import materials, validity
from processes.apply.service.signing import sign
from processes.apply.service.start import refuse_second
from processes.apply.withdrawing import is_too_late
from processes.plans.service import places

WITHDRAWN = "case.withdrawn"


def hand_in(session: Session, actor: Actor, application: Application) -> None:
    """Hand in a draft whose steps are all finished. The place is taken here, under its lock.

    Raises PlanNotOpen, AlreadyApplied, DocumentTaken, PlanFull, StepNotYet; a full plan keeps the draft as it was.
    """
    plan = offers.plan(session, application.plan_id)
    if not plan.is_open:
        raise PlanNotOpen(plan=plan.title)
    invalid = validity.first_invalid(session, application)
    if invalid is not None or application.plan_line_id is None:
        raise StepNotYet(title=steps.TITLES[invalid or "rule"])
    refuse_second(session, application.person_id, application.plan_line_id, besides=application)
    offers.take(session, application)
    if queries.handed_in_by_number(session, application) is not None:  # asked under the lock of the place
        raise DocumentTaken(line=offers.offer(session, application.plan_line_id).title)
    handed_in = materials.hand_in(session, application)
    application.status, application.submitted_at = Status.SUBMITTED, clock.now()
    sign(session, application)
    _record(session, actor, application, "application.submitted", {"materials": [str(each) for each in handed_in]})


def accept(session: Session, actor: Actor, application: Application) -> None:
    """Take the place that was offered from the waiting list."""
    places.accept_offer(session, application.id)
    application.status = Status.SUBMITTED
    _record(session, actor, application, "application.place_accepted", {})


def withdraw(session: Session, actor: Actor, application: Application) -> None:
    """Ask the case to end because its applicant does not want it any more.

    Raises CannotWithdraw once it has ended, TooLateToWithdraw when nothing in it can be withdrawn any more.
    """
    commands.hold(session, application.instance_id)
    session.refresh(application)
    if application.status == Status.ENDED:
        raise CannotWithdraw(no=application.no, outcome=OUTCOMES.get(application.outcome or "", "已结束"))
    if not may_withdraw(session, application):
        raise TooLateToWithdraw(no=application.no)
    _record(session, actor, application, "application.withdrawal_asked", {})
    commands.correlate(session, WITHDRAWN, str(application.id), {"outcome": "withdrawn"})


def may_withdraw(session: Session, application: Application) -> bool:
    """Whether the case still listens to its applicant, and no later room says that it is too late."""
    awaited = commands.is_awaited(session, WITHDRAWN, str(application.id))
    return awaited and not is_too_late(session, application)


def approve(session: Session, actor: Actor, application: Application) -> None:
    """The authority has approved: the application stays alive for what follows."""
    application.status, application.outcome = Status.APPROVED, "approved"
    _record(session, actor, application, "application.approved", {})


def end(session: Session, actor: Actor, application: Application, outcome: str) -> None:
    """The case has ended without approval; `outcome` is a code of OUTCOMES. Ending twice changes nothing."""
    if application.status == Status.ENDED:
        return
    application.status, application.outcome, application.ended_at = Status.ENDED, outcome, clock.now()
    _record(session, actor, application, "application.ended", {"outcome": outcome})


def _record(session: Session, actor: Actor, application: Application, action: str, after: dict[str, object]) -> None:
    audit.record(
        session,
        actor,
        action,
        subject=("application", application.id),
        instance_id=application.instance_id,
        after={"status": application.status, **after},
    )
    session.flush()
