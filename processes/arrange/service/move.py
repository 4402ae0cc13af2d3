"""Moving people by hand, one by one; a seat placed by hand is pinned. Who was told already is told again."""

from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, outbox
from engine.platform.people import Actor
from processes.arrange import queries, telling
from processes.arrange.errors import (
    NoSuchNumber,
    NoSuchSeat,
    SeatTaken,
    SessionFull,
    SessionOver,
    TimesClash,
    WrongOrder,
    WrongSession,
)
from processes.arrange.events import SeatsPublished
from processes.arrange.models import Admission, AdmissionState, ExamSession, Seat
from processes.arrange.rules.problem import ORDER
from processes.arrange.rules.seating import Sitter, seat
from processes.arrange.service.problem import units
from processes.arrange.service.propose import hold
from processes.arrange.service.sessions import times
from processes.catalogue.subjects import Subject
from processes.plans import queries as plans


def move(
    session: Session,
    actor: Actor,
    admission_id: UUID,
    subject: str,
    session_id: UUID,
    *,
    number: int | None = None,
    reason: str = "",
) -> Seat:
    """Seat somebody in a session, from wherever he sits or has no seat; without `number` on the best free seat.

    Raises SessionOver, WrongSession, TimesClash, WrongOrder, SessionFull, SeatTaken, NoSuchNumber.
    """
    row = _admission(session, admission_id)
    target = _open_session(session, session_id)
    _refuse_wrong(session, row, subject, target)
    held = next((each for each in queries.seats_of(session, [row.id]) if each.subject == subject), None)
    if held is not None:
        _open_session(session, held.session_id)
    _refuse_clash(session, row, subject, target)
    place = _free_number(session, row, target, number, keeping=held)
    before = _told(session, held) if held else None
    touched = {target.id, held.session_id} if held else {target.id}
    if held is None:
        ticket = queries.ticket(session, row.id)
        held = Seat(
            admission_id=row.id,
            application_id=row.application_id,
            session_id=target.id,
            subject=subject,
            number=place,
            ticket_no=ticket.no if ticket else str(row.id),
        )
        session.add(held)
    held.session_id, held.number, held.pinned = target.id, place, True
    session.flush()
    _record(session, actor, "arrange.seat_moved", held, before, reason)
    _follow(session, row, held, touched, reason)
    return held


def swap(session: Session, actor: Actor, seat_id: UUID, other_id: UUID, *, reason: str = "") -> None:
    """Two people of one subject and line change places. Raises NoSuchSeat, SessionOver, WrongSession, TimesClash."""
    one, other = queries.seat(session, seat_id), queries.seat(session, other_id)
    if one.id == other.id:
        raise NoSuchSeat
    admissions = [_admission(session, each.admission_id) for each in (one, other)]
    one, other = queries.seat(session, seat_id, lock=True), queries.seat(session, other_id, lock=True)
    sessions = [_open_session(session, each.session_id) for each in (one, other)]
    for row, held, target in ((admissions[0], one, sessions[1]), (admissions[1], other, sessions[0])):
        _refuse_wrong(session, row, held.subject, target)
        _refuse_clash(session, row, held.subject, target)
    before = [_told(session, each) for each in (one, other)]
    places = [(each.session_id, each.number) for each in (one, other)]
    one.number = -1  # out of the way: both seats are taken
    session.flush()
    other.session_id, other.number, other.pinned = *places[0], True
    session.flush()
    one.session_id, one.number, one.pinned = *places[1], True
    session.flush()
    both = {places[0][0], places[1][0]}
    for row, held, told in zip(admissions, (one, other), before, strict=True):
        _record(session, actor, "arrange.seat_swapped", held, told, reason)
        _follow(session, row, held, both, reason)


def pin(session: Session, actor: Actor, seat_id: UUID) -> None:
    """A new arrangement leaves this seat alone."""
    _set_pin(session, actor, seat_id, pinned=True)


def unpin(session: Session, actor: Actor, seat_id: UUID) -> None:
    """A new arrangement may change this seat."""
    _set_pin(session, actor, seat_id, pinned=False)


def _set_pin(session: Session, actor: Actor, seat_id: UUID, *, pinned: bool) -> None:
    row = queries.seat(session, seat_id, lock=True)
    if row.pinned != pinned:
        row.pinned = pinned
        session.flush()
        action = "arrange.seat_pinned" if pinned else "arrange.seat_unpinned"
        audit.record(session, actor, action, subject=("application", row.application_id), after=_told(session, row))


