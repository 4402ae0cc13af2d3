"""Read sittings, their sessions and journals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from engine.platform import clock, crypto
from engine.platform.database.packet import exchange
from engine.platform.people.models import Person
from processes.apply.models import Application
from processes.arrange.models import ExamRoom, ExamSession, Seat
from processes.plans.models import Plan, PlanLine
from processes.sit.errors import NoSuchSession, NoSuchSitting, UnknownTicket
from processes.sit.models import LateLine, SessionSheet, Sitting, SittingEvent

ANSWERS = text("""
    select distinct on (place) place, answer from answer_line where sitting_id = :id order by place, sequence desc
""")


_LIMITS = text("""
    select p.most_switches, p.idle_minutes from exam_session s join plan p on p.id = s.plan_id where s.id = :id
""")


@dataclass(frozen=True, slots=True)
class Held:
    """A session with what it is called and where it is held."""

    session: ExamSession
    room: ExamRoom
    plan: Plan
    line: PlanLine


@dataclass(frozen=True, slots=True)
class Limits:
    """What the plan says of leaving the page and of idling."""

    most_switches: int
    idle_minutes: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A sitting with its seat and candidate."""

    sitting: Sitting
    seat: Seat
    name: str


def sitting(session: Session, sitting_id: UUID, *, lock: bool = False) -> Sitting:
    """Raises NoSuchSitting. With `lock` the row is held until the end of the transaction and read anew."""
    statement = select(Sitting).where(Sitting.id == sitting_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NoSuchSitting
    return found


def held(session: Session, session_id: UUID) -> Held:
    """Raises NoSuchSession."""
    rows = (
        select(ExamSession, ExamRoom, Plan, PlanLine)
        .join(ExamRoom, ExamRoom.id == ExamSession.room_id)
        .join(Plan, Plan.id == ExamSession.plan_id)
        .join(PlanLine, PlanLine.id == ExamSession.plan_line_id)
        .where(ExamSession.id == session_id, ~ExamSession.void)
    )
    found = session.execute(rows).first()
    if found is None:
        raise NoSuchSession
    return Held(*found)


def limits(session: Session, session_id: UUID) -> Limits:
    """The plan's figures for a session; what every report of every device asks for."""
    (found,) = exchange(session.connection(), (_LIMITS, {"id": session_id}))
    return Limits(*found.rows[0])


def sessions_of(session: Session, institutions: frozenset[UUID], *, around: datetime) -> list[Held]:
    """The sessions of a day in Shanghai at these institutions, and those still going on, in their order."""
    midnight = clock.shanghai(around).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = (
        select(ExamSession, ExamRoom, Plan, PlanLine)
        .join(ExamRoom, ExamRoom.id == ExamSession.room_id)
        .join(Plan, Plan.id == ExamSession.plan_id)
        .join(PlanLine, PlanLine.id == ExamSession.plan_line_id)
        .where(
            ExamRoom.institution_id.in_(tuple(institutions)),
            ~ExamSession.void,
            ExamSession.starts_at < midnight + timedelta(days=1),
            ExamSession.ends_at >= midnight,
            select(Sitting.id).where(Sitting.session_id == ExamSession.id).exists(),
        )
        .order_by(ExamSession.starts_at, ExamRoom.name)
    )
    return [Held(*row) for row in session.execute(rows)]


def placed(session: Session, session_id: UUID) -> list[Placed]:
    """The sittings of a session in the order of their seats; voided seats are left out."""
    rows = (
        select(Sitting, Seat, Application.name)
        .join(Seat, Seat.id == Sitting.seat_id)
        .join(Application, Application.id == Sitting.application_id)
        .where(Sitting.session_id == session_id, ~Seat.void)
        .order_by(Seat.number)
        .execution_options(populate_existing=True)
    )
    return [Placed(*row) for row in session.execute(rows)]


def placed_one(session: Session, sitting_id: UUID) -> Placed:
    """Raises NoSuchSitting."""
    rows = (
        select(Sitting, Seat, Application.name)
        .join(Seat, Seat.id == Sitting.seat_id)
        .join(Application, Application.id == Sitting.application_id)
        .where(Sitting.id == sitting_id, ~Seat.void)
    )
    found = session.execute(rows).first()
    if found is None:
        raise NoSuchSitting
    return Placed(*found)


def by_ticket(session: Session, ticket_no: str, id_tail: str) -> Sitting:
    """The theory sitting of a ticket that is nearest in time, for whoever knows the end of the ID number.

    Raises UnknownTicket, which doesn't tell which of the two was wrong.
    """
    rows = (
        select(Sitting, Person)
        .join(Seat, Seat.id == Sitting.seat_id)
        .join(ExamSession, ExamSession.id == Sitting.session_id)
        .join(Person, Person.id == Sitting.person_id)
        .where(Seat.ticket_no == ticket_no.strip(), ~Seat.void, Sitting.paper_id.is_not(None), ~ExamSession.void)
    )
    found = [(row, person, row.session_id) for row, person in session.execute(rows)]
    if not found or len(id_tail.strip()) != ID_TAIL:
        raise UnknownTicket
    number = found[0][1].id_number_encrypted
    if number is None or not crypto.decrypt(number, found[0][1].id).upper().endswith(id_tail.strip().upper()):
        raise UnknownTicket
    return nearest(session, [row for row, _, _ in found])


ID_TAIL = 6


def nearest(session: Session, rows: Sequence[Sitting]) -> Sitting:
    """The one whose session is now, else the next, else the last."""
    now = clock.now()
    times = {
        row.id: row
        for row in session.scalars(select(ExamSession).where(ExamSession.id.in_([one.session_id for one in rows])))
    }
    return min(rows, key=lambda one: (times[one.session_id].ends_at < now, abs(times[one.session_id].starts_at - now)))


def mine(session: Session, person_id: UUID) -> list[Placed]:
    """A person's machine exams, the newest last."""
    rows = (
        select(Sitting, Seat, Application.name)
        .join(Seat, Seat.id == Sitting.seat_id)
        .join(ExamSession, ExamSession.id == Sitting.session_id)
        .join(Application, Application.id == Sitting.application_id)
        .where(Sitting.person_id == person_id, ~Seat.void, Sitting.paper_id.is_not(None))
        .order_by(ExamSession.starts_at)
    )
    return [Placed(*row) for row in session.execute(rows)]


def answers(session: Session, sitting_id: UUID) -> dict[int, str]:
    """The answer that stands at each place of the paper; one that was taken back is left out."""
    rows = session.execute(ANSWERS, {"id": sitting_id})
    return {row.place: row.answer for row in rows if row.answer}


def events(session: Session, sitting_id: UUID) -> Sequence[SittingEvent]:
    rows = select(SittingEvent).where(SittingEvent.sitting_id == sitting_id)
    return session.scalars(rows.order_by(SittingEvent.id)).all()


def noted_since(session: Session, sitting_id: UUID, kinds: Sequence[str], moment: datetime) -> bool:
    """Whether an event of these kinds is on record that is later than that."""
    rows = select(SittingEvent.id).where(
        SittingEvent.sitting_id == sitting_id, SittingEvent.kind.in_(kinds), SittingEvent.at > moment
    )
    return session.scalar(rows.limit(1)) is not None


def late_lines(session: Session, sitting_id: UUID) -> Sequence[LateLine]:
    """Those that nobody has decided on yet, in their order."""
    rows = select(LateLine).where(LateLine.sitting_id == sitting_id, LateLine.accepted.is_(None))
    return session.scalars(rows.order_by(LateLine.sequence)).all()


def late_counts(session: Session, session_id: UUID) -> dict[UUID, int]:
    rows = (
        select(LateLine.sitting_id, func.count())
        .join(Sitting, Sitting.id == LateLine.sitting_id)
        .where(Sitting.session_id == session_id, LateLine.accepted.is_(None))
        .group_by(LateLine.sitting_id)
    )
    return {row[0]: row[1] for row in session.execute(rows)}


def outage_seconds(session: Session, row: Sitting) -> int:
    """How much of the outages that were put down, and of the one going on, has not been credited."""
    lost = sum(int(one.detail.get("seconds", 0)) for one in events(session, row.id) if one.kind == "outage")
    if row.last_seen_at is not None and row.deadline is not None:
        silent = (min(clock.now(), row.deadline) - row.last_seen_at).total_seconds()
        lost += int(silent) if silent > 15 else 0
    credited = sum(int(one.detail.get("seconds", 0)) for one in events(session, row.id) if one.kind == "credited")
    return max(lost - credited, 0)


def sheet(session: Session, session_id: UUID) -> SessionSheet | None:
    return session.scalar(select(SessionSheet).where(SessionSheet.session_id == session_id))


def sits_in(session: Session, person_id: UUID, session_id: UUID) -> bool:
    """Whether somebody is a candidate of this session."""
    found = select(Sitting.id).where(Sitting.session_id == session_id, Sitting.person_id == person_id)
    return session.scalar(found.limit(1)) is not None
