"""Whoever was let in to an exam has used the place: what came of it stands, and nobody withdraws from it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.apply.models import Application
from processes.apply.withdrawing import too_late_when
from processes.sit.models import Sitting, SittingState

BEGUN = (SittingState.ADMITTED, SittingState.RUNNING, SittingState.HANDED_IN, SittingState.DISQUALIFIED)


@too_late_when
def has_begun(session: Session, application: Application) -> bool:
    """Whether an exam of this application has begun, in whichever attempt."""
    begun = select(Sitting.id).where(Sitting.application_id == application.id, Sitting.state.in_(BEGUN))
    return session.scalar(begun.limit(1)) is not None
