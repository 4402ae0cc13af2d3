"""What the application does when other rooms report something."""

from sqlalchemy.orm import Session

from engine.platform import notices, outbox
from engine.platform.database import tenant_of
from engine.platform.people import Actor
from engine.workflow import commands
from processes.apply import queries
from processes.apply.models import Status
from processes.plans.events import PlaceOffered, PlanChanged


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


@outbox.subscriber(PlanChanged)
def follow_the_window(session: Session, event: PlanChanged) -> None:
    """A plan closes later: drafts and the waiting list get the time too. The cases in order of their ids."""
    system = Actor.system(tenant_of(session))
    for instance_id in queries.unfinished_cases(session, event.plan_id):
        commands.change_variables(session, system, instance_id, {"closes_at": event.closes_at.isoformat()})
