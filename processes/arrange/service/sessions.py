"""Sessions: one subject of one plan line in one room; made by head-counts, or by hand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.errors import AppError
from engine.platform.people import Actor
from engine.platform.text import date_cn, datetime_cn
from processes.arrange import queries
from processes.arrange.errors import (
    NoPaperNeeded,
    NoSuchPaper,
    OutsideWindow,
    PaperElsewhere,
    PaperWasRead,
    RoomBusy,
    RoomTooSmall,
    RoomUnfit,
    SessionNotEmpty,
    SessionOver,
    SessionPublished,
)
from processes.arrange.models import AdmissionState, ExamRoom, ExamSession
from processes.arrange.rules import generate as rules
from processes.arrange.rules.problem import Span
from processes.arrange.service.propose import hold
from processes.catalogue.subjects import Subject
from processes.papers import queries as papers_of
from processes.papers.models import Paper, PaperStatus
from processes.plans import queries as plans
from processes.plans.errors import NoSuchPlan
from processes.plans.models import Plan, PlanLine


def add_session(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    *,
    line_id: UUID,
    subject: str,
    room_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
) -> ExamSession:
    """Raises NoSuchPlan, NoSuchRoom, RoomUnfit, RoomBusy, OutsideWindow, SessionOver."""
    plan, line = plans.plan(session, plan_id), plans.line(session, line_id)
    if line.plan_id != plan.id:
        raise NoSuchPlan
    _refuse(session, plan, queries.room(session, room_id, lock=True), subject, (starts_at, ends_at), own=None)
    row = ExamSession(
        plan_id=plan.id, plan_line_id=line.id, subject=subject, room_id=room_id, starts_at=starts_at, ends_at=ends_at
    )
    row.paper_id = _only_paper(session, line, starts_at) if subject == Subject.THEORY else None
    session.add(row)
    session.flush()
    _record(session, actor, "arrange.session_added", row)
    return row


def change_session(
    session: Session, actor: Actor, session_id: UUID, *, room_id: UUID, starts_at: datetime, ends_at: datetime
) -> ExamSession:
    """Another room or time while it is not published. Another time takes its paper away where a session at the old time
    keeps it. Raises SessionPublished, RoomTooSmall, and as add_session."""
    row = queries.exam_session(session, session_id, lock=True)
    if row.published_at is not None:
        raise SessionPublished
    room = queries.room(session, room_id, lock=True)
    _refuse(session, plans.plan(session, row.plan_id), room, row.subject, (starts_at, ends_at), own=row.id)
    seated = [each.seat.number for each in queries.seated(session, [row.id])]
    if max(seated, default=0) > room.capacity:
        raise RoomTooSmall(room=room.name, capacity=room.capacity, seated=len(seated), highest=max(seated))
    before = _told(session, row)
    row.room_id, row.starts_at, row.ends_at = room.id, starts_at, ends_at
    session.flush()
    if row.paper_id is not None and _refusal(session, _locked(session, row.paper_id), row) is not None:
        row.paper_id = None
        session.flush()
    _record(session, actor, "arrange.session_changed", row, before)
    return row


def void_session(session: Session, actor: Actor, session_id: UUID) -> None:
    """Raises SessionNotEmpty, SessionOver."""
    row = queries.exam_session(session, session_id, lock=True)
    seated = queries.filled(session, [row.id]).get(row.id, 0)
    if seated:
        raise SessionNotEmpty(seated=seated)
    if row.starts_at <= clock.now():
        raise SessionOver
    row.void = True
    session.flush()
    _record(session, actor, "arrange.session_voided", row)


def assign_paper(session: Session, actor: Actor, session_id: UUID, paper_id: UUID) -> None:
    """The sealed paper of a theory session. Raises NoPaperNeeded, NoSuchPaper, PaperWasRead, PaperElsewhere,
    SessionOver."""
    row = queries.exam_session(session, session_id, lock=True)
    line = plans.line(session, row.plan_line_id)
    if row.subject != Subject.THEORY:
        raise NoPaperNeeded
    paper = _locked(session, paper_id)
    fits = paper is not None and (paper.occupation, paper.grade) == (line.occupation, line.grade)
    if paper is None or not fits or paper.status != PaperStatus.SEALED or paper.subject != Subject.THEORY:
        raise NoSuchPaper
    refusal = _refusal(session, paper, row)
    if refusal is not None:
        raise refusal
    if row.starts_at <= clock.now():
        raise SessionOver
    row.paper_id = paper.id
    session.flush()
    audit.record(session, actor, "arrange.paper_assigned", subject=("exam_session", row.id), after={"paper": paper.no})


def _locked(session: Session, paper_id: UUID) -> Paper | None:
    """Two sessions at different times must not be given it at once."""
    return session.get(Paper, paper_id, with_for_update=True)


def _refusal(session: Session, paper: Paper | None, row: ExamSession) -> AppError | None:
    """Why a session must not have the paper: others read it at another time, or will."""
    if paper is None:
        return None
    if papers_of.was_read(session, paper.id, row.starts_at):
        return PaperWasRead(no=paper.no)
    other = queries.with_paper_elsewhere(session, paper.id, row.starts_at)
    return PaperElsewhere(no=paper.no, time=times(other.starts_at, other.ends_at)) if other is not None else None


def assign_papers(session: Session, actor: Actor, plan_id: UUID) -> list[queries.SessionPlace]:
    """Give every theory session to come that lacks a paper the sealed one of its line, where there is no choice;
    returns the sessions that still lack one."""
    plan = plans.plan(session, plan_id)
    hold(session, plan.id)
    lacking = []
    for place in queries.sessions_of(session, plan.id):
        if place.row.subject != Subject.THEORY or place.row.paper_id or place.row.starts_at <= clock.now():
            continue
        paper_id = _only_paper(session, place.line, place.row.starts_at)
        if paper_id is None:
            lacking.append(place)
        else:
            assign_paper(session, actor, place.row.id, paper_id)
    return lacking


def generate_sessions(
    session: Session, actor: Actor, plan_id: UUID, times: Mapping[str, Sequence[Span]]
) -> rules.Generated:
    """Make the sessions that the waiting still need, in the rooms of the plan's institutions, at these times.

    `times` by subject. What couldn't be placed is in the answer; the others are made. Raises OutsideWindow.
    """
    plan = plans.plan(session, plan_id)
    hold(session, plan.id)
    now = clock.now()
    for span in (span for spans in times.values() for span in spans):
        _refuse_outside(plan, span)
    times = {subject: [span for span in spans if span[0] > now] for subject, spans in times.items()}
    places = [place for place in queries.sessions_of(session, plan.id) if place.row.starts_at > now]
    of_plan = [each.institution.id for each in plans.institutions(session, plan.id)]
    rooms = [row for row, _ in queries.rooms(session, of_plan)]
    found = rules.generate(
        _needs(session, plan.id, places),
        [rules.Room(row.id, row.institution_id, row.capacity, frozenset(row.subjects)) for row in rooms],
        times,
        taken=_taken(session, rooms),
        planned=_planned(places),
    )
    for new in found.sessions:
        row = ExamSession(
            plan_id=plan.id, plan_line_id=new.line, subject=new.subject, room_id=new.room,
            starts_at=new.starts, ends_at=new.ends,
        )  # fmt: skip
        if new.subject == Subject.THEORY:
            row.paper_id = _only_paper(session, plans.line(session, new.line), new.starts)
        session.add(row)
        session.flush()
    audit.record(
        session, actor, "arrange.sessions_generated", subject=("plan", plan.id), after={"sessions": len(found.sessions)}
    )
    return found


def _needs(session: Session, plan_id: UUID, places: Sequence[queries.SessionPlace]) -> list[rules.Need]:
    """People without a seat, less the seats that are free already."""
    wanting: Counter[tuple[UUID, str, UUID]] = Counter()
    rows = [row for row in queries.admissions(session, plan_id) if row.state == AdmissionState.WAITING]
    held = {(seat.admission_id, seat.subject) for seat in queries.seats_of(session, [row.id for row in rows])}
    for row in rows:
        wanting.update(
            (row.plan_line_id, subject, row.institution_id) for subject in row.subjects if (row.id, subject) not in held
        )
    filled = queries.filled(session, [place.row.id for place in places])
    free: Counter[tuple[UUID, str]] = Counter()
    for place in places:
        free[place.line.id, place.row.subject] += place.room.capacity - filled.get(place.row.id, 0)
    needs = []
    for (line, subject, institution), people in wanting.items():
        used = min(people, free[line, subject])
        free[line, subject] -= used
        needs.append(rules.Need(line, subject, institution, people - used))
    return needs


def _taken(session: Session, rooms: Sequence[ExamRoom]) -> list[tuple[UUID, Span]]:
    coming = select(ExamSession).where(
        ExamSession.room_id.in_([row.id for row in rooms]), ~ExamSession.void, ExamSession.ends_at > clock.now()
    )
    return [(row.room_id, (row.starts_at, row.ends_at)) for row in session.scalars(coming)]


def _planned(places: Sequence[queries.SessionPlace]) -> dict[tuple[UUID, str], list[Span]]:
    found: dict[tuple[UUID, str], list[Span]] = {}
    for place in places:
        spans = found.setdefault((place.line.id, place.row.subject), [])
        spans.append((place.row.starts_at, place.row.ends_at))
    return found


def _only_paper(session: Session, line: PlanLine, starts_at: datetime) -> UUID | None:
    """The paper where there is no choice."""
    papers = queries.papers_for(session, line, starts_at)
    if len(papers) != 1:
        return None
    _locked(session, papers[0].id)  # whoever chose it at the same time is seen now
    return papers[0].id if papers[0] in queries.papers_for(session, line, starts_at) else None


def _refuse(session: Session, plan: Plan, room: ExamRoom, subject: str, span: Span, *, own: UUID | None) -> None:
    if subject not in room.subjects or not room.active:
        raise RoomUnfit(room=room.name, subject=Subject(subject).title)
    _refuse_outside(plan, span)
    if span[0] <= clock.now():
        raise SessionOver
    clash = select(ExamSession).where(
        ExamSession.room_id == room.id, ~ExamSession.void,
        ExamSession.starts_at < span[1], ExamSession.ends_at > span[0],
    )  # fmt: skip
    other = session.scalar((clash.where(ExamSession.id != own) if own else clash).limit(1))
    if other is not None:
        raise RoomBusy(room=room.name, time=times(other.starts_at, other.ends_at))


def _refuse_outside(plan: Plan, span: Span) -> None:
    days: list[date] = [clock.shanghai(moment).date() for moment in span]
    if not plan.exam_from <= days[0] <= days[1] <= plan.exam_until:
        raise OutsideWindow(window=f"{date_cn(plan.exam_from)}—{date_cn(plan.exam_until)}")


def times(starts_at: datetime, ends_at: datetime) -> str:
    """`2026年12月20日 09:00—10:30`"""
    return f"{datetime_cn(starts_at)}—{clock.shanghai(ends_at):%H:%M}"


def _told(session: Session, row: ExamSession) -> dict[str, str]:
    place = queries.session_place(session, row.id)
    return {
        "line": plans.line_title(place.line),
        "subject": row.subject,
        "room": place.room.name,
        "time": times(row.starts_at, row.ends_at),
    }


def _record(
    session: Session, actor: Actor, action: str, row: ExamSession, before: dict[str, str] | None = None
) -> None:
    after = None if row.void else _told(session, row)
    audit.record(session, actor, action, subject=("exam_session", row.id), before=before, after=after)
