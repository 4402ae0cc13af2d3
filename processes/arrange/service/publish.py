"""Publishing seats: all of a plan's waiting, or of some of its lines; nothing at all while anything is wrong."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.platform import audit, clock, outbox
from engine.platform.database import tenant_of
from engine.platform.ids import new_id
from engine.platform.people import Actor
from processes.apply.models import Application
from processes.arrange import queries
from processes.arrange.errors import NothingToPublish, NotPublishable, TicketsUsedUp
from processes.arrange.events import SeatsPublished
from processes.arrange.models import Admission, AdmissionState, Seat, Ticket, TicketCount
from processes.arrange.rules import tickets
from processes.arrange.rules.problem import ORDER
from processes.arrange.service.admit import release_ended
from processes.arrange.service.propose import hold
from processes.arrange.service.sessions import times
from processes.catalogue.subjects import Subject
from processes.plans import queries as plans

PEOPLE_PER_INVIGILATOR, FEWEST_INVIGILATORS = 15, 2
NAMED = 5


@dataclass(slots=True)
class Ready:
    """What would be published. `faults` stop it; `warnings` don't."""

    people: list[Admission] = field(default_factory=list)
    seats: dict[UUID, list[Seat]] = field(default_factory=dict)
    places: dict[UUID, queries.SessionPlace] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def problems(session: Session, plan_id: UUID, lines: Collection[UUID] | None = None) -> Ready:
    """What stands against publishing, in sentences."""
    people = [
        row
        for row in queries.admissions(session, plan_id)
        if row.state == AdmissionState.WAITING and (lines is None or row.plan_line_id in lines)
    ]
    ready = Ready(people)
    for seat in queries.seats_of(session, [row.id for row in people]):
        ready.seats.setdefault(seat.admission_id, []).append(seat)
    ids = {seat.session_id for held in ready.seats.values() for seat in held}
    ready.places = queries.session_places(session, ids)
    titles = {line.id: plans.line_title(line) for line in plans.lines(session, plan_id)}
    names = _names(session, people)
    _unseated(ready, titles, names)
    _clashing(ready, names)
    _sessions(session, ready)
    return ready


def publish(session: Session, actor: Actor, plan_id: UUID, lines: Collection[UUID] | None = None) -> int:
    """Give ticket numbers, make the seats public, tell the exam side and everybody concerned; returns how many people.

    Raises NothingToPublish, also when it is done already, NotPublishable, TicketsUsedUp.
    """
    plan = plans.plan(session, plan_id)
    hold(session, plan.id)
    release_ended(session, actor, plan.id)
    ready = problems(session, plan.id, lines)
    if not ready.people:
        raise NothingToPublish
    if ready.faults:
        raise NotPublishable(why="；".join(ready.faults))
    now = clock.now()
    numbers = _numbers(session, ready)
    for row in ready.people:
        row.state = AdmissionState.SEATED
        for seat in ready.seats[row.id]:
            seat.ticket_no, seat.published_at = numbers[row.id], seat.published_at or now
    for place in ready.places.values():
        place.row.published_at = place.row.published_at or now
        outbox.record(session, SeatsPublished(session_id=place.row.id))
    session.flush()
    audit.record(
        session,
        actor,
        "arrange.published",
        subject=("plan", plan.id),
        after={"people": len(ready.people), "sessions": len(ready.places)},
    )
    return len(ready.people)


def needed_invigilators(people: int) -> int:
    return max(FEWEST_INVIGILATORS, ceil(people / PEOPLE_PER_INVIGILATOR))


def _names(session: Session, people: Sequence[Admission]) -> dict[UUID, str]:
    ids = [row.application_id for row in people]
    names = dict(session.execute(select(Application.id, Application.name).where(Application.id.in_(ids))).all())
    return {row.id: names[row.application_id] for row in people}


