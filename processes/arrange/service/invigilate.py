"""Who invigilates a session: members of the institution's invigilators, nobody who is a candidate himself."""

from collections import Counter
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.people.models import Person
from processes.arrange import queries
from processes.arrange.errors import (
    InvigilatorBusy,
    InvigilatorIsCandidate,
    NoSuchSession,
    NotAnInvigilator,
    ReasonMissing,
    SessionOver,
)
from processes.arrange.models import Admission, AdmissionState, ExamSession, Invigilation, Seat
from processes.arrange.service.propose import hold
from processes.arrange.service.publish import needed_invigilators
from processes.arrange.service.sessions import times

ROLES = ("chief_invigilator", "invigilator")


def able(session: Session, place: queries.SessionPlace) -> list[tuple[Person, bool]]:
    """Who could invigilate a session, and whether as its chief; candidates and those elsewhere at the time left out."""
    found: dict[UUID, tuple[Person, bool]] = {}
    for role in ROLES:
        for person in people.members(session, f"institution:{place.institution.id}:{role}"):
            found.setdefault(person.id, (person, role == "chief_invigilator"))
    out = _candidates(session, set(found)) | _elsewhere(session, place.row)
    return [each for person_id, each in found.items() if person_id not in out]


def appoint(session: Session, actor: Actor, session_id: UUID, person_id: UUID, *, chief: bool = False) -> Invigilation:
    """Appointing somebody again changes nothing. Raises NotAnInvigilator, InvigilatorIsCandidate, InvigilatorBusy,
    SessionOver once it has ended."""
    place = _place(session, session_id)
    known = next(
        (row for row in queries.invigilators(session, [session_id])[session_id] if row.person_id == person_id), None
    )
    if known is not None:
        return known
    row = _appoint(session, place, person_id, chief=chief)
    _record(session, actor, "arrange.invigilator_appointed", row)
    return row


def appoint_all(session: Session, actor: Actor, plan_id: UUID) -> list[queries.SessionPlace]:
    """Fill up the sessions to come, one invigilator for 15 people and two at least, whoever has least to do first;
    returns the sessions that still lack some."""
    hold(session, plan_id)
    places = [place for place in queries.sessions_of(session, plan_id) if place.row.starts_at > clock.now()]
    ids = [place.row.id for place in places]
    filled, watching = queries.filled(session, ids), queries.invigilators(session, ids)
    load: Counter[UUID] = Counter(row.person_id for rows in watching.values() for row in rows)
    lacking = []
    for place in places:
        there = watching[place.row.id]
        wanted = needed_invigilators(filled.get(place.row.id, 0)) - len(there)
        has_chief = any(row.chief for row in there)
        free = [each for each in able(session, place) if each[0].id not in {row.person_id for row in there}]
        free.sort(key=lambda each: (not (each[1] and not has_chief), load[each[0].id], each[0].name))
        for person, may_lead in free[: max(wanted, 0)]:
            row = _appoint(session, place, person.id, chief=may_lead and not has_chief)
            has_chief = has_chief or row.chief
            load[person.id] += 1
            _record(session, actor, "arrange.invigilator_appointed", row)
        if wanted > len(free):
            lacking.append(place)
    return lacking


def dismiss(session: Session, actor: Actor, invigilation_id: UUID) -> None:
    """Before the session only: afterwards somebody is substituted. Raises SessionOver, NoSuchSession."""
    row = _current(session, invigilation_id)
    if session.get_one(ExamSession, row.session_id).starts_at <= clock.now():
        raise SessionOver
    row.ended_at = clock.now()
    session.flush()
    _record(session, actor, "arrange.invigilator_dismissed", row)


def substitute(session: Session, actor: Actor, invigilation_id: UUID, person_id: UUID, *, reason: str) -> Invigilation:
    """Somebody else takes over, until the session has ended; the reason stays on record.

    Raises ReasonMissing, and as appoint.
    """
    if not reason.strip():
        raise ReasonMissing
    gone = _current(session, invigilation_id)
    place = _place(session, gone.session_id)
    gone.ended_at = clock.now()
    session.flush()
    row = _appoint(session, place, person_id, chief=gone.chief)
    row.replaces, row.reason = gone.id, reason.strip()
    session.flush()
    _record(session, actor, "arrange.invigilator_substituted", row, before={"invigilator": gone.person_name})
    return row


def _place(session: Session, session_id: UUID) -> queries.SessionPlace:
    place = queries.session_place(session, session_id)
    if place.row.ends_at <= clock.now():
        raise SessionOver
    return place


def _current(session: Session, invigilation_id: UUID) -> Invigilation:
    statement = select(Invigilation).where(Invigilation.id == invigilation_id, Invigilation.ended_at.is_(None))
    row = session.scalar(statement.with_for_update())
    if row is None:
        raise NoSuchSession
    return row


def _appoint(session: Session, place: queries.SessionPlace, person_id: UUID, *, chief: bool) -> Invigilation:
    person = people.person(session, person_id)
    groups = people.actor(session, person_id).groups
    if not any(f"institution:{place.institution.id}:{role}" in groups for role in ROLES):
        raise NotAnInvigilator(name=person.name, institution=place.institution.name)
    if _candidates(session, {person_id}):
        raise InvigilatorIsCandidate(name=person.name)
    if person_id in _elsewhere(session, place.row):
        raise InvigilatorBusy(name=person.name, time=times(place.row.starts_at, place.row.ends_at))
    row = Invigilation(session_id=place.row.id, person_id=person_id, person_name=person.name, chief=chief)
    session.add(row)
    session.flush()
    return row


def _candidates(session: Session, ids: set[UUID]) -> set[UUID]:
    """Who waits for an exam, or has one before him."""
    coming = (
        select(Admission.person_id)
        .outerjoin(Seat, and_(Seat.admission_id == Admission.id, ~Seat.void))
        .outerjoin(ExamSession, ExamSession.id == Seat.session_id)
        .where(
            Admission.person_id.in_(ids),
            or_(
                Admission.state == AdmissionState.WAITING,
                and_(Admission.state == AdmissionState.SEATED, ExamSession.ends_at > clock.now()),
            ),
        )
    )
    return set(session.scalars(coming))


def _elsewhere(session: Session, row: ExamSession) -> set[UUID]:
    """Who invigilates another session at the same time."""
    other = (
        select(Invigilation.person_id)
        .join(ExamSession, ExamSession.id == Invigilation.session_id)
        .where(
            Invigilation.ended_at.is_(None),
            ~ExamSession.void,
            ExamSession.id != row.id,
            ExamSession.starts_at < row.ends_at,
            ExamSession.ends_at > row.starts_at,
        )
    )
    return set(session.scalars(other))


def _record(
    session: Session, actor: Actor, action: str, row: Invigilation, *, before: dict[str, str] | None = None
) -> None:
    after = {"invigilator": row.person_name} | ({"reason": row.reason} if row.reason else {})
    audit.record(session, actor, action, subject=("exam_session", row.session_id), before=before, after=after)
