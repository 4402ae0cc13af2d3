"""The arrangement of a plan as the solver sees it, and who is of which unit."""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from processes.apply.models import Application, WorkEntry
from processes.arrange import queries
from processes.arrange.models import Admission, AdmissionState, ExamSession, Seat
from processes.arrange.rules.problem import Problem, Slot, Span, Wish


def problem_of(session: Session, plan_id: UUID) -> Problem:
    """Everybody of a plan who waits, and the sessions to come. Published seats stay out of it."""
    waiting = [row for row in queries.admissions(session, plan_id) if row.state == AdmissionState.WAITING]
    ids = {row.id for row in waiting}
    places = [place for place in queries.sessions_of(session, plan_id) if place.row.starts_at > clock.now()]
    slots = {place.row.id for place in places}
    own: dict[UUID, list[Seat]] = defaultdict(list)
    others: dict[UUID, int] = defaultdict(int)
    for each in queries.seated(session, slots):
        if each.admission.id in ids:
            own[each.admission.id].append(each.seat)
        else:
            others[each.seat.session_id] += 1
    busy = _busy(session, waiting)
    return Problem(
        slots=[
            Slot(
                id=place.row.id,
                line=place.line.id,
                subject=place.row.subject,
                institution=place.institution.id,
                starts=place.row.starts_at,
                ends=place.row.ends_at,
                seats=max(place.room.capacity - others[place.row.id], 0),
            )
            for place in places
        ],
        wishes=[
            Wish(
                id=row.id,
                person=row.person_id,
                line=row.plan_line_id,
                institution=row.institution_id,
                subjects=tuple(row.subjects),
                now={seat.subject: seat.session_id for seat in own[row.id]},
                fixed=frozenset(seat.subject for seat in own[row.id] if seat.pinned or seat.published_at),
                busy=busy.get(row.id, ()),
            )
            for row in waiting
        ],
    )


def _busy(session: Session, waiting: Collection[Admission]) -> dict[UUID, tuple[Span, ...]]:
    """When each can't come: seats of other admissions of the same person, and of subjects that are settled."""
    people = {row.person_id for row in waiting}
    ids = {row.id for row in waiting}
    statement = (
        select(Admission.id, Admission.person_id, Seat.subject, ExamSession.starts_at, ExamSession.ends_at)
        .join(Seat, Seat.admission_id == Admission.id)
        .join(ExamSession, ExamSession.id == Seat.session_id)
        .where(Admission.person_id.in_(people), ~Seat.void, ExamSession.ends_at > clock.now())
    )
    spans: dict[UUID, list[tuple[UUID, str, Span]]] = defaultdict(list)
    for admission_id, person_id, subject, starts_at, ends_at in session.execute(statement):
        spans[person_id].append((admission_id, subject, (starts_at, ends_at)))
    found: dict[UUID, tuple[Span, ...]] = {}
    for row in waiting:
        theirs = [
            span
            for admission_id, subject, span in spans[row.person_id]
            if admission_id not in ids or (admission_id == row.id and subject not in row.subjects)
        ]
        if theirs:
            found[row.id] = tuple(sorted(theirs))
    return found


def fingerprint(problem: Problem) -> str:
    """Changes whenever the answer could."""
    lines = [
        f"{slot.id} {slot.starts:%s} {slot.ends:%s} {slot.seats} {slot.institution}"
        for slot in sorted(problem.slots, key=lambda slot: str(slot.id))
    ]
    lines += [
        f"{wish.id} {wish.ordered} {sorted((subject, str(at)) for subject, at in wish.now.items())}"
        f" {sorted(wish.fixed)} {[(f'{span[0]:%s}', f'{span[1]:%s}') for span in wish.busy]}"
        for wish in sorted(problem.wishes, key=lambda wish: str(wish.id))
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def units(session: Session, application_ids: Collection[UUID]) -> dict[UUID, str]:
    """Whom nobody should sit beside: those of one's latest employer, else of one's registration point."""
    ids = tuple(application_ids)
    points = select(Application.id, Application.point_id).where(Application.id.in_(ids))
    found = {application_id: f"point {point_id}" for application_id, point_id in session.execute(points)}
    latest: dict[UUID, tuple[date, date]] = {}
    for row in session.scalars(select(WorkEntry).where(WorkEntry.application_id.in_(ids))):
        when = (row.end or date.max, row.start)
        if row.application_id not in latest or when > latest[row.application_id]:
            latest[row.application_id] = when
            found[row.application_id] = row.employer.strip()
    return found
