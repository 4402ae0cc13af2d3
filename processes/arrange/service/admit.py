"""A case may sit the exam, or no longer."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, outbox
from engine.platform.people import Actor
from processes.apply import queries as applications
from processes.apply.models import Application, Status
from processes.arrange import queries
from processes.arrange.events import Admitted, SeatsPublished
from processes.arrange.models import Admission, AdmissionState, ExamSession, Seat


def admit(session: Session, actor: Actor, application_id: UUID, *, attempt: int, subjects: Sequence[str]) -> Admission:
    """The case waits for seats in these subjects. The same attempt again (some were postponed) gives up the seats of
    these subjects and waits anew; its ticket number stays. Repeating it while it waits changes nothing."""
    known = session.scalar(
        select(Admission)
        .where(Admission.application_id == application_id, Admission.attempt == attempt)
        .with_for_update()
    )
    if known is not None and known.state == AdmissionState.WAITING and set(known.subjects) == set(subjects):
        return known
    if known is not None:
        _give_up(session, known, subjects=subjects, past=True)
        known.subjects, known.state, known.told_at = list(subjects), AdmissionState.WAITING, None
    row = known or _new(session, application_id, attempt, subjects)
    session.flush()
    outbox.record(session, Admitted(plan_id=row.plan_id))
    audit.record(
        session,
        actor,
        "arrange.admitted",
        subject=("application", application_id),
        after={"attempt": attempt, "subjects": list(subjects)},
    )
    return row


def leave(session: Session, actor: Actor, application_id: UUID) -> None:
    """The case is over: seats that are still to come are free again. Repeating it changes nothing."""
    waiting = select(Admission).where(
        Admission.application_id == application_id, Admission.state != AdmissionState.LEFT
    )
    for row in session.scalars(waiting.with_for_update()).all():
        freed = _give_up(session, row, subjects=row.subjects, past=False)
        row.state = AdmissionState.LEFT
        audit.record(
            session, actor, "arrange.left", subject=("application", application_id), after={"seats_freed": freed}
        )
    session.flush()


def release_ended(session: Session, actor: Actor, plan_id: UUID) -> None:
    """Cases that ended another way, withdrawn or cancelled, hold nothing any more."""
    ended = (
        select(Admission.application_id)
        .join(Application, Application.id == Admission.application_id)
        .where(
            Admission.plan_id == plan_id,
            Admission.state != AdmissionState.LEFT,
            Application.status == Status.ENDED,
        )
    )
    for application_id in session.scalars(ended).all():
        leave(session, actor, application_id)


def _new(session: Session, application_id: UUID, attempt: int, subjects: Sequence[str]) -> Admission:
    application = applications.application(session, application_id)
    row = Admission(
        application_id=application_id,
        person_id=application.person_id,
        plan_id=application.plan_id,
        plan_line_id=application.plan_line_id,
        institution_id=application.institution_id,
        occupation=application.occupation,
        grade=application.grade,
        attempt=attempt,
        subjects=list(subjects),
    )
    session.add(row)
    return row


def _give_up(session: Session, row: Admission, *, subjects: Sequence[str], past: bool) -> int:
    """Free the seats of subjects; those of sessions that have begun only with `past`. Returns how many."""
    freed = 0
    for seat in queries.seats_of(session, [row.id]):
        at = session.get_one(ExamSession, seat.session_id)
        if seat.subject in subjects and (past or at.starts_at > clock.now()):
            seat.void, freed = True, freed + 1
            _tell(session, seat)
    session.flush()
    return freed


def _tell(session: Session, seat: Seat) -> None:
    if seat.published_at is not None:
        outbox.record(session, SeatsPublished(session_id=seat.session_id))
