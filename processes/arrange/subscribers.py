"""What the arrangement does after a transaction: computes, opens a round, tells cases and people."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock, outbox
from engine.platform.database import tenant_of
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.errors import UnknownProcess
from engine.workflow.models import Instance
from processes.arrange import queries, service, telling
from processes.arrange.events import Admitted, ProposalAsked, SeatsPublished
from processes.arrange.models import Admission, AdmissionState, ExamSession
from processes.arrange.service.propose import hold

PROCESS = "arrange"


@outbox.subscriber(ProposalAsked)
def compute(session: Session, event: ProposalAsked) -> None:
    service.compute(session, event.proposal_id)


@outbox.subscriber(Admitted)
def open_round(session: Session, event: Admitted) -> None:
    """The first who waits opens the plan's round of arranging; whoever comes while it is open joins it."""
    hold(session, event.plan_id)
    running = select(Instance.id).where(
        Instance.process == PROCESS, Instance.business_key == str(event.plan_id), Instance.status == "active"
    )
    waits = any(row.state == AdmissionState.WAITING for row in queries.admissions(session, event.plan_id))
    if not waits or session.scalar(running.limit(1)):
        return
    system = Actor.system(tenant_of(session))
    try:
        commands.start(session, system, PROCESS, str(event.plan_id), {"plan_id": str(event.plan_id)})
    except UnknownProcess:  # an installation whose definitions have no such round arranges without it
        return


@outbox.subscriber(SeatsPublished)
def tell(session: Session, event: SeatsPublished) -> None:
    """Everybody whose first session this is: the case goes on, and the person reads time, room and seat.

    Done by one session's event only, and once: repeating it finds nobody.
    """
    here = {each.admission.id: each.admission for each in queries.seated(session, [event.session_id])}
    for admission in here.values():
        if admission.state != AdmissionState.SEATED or admission.told_at is not None:
            continue
        first = _first_session(session, admission)
        if first is None or first.id != event.session_id:
            continue
        key = f"{admission.application_id}:{admission.attempt}"
        commands.correlate(session, "seat.assigned", key, {"first_session_at": first.starts_at.isoformat()})
        session.refresh(admission)
        if admission.state == AdmissionState.SEATED and admission.told_at is None:
            admission.told_at = clock.now()
            telling.tell_published(session, admission)


def _first_session(session: Session, admission: Admission) -> ExamSession | None:
    """Of the subjects that it waits for: the others may have been sat already."""
    seats = queries.seats_of(session, [admission.id])
    ids = [each.session_id for each in seats if each.subject in admission.subjects]
    rows = session.scalars(select(ExamSession).where(ExamSession.id.in_(ids))).all()
    return min(rows, key=lambda row: (row.starts_at, row.id), default=None)
