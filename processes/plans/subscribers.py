"""What follows from a plan's events, each in a transaction of its own."""

from sqlalchemy.orm import Session

from engine.platform import outbox
from engine.workflow import commands
from processes.plans.events import PlaceOffered


@outbox.subscriber(PlaceOffered)
def tell_the_waiting(session: Session, event: PlaceOffered) -> None:
    """Wake the waiting case; its diagram gives the person a limited time to accept."""
    commands.correlate(session, "place.offered", str(event.application_id))
