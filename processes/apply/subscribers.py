"""What the application does when other rooms report something."""

from sqlalchemy.orm import Session

from engine.platform import notices, outbox
from engine.workflow import commands
from processes.apply import queries
from processes.apply.models import Status
from processes.plans.events import PlaceOffered


@outbox.subscriber(PlaceOffered)
def offer_place(session: Session, event: PlaceOffered) -> None:
    """Wake the waiting case and tell its applicant."""
    application = queries.application(session, event.application_id)
    if application.status != Status.WAITING:
        return
    commands.correlate(session, "place.offered", str(application.id))
    notices.send(
        session,
        application.person_id,
        "application.place_offered",
        title="候补名额待确认",
        body=f"申请编号 {application.no}。有名额空出，请在 24 小时内确认，逾期将顺延给下一位。",
        link=f"/my/applications/{application.id}/accept",
        sms=True,
    )
