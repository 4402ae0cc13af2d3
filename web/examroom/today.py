"""The list of an invigilator's sessions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.text import date_cn
from processes.catalogue.subjects import Subject
from processes.sit import queries
from processes.sit.models import SittingState
from web.examroom.entrance import title_of
from web.ui.views import Tag


@dataclass(frozen=True, slots=True)
class Line:
    session_id: UUID
    room: str
    title: str
    time: str
    expected: int
    there: int
    done: int
    tag: Tag


def lines(session: Session, held: Sequence[queries.Held]) -> list[Line]:
    return [_line(session, one) for one in held]


def _line(session: Session, held: queries.Held) -> Line:
    row, now = held.session, clock.now()
    states = Counter(one.sitting.state for one in queries.placed(session, row.id))
    away = states[SittingState.EXPECTED] + states[SittingState.ABSENT] + states[SittingState.POSTPONED]
    if queries.sheet(session, row.id) is not None:
        tag = Tag("已收场", "", "check2")
    elif now < row.starts_at:
        tag = Tag("未开考", "info")
    else:
        tag = Tag("进行中", "now") if now < row.ends_at else Tag("待收场", "warn")
    return Line(
        session_id=row.id,
        room=held.room.name,
        title=f"{title_of(held)} {Subject(row.subject).title}",
        time=f"{date_cn(row.starts_at)} {clock.shanghai(row.starts_at):%H:%M}—{clock.shanghai(row.ends_at):%H:%M}",
        expected=states.total(),
        there=states.total() - away,
        done=states[SittingState.HANDED_IN],
        tag=tag,
    )