def _unseated(ready: Ready, titles: Mapping[UUID, str], names: Mapping[UUID, str]) -> None:
    lacking: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    for row in ready.people:
        held = {seat.subject for seat in ready.seats.get(row.id, ())}
        for subject in (subject for subject in ORDER if subject in row.subjects and subject not in held):
            lacking[row.plan_line_id, subject].append(names[row.id])
    for (line, subject), people in lacking.items():
        ready.faults.append(f"{titles[line]}{Subject(subject).title}还有 {len(people)} 人没有座位（{_some(people)}）")


def _clashing(ready: Ready, names: Mapping[UUID, str]) -> None:
    wrong = []
    for row in ready.people:
        held = sorted(ready.seats.get(row.id, ()), key=lambda seat: ORDER.index(seat.subject))
        spans = [ready.places[seat.session_id].row for seat in held]
        if any(first.ends_at > second.starts_at for first, second in pairwise(spans)):
            wrong.append(names[row.id])
    if wrong:
        ready.faults.append(f"{len(wrong)} 人的科目时间重叠或先后颠倒（{_some(wrong)}）")


def _sessions(session: Session, ready: Ready) -> None:
    filled = queries.filled(session, ready.places)
    watching = queries.invigilators(session, ready.places)
    for place in sorted(ready.places.values(), key=lambda place: place.row.starts_at):
        title = f"{place.room.name} {times(place.row.starts_at, place.row.ends_at)}"
        people = filled.get(place.row.id, 0)
        if people > place.room.capacity:
            ready.faults.append(f"{title} 容纳 {place.room.capacity} 人，已排 {people} 人")
        if place.row.subject == Subject.THEORY and place.row.paper_id is None:
            ready.faults.append(f"{title} 没有指定试卷")
        if place.row.starts_at <= clock.now():
            ready.faults.append(f"{title} 已经开始")
        wanted, there = needed_invigilators(people), len(watching[place.row.id])
        if there < wanted:
            ready.warnings.append(f"{title} 需要 {wanted} 名监考员，已安排 {there} 名")


def _some(people: Sequence[str]) -> str:
    return "、".join(people[:NAMED]) + (" 等" if len(people) > NAMED else "")


def _numbers(session: Session, ready: Ready) -> dict[UUID, str]:
    """A number for everybody, in the order of sessions and seats; who has one keeps it."""
    ids = [row.id for row in ready.people]
    found = {row.admission_id: row.no for row in session.scalars(select(Ticket).where(Ticket.admission_id.in_(ids)))}
    template = queries.rules(session).ticket_template
    groups: dict[str, list[Admission]] = defaultdict(list)
    for row in sorted(ready.people, key=lambda row: _place(ready, row)):
        if row.id not in found:
            first = _first(ready, row)
            day = clock.shanghai(first.row.starts_at).date()
            start = tickets.prefix(template, day=day, site=first.institution.code, grade=row.grade)
            groups[start].append(row)
    for start, people in sorted(groups.items()):
        last = take_serials(session, start, len(people))
        for serial, row in enumerate(people, start=last - len(people) + 1):
            try:
                number = tickets.number(template, start=start, serial=serial)
            except ValueError as error:
                raise TicketsUsedUp(start=start) from error
            session.add(Ticket(admission_id=row.id, no=number))
            found[row.id] = number
    session.flush()
    return found


def _first(ready: Ready, row: Admission) -> queries.SessionPlace:
    places = [ready.places[seat.session_id] for seat in ready.seats[row.id]]
    return min(places, key=lambda place: place.row.starts_at)


def _place(ready: Ready, row: Admission) -> tuple[object, ...]:
    first = _first(ready, row)
    number = next(seat.number for seat in ready.seats[row.id] if seat.session_id == first.row.id)
    return first.row.starts_at, first.institution.code, first.room.name, number


def take_serials(session: Session, start: str, many: int) -> int:
    """Take so many serials that begin alike; returns the last one. Others who want some wait for this transaction."""
    counted = (
        insert(TicketCount)
        .values(id=new_id(), tenant_id=tenant_of(session), prefix=start, last=many)
        .on_conflict_do_update(index_elements=["tenant_id", "prefix"], set_={"last": TicketCount.last + many})
        .returning(TicketCount.last)
    )
    return session.execute(counted).scalar_one()
