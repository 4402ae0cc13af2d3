"""What the exam office's pages show, made from the rows."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.text import date_cn
from processes.apply.models import Application
from processes.arrange import queries, telling
from processes.arrange.models import Admission, AdmissionState
from processes.arrange.rules.problem import ORDER
from processes.arrange.service.publish import needed_invigilators
from processes.catalogue.subjects import Subject
from processes.plans import queries as plans
from processes.plans.models import Plan
from web.ui.views import Tag

NAMED = 12


@dataclass(frozen=True, slots=True)
class PlanRow:
    title: str
    href: str
    exam: str
    admitted: int
    seated: int
    missing: int
    tag: Tag


@dataclass(frozen=True, slots=True)
class Cell:
    """A session in the timetable; `percent` of its seats are filled."""

    href: str
    line: str
    subject: str
    people: int
    capacity: int
    percent: int
    tag: Tag | None


@dataclass(frozen=True, slots=True)
class RoomLine:
    room: str
    institution: str
    cells: Sequence[Sequence[Cell]]  # by time


@dataclass(frozen=True, slots=True)
class Missing:
    """People of a line who lack seats in a subject."""

    line: str
    subject: str
    count: int
    people: Sequence[tuple[str, str]]  # name, address of the page that seats them
    more: int


@dataclass(frozen=True, slots=True)
class Board:
    times: Sequence[tuple[str, str]]  # day, time
    rooms: Sequence[RoomLine]
    missing: Sequence[Missing]
    admitted: int
    seated: int
    unseated: int
    to_publish: int
    sessions: int
    free: int

    @property
    def next_step(self) -> str:
        """Which button leads on: generate, solve, publish, or none."""
        if self.unseated:
            return "solve" if self.free else "generate"
        return "publish" if self.to_publish else ""


def plan_rows(session: Session) -> list[PlanRow]:
    """Plans with somebody admitted first, those who lack seats on top; then plans whose exam is still to come."""
    admitted: dict[UUID, Counter[str]] = defaultdict(Counter)
    counted = select(Admission.plan_id, Admission.state, func.count()).group_by(Admission.plan_id, Admission.state)
    for plan_id, state, count in session.execute(counted):
        admitted[plan_id][state] = count
    found = []
    for plan in plans.plans(session, limit=200):
        counts = admitted.get(plan.id, Counter())
        if not counts and plan.exam_until < clock.today():
            continue
        waiting, seated = counts[AdmissionState.WAITING], counts[AdmissionState.SEATED]
        tag = Tag("待编排", "now") if waiting else Tag("已发布", "ok") if seated else Tag("暂无考生")
        found.append(
            PlanRow(
                plan.title,
                f"/arrange/plans/{plan.id}",
                f"{date_cn(plan.exam_from)}—{date_cn(plan.exam_until)}",
                waiting + seated,
                seated,
                waiting,
                tag,
            )
        )
    return sorted(found, key=lambda row: (-row.missing, -row.admitted))


def board(session: Session, plan: Plan) -> Board:
    places = queries.sessions_of(session, plan.id)
    filled = queries.filled(session, [place.row.id for place in places])
    watching = queries.invigilators(session, [place.row.id for place in places])
    starts = sorted({(place.row.starts_at, place.row.ends_at) for place in places})
    rooms: dict[UUID, queries.SessionPlace] = {}
    cells: dict[tuple[UUID, object], list[Cell]] = defaultdict(list)
    for place in places:
        rooms.setdefault(place.room.id, place)
        people = filled.get(place.row.id, 0)
        cells[place.room.id, (place.row.starts_at, place.row.ends_at)].append(
            _cell(place, people, len(watching[place.row.id]))
        )
    in_order = sorted(rooms.values(), key=lambda place: (place.institution.code, place.room.name))
    admissions = queries.admissions(session, plan.id)
    missing = _missing(session, plan, admissions)
    waiting = [row for row in admissions if row.state == AdmissionState.WAITING]
    lacking = {row.id for row, _ in _lacking(session, waiting)}
    now = clock.now()
    return Board(
        times=[_time(at) for at in starts],
        rooms=[
            RoomLine(place.room.name, place.institution.short_name, [cells[place.room.id, at] for at in starts])
            for place in in_order
        ],
        missing=missing,
        admitted=len(admissions),
        seated=len(admissions) - len(lacking),
        unseated=len(lacking),
        to_publish=len(waiting) - len(lacking),
        sessions=len(places),
        free=sum(p.room.capacity - filled.get(p.row.id, 0) for p in places if p.row.starts_at > now),
    )


def _time(span: tuple[object, object]) -> tuple[str, str]:
    start, end = (clock.shanghai(moment) for moment in span)  # type: ignore[arg-type]
    return f"{start.month}月{start.day}日（周{telling.WEEKDAYS[start.weekday()]}）", f"{start:%H:%M}—{end:%H:%M}"


def _cell(place: queries.SessionPlace, people: int, invigilators: int) -> Cell:
    tag = Tag("已发布", "ok") if place.row.published_at else None
    if place.row.subject == Subject.THEORY and place.row.paper_id is None:
        tag = Tag("缺试卷", "bad")
    elif people and invigilators < needed_invigilators(people):
        tag = Tag("缺监考", "warn")
    return Cell(
        href=f"/arrange/sessions/{place.row.id}",
        line=plans.line_title(place.line),
        subject=Subject(place.row.subject).title,
        people=people,
        capacity=place.room.capacity,
        percent=min(round(people * 100 / place.room.capacity), 100),
        tag=tag,
    )


def _lacking(session: Session, waiting: Sequence[Admission]) -> list[tuple[Admission, str]]:
    held = {(seat.admission_id, seat.subject) for seat in queries.seats_of(session, [row.id for row in waiting])}
    return [
        (row, subject)
        for row in waiting
        for subject in ORDER
        if subject in row.subjects and (row.id, subject) not in held
    ]


def _missing(session: Session, plan: Plan, admissions: Sequence[Admission]) -> list[Missing]:
    waiting = [row for row in admissions if row.state == AdmissionState.WAITING]
    groups: dict[tuple[UUID, str], list[Admission]] = defaultdict(list)
    for row, subject in _lacking(session, waiting):
        groups[row.plan_line_id, subject].append(row)
    ids = [row.application_id for rows in groups.values() for row in rows[:NAMED]]
    named = select(Application.id, Application.name).where(Application.id.in_(ids))
    names = dict(session.execute(named).all())
    titles = {line.id: plans.line_title(line) for line in plans.lines(session, plan.id)}
    return [
        Missing(
            titles[line],
            Subject(subject).title,
            len(rows),
            [(names[row.application_id], f"/arrange/people/{row.id}/{subject}") for row in rows[:NAMED]],
            max(len(rows) - NAMED, 0),
        )
        for (line, subject), rows in groups.items()
    ]
