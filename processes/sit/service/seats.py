"""Sittings follow the seats that the arrangement publishes."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock, outbox
from processes.arrange.models import Admission, ExamSession, Seat
from processes.sit.events import SessionOver
from processes.sit.models import Sitting, SittingState
from processes.sit.rules import LATE_GRACE

WAITING = (SittingState.EXPECTED, SittingState.ADMITTED)


def expect(session: Session, session_id: UUID) -> None:
    """Make or move the sittings of a session's live seats. What has begun stays where it is. Repeating is harmless."""
    row = session.get(ExamSession, session_id)
    if row is None or row.void:
        return
    seats = (
        select(Seat, Admission)
        .join(Admission, Admission.id == Seat.admission_id)
        .where(
            Seat.session_id == session_id,
            ~Seat.void,
            Seat.published_at.is_not(None),
        )
        .order_by(Seat.number)
    )
    found = [(seat, admission) for seat, admission in session.execute(seats)]
    known = _known(session, [seat for seat, _ in found])
    for seat, admission in found:
        sitting = known.get((seat.application_id, seat.subject, admission.attempt))
        if sitting is None:
            sitting = Sitting(
                application_id=seat.application_id,
                person_id=admission.person_id,
                subject=seat.subject,
                attempt=admission.attempt,
                flagged=[],
            )
            session.add(sitting)
        elif sitting.state not in WAITING:
            continue
        sitting.seat_id, sitting.session_id, sitting.paper_id = seat.id, row.id, row.paper_id
        session.flush()
    if found and row.paper_id is not None and row.ends_at > clock.now():
        outbox.record(session, SessionOver(session_id=row.id), at=row.ends_at + LATE_GRACE)


def _known(session: Session, seats: list[Seat]) -> Mapping[tuple[UUID, str, int], Sitting]:
    rows = select(Sitting).where(Sitting.application_id.in_([seat.application_id for seat in seats]))
    found = session.scalars(rows.order_by(Sitting.id).with_for_update())
    return {(row.application_id, row.subject, row.attempt): row for row in found}
