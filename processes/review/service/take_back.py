"""Taking a conclusion back while it is not final."""

from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.people import Actor
from engine.workflow import commands
from processes.apply.models import Application
from processes.review import queries
from processes.review.errors import NotYourConclusion, TooLateToTakeBack


def take_back(session: Session, actor: Actor, application: Application) -> None:
    """Take back one's own last conclusion; the case opens for judging again.

    Raises TooLateToTakeBack once the delay is over or the case has moved on, NotYourConclusion.
    """
    row = queries.last_conclusion(session, application.id)
    if row is None or row.settled or row.final_at <= clock.now():
        raise TooLateToTakeBack
    if row.person_id != actor.person_id:
        raise NotYourConclusion(person=row.person_name)
    row.taken_back_at = clock.now()
    session.flush()
    if not commands.correlate(session, "decision.taken_back", str(application.id)):
        raise TooLateToTakeBack
    audit.record(
        session,
        actor,
        "review.taken_back",
        subject=("application", application.id),
        instance_id=application.instance_id,
        before={"stage": row.stage, "conclusion": row.conclusion},
    )
