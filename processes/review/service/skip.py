"""Passing an applicant over, with a reason."""

from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform.people import Actor
from engine.workflow import commands, worklist
from processes.review.models import SkipRecord

PASSED_OVER = "review.passed_over"
"""What the boundary events 跳过满 3 次 of review.bpmn wait for."""


def skip(session: Session, actor: Actor, entry_id: UUID, reason: str) -> None:
    """Give the applicant back; the reason stays on record. The third time the diagram tells the group's lead.

    Raises ReasonNeeded, NotFound, NotYours, HeldByAnother.
    """
    # the case before its entry, as whoever moves it does
    commands.hold(session, worklist.entry_for(session, actor, entry_id).instance_id)
    entry = worklist.skip(session, actor, entry_id, reason)
    application_id = UUID(entry.business_key)
    session.add(
        SkipRecord(application_id=application_id, entry_id=entry_id, person_id=actor.person_id, reason=reason.strip())
    )
    session.flush()
    if entry.skips == worklist.ESCALATE_AFTER:
        commands.correlate(session, PASSED_OVER, entry.business_key)