def _admission(session: Session, admission_id: UUID) -> Admission:
    row = queries.admission(session, admission_id)
    hold(session, row.plan_id)
    session.refresh(row)
    if row.state == AdmissionState.LEFT:
        raise NoSuchSeat
    return row


def _open_session(session: Session, session_id: UUID) -> ExamSession:
    row = queries.exam_session(session, session_id)
    if row.starts_at <= clock.now():
        raise SessionOver
    return row


def _refuse_wrong(session: Session, row: Admission, subject: str, target: ExamSession) -> None:
    if (target.plan_line_id, target.subject) != (row.plan_line_id, subject) or subject not in row.subjects:
        raise WrongSession(
            wanted=f"{plans.line_title(plans.line(session, row.plan_line_id))}{Subject(subject).title}",
            given=f"{plans.line_title(plans.line(session, target.plan_line_id))}{Subject(target.subject).title}",
        )


def commitments(session: Session, row: Admission) -> list[tuple[Seat, ExamSession]]:
    """Every exam that the person still has: of this admission and of others."""
    statement = (
        select(Seat, ExamSession)
        .join(ExamSession, ExamSession.id == Seat.session_id)
        .join(Admission, Admission.id == Seat.admission_id)
        .where(Admission.person_id == row.person_id, ~Seat.void)
        .order_by(ExamSession.starts_at)
    )
    return [(held, at) for held, at in session.execute(statement)]


def _refuse_clash(session: Session, row: Admission, subject: str, target: ExamSession) -> None:
    name = telling.name_of(session, row)
    own: dict[str, ExamSession] = {subject: target}
    for held, at in commitments(session, row):
        if held.admission_id == row.id and held.subject == subject:
            continue
        if held.admission_id == row.id:
            own[held.subject] = at
        if at.starts_at < target.ends_at and target.starts_at < at.ends_at:
            other = f"{Subject(at.subject).title} {times(at.starts_at, at.ends_at)}"
            raise TimesClash(name=name, other=other)
    in_order = [(each, own[each]) for each in ORDER if each in own]
    for (earlier, first), (later, second) in pairwise(in_order):
        if subject in (earlier, later) and first.ends_at > second.starts_at:
            raise WrongOrder(name=name, earlier=Subject(earlier).title, later=Subject(later).title)


def _free_number(
    session: Session, row: Admission, target: ExamSession, number: int | None, *, keeping: Seat | None
) -> int:
    room = queries.room(session, target.room_id)
    there = [each for each in queries.seated(session, [target.id]) if keeping is None or each.seat.id != keeping.id]
    taken = {each.seat.number for each in there}
    if number is not None:
        if not 1 <= number <= room.capacity:
            raise NoSuchNumber(capacity=room.capacity, number=number)
        if number in taken:
            raise SeatTaken(number=number)
        return number
    if len(there) >= room.capacity:
        raise SessionFull(capacity=room.capacity)
    if keeping is not None and keeping.session_id == target.id:
        return keeping.number
    unit = units(session, [row.application_id, *(each.application.id for each in there)])
    sitters = [Sitter(each.admission.id, unit.get(each.application.id, ""), each.seat.number) for each in there]
    newcomer = Sitter(row.id, unit.get(row.application_id, ""))
    return seat([*sitters, newcomer], capacity=room.capacity, columns=room.columns)[row.id]


def _follow(session: Session, row: Admission, held: Seat, sessions: Sequence[UUID] | set[UUID], reason: str) -> None:
    """Published seats: the exam side reads the sessions anew, and the person is told."""
    if row.state != AdmissionState.SEATED:
        return
    now = clock.now()
    held.published_at = held.published_at or now
    target = session.get_one(ExamSession, held.session_id)
    target.published_at = target.published_at or now
    session.flush()
    for session_id in sorted(sessions):
        outbox.record(session, SeatsPublished(session_id=session_id))
    if row.told_at is not None:
        telling.tell_moved(session, row, held, reason)


def _told(session: Session, held: Seat) -> dict[str, object]:
    place = queries.session_place(session, held.session_id)
    return {
        "subject": held.subject,
        "room": place.room.name,
        "time": times(place.row.starts_at, place.row.ends_at),
        "seat": held.number,
    }


def _record(
    session: Session, actor: Actor, action: str, held: Seat, before: dict[str, object] | None, reason: str
) -> None:
    after = _told(session, held) | ({"reason": reason} if reason else {})
    audit.record(session, actor, action, subject=("application", held.application_id), before=before, after=after)
