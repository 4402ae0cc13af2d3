"""The wall: everybody in a session, exceptions first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock
from processes.catalogue.subjects import Subject
from processes.sit import paper, queries, rules
from processes.sit.errors import NoPaper, PaperBroken
from processes.sit.models import Sitting, SittingState
from processes.sit.queries import Placed
from processes.sit.rules import Finding
from processes.sit.service.telling import STATES
from web.examroom.entrance import title_of
from web.examroom.room import Room
from web.examroom.sheet import clock_face

_GONE = (SittingState.ABSENT, SittingState.POSTPONED)


@dataclass(frozen=True, slots=True)
class Tile:
    """level: bad, warn, note, calm or gone."""

    sitting_id: UUID
    number: int
    name: str
    level: str
    sentence: str
    progress: str
    current: bool

    @property
    def seat(self) -> str:
        return f"{self.number:02}"


@dataclass(frozen=True, slots=True)
class Wall:
    session_id: UUID
    title: str
    need: Sequence[Tile]
    watch: Sequence[Tile]
    calm: Sequence[Tile]
    counts: str
    left: str
    seconds: int
    centre: int
    waiting: int
    closed: bool
    machine: bool
    at: str
    query: str = field(default="")


def wall(session: Session, room: Room, *, chosen: UUID | None = None) -> Wall:
    """Everything that the wall shows, in one look at the tables."""
    held, now = room.held, clock.now()
    seats, late = queries.placed(session, room.session_id), queries.late_counts(session, room.session_id)
    count = _questions(session, seats)
    tiles = [_tile(held, one, now, count=count, late=late.get(one.sitting.id, 0), chosen=chosen) for one in seats]
    running = [one.sitting for one in seats if one.sitting.state == SittingState.RUNNING]
    seconds = int(
        ((max((one.deadline for one in running if one.deadline), default=held.session.ends_at)) - now).total_seconds()
    )
    return Wall(
        session_id=room.session_id,
        title=f"{held.room.name} · {title_of(held)} {Subject(held.session.subject).title}",
        need=[tile for tile in tiles if tile.level in ("bad", "warn")],
        watch=[tile for tile in tiles if tile.level == "note"],
        calm=[tile for tile in tiles if tile.level in ("calm", "gone")],
        counts=_counts(seats),
        left=_left(held, now, seconds),
        seconds=max(0, seconds),
        centre=sum(not one.unsent for one in running),
        waiting=sum(bool(one.unsent) for one in running),
        closed=queries.sheet(session, room.session_id) is not None,
        machine=held.session.paper_id is not None,
        at=f"{clock.shanghai(now):%H:%M:%S}",
        query=f"?s={chosen}" if chosen else "",
    )


def found(held: queries.Held, sitting: Sitting, now: datetime, *, late: int = 0) -> list[Finding]:
    """What is out of the ordinary at one sitting."""
    waits = [Finding("warn", f"{late} 条迟到的作答待决定")] if late else []
    if sitting.state in (SittingState.HANDED_IN, SittingState.DISQUALIFIED):
        forced = sitting.told_at is None
        said = "违纪取消" if sitting.state == SittingState.DISQUALIFIED else "已强制交卷"
        return [Finding("bad", f"{said}，待组长复核"), *waits] if forced else waits
    if sitting.state == SittingState.EXPECTED:
        over = now > held.session.starts_at + timedelta(minutes=held.plan.late_minutes)
        return [Finding("note", "未到，可登记缺考" if over else "未到")] if now > held.session.starts_at else []
    if sitting.state == SittingState.ADMITTED and held.session.paper_id:
        return _before_the_start(held, sitting, now)
    if sitting.state != SittingState.RUNNING or sitting.started_at is None:
        return waits
    seen = rules.Seen(
        now=now,
        started_at=sitting.started_at,
        last_seen_at=sitting.last_seen_at,
        active_at=sitting.active_at,
        away=sitting.away_since is not None,
        switches=sitting.switches,
        most_switches=held.plan.most_switches,
        idle_minutes=held.plan.idle_minutes,
        answered=sitting.answered,
        unsent=sitting.unsent,
        skewed=sitting.skewed,
        hand_up=sitting.hand_up_at is not None,
        move_code=sitting.move_code,
        unscripted=sitting.unscripted_at is not None,
    )
    return [*rules.findings(seen), *waits]


def _before_the_start(held: queries.Held, sitting: Sitting, now: datetime) -> list[Finding]:
    scriptless = [rules.NO_SCRIPT] if sitting.unscripted_at is not None else []
    moves = [rules.wants_to_move(sitting.move_code)] if sitting.move_code is not None else []
    late = [Finding("note", "已入场，未开始")] if now > held.session.starts_at else []
    return [*scriptless, *moves] or late


def _tile(held: queries.Held, one: Placed, now: datetime, *, count: int, late: int, chosen: UUID | None) -> Tile:
    sitting = one.sitting
    findings = found(held, sitting, now, late=late)
    running = sitting.state == SittingState.RUNNING
    level = findings[0].level if findings else "gone" if sitting.state in _GONE else "calm"
    return Tile(
        sitting_id=sitting.id,
        number=one.seat.number,
        name=one.name,
        level=level,
        sentence="；".join(finding.sentence for finding in findings[:2]),
        progress=f"{sitting.answered} / {count}" if running and count else STATES[sitting.state],
        current=sitting.id == chosen,
    )


def _questions(session: Session, seats: Sequence[Placed]) -> int:
    """How many questions they have who write; whoever only watches opens nothing."""
    papers = {one.sitting.paper_id for one in seats if one.sitting.state == SittingState.RUNNING}
    try:
        return max((len(paper.content_of(session, each).questions) for each in papers if each), default=0)
    except (NoPaper, PaperBroken):
        return 0


def _counts(seats: Sequence[Placed]) -> str:
    states = [one.sitting.state for one in seats]
    there = sum(state not in (SittingState.EXPECTED, *_GONE) for state in states)
    absent, done = states.count(SittingState.ABSENT), states.count(SittingState.HANDED_IN)
    return f"应到 {len(states)}　实到 {there}　缺考 {absent}　已交卷 {done}"


def _left(held: queries.Held, now: datetime, seconds: int) -> str:
    if now < held.session.starts_at:
        return f"{clock.shanghai(held.session.starts_at):%H:%M} 开考"
    return clock_face(seconds) if seconds > 0 else "已到时"
