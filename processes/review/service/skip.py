"""Passing an applicant over, with a reason."""

from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform.people import Actor
from engine.workflow import worklist
from processes.review.models import SkipRecord


def skip(session: Session, actor: Actor, entry_id: UUID, reason: str) -> None:
    """Give the applicant back; the reason stays on record. Raises ReasonNeeded, NotYours, HeldByAnother."""
    application_id = UUID(worklist.skip(session, actor, entry_id, reason).business_key)
    session.add(
        SkipRecord(application_id=application_id, entry_id=entry_id, person_id=actor.person_id, reason=reason.strip())
    )
    session.flush()
