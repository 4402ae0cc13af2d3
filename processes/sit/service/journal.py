"""The journal of answers: append-only, chained, authenticated; sending a line again is absorbed."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database import tenant_of
from engine.platform.database.packet import exchange
from engine.platform.ids import new_id
from processes.papers.content import PaperContent, PaperQuestion
from processes.sit import paper, queries, rules
from processes.sit.errors import BrokenChain, ForgedLine, NoPaper, NotAnAnswer, NotStarted, OtherDevice, SittingOver
from processes.sit.models import AnswerLine, LateLine, Sitting, SittingState
from processes.sit.service.take import secret_of

MOST_LATE = 1000
_APPEND = text("""
    insert into answer_line (id, tenant_id, sitting_id, sequence, place, answer, client_ms, received_at, previous, hash,
                             mac, fence)
    select l.id, :tenant, :sitting, l.sequence, l.place, l.answer, l.client_ms, :now, l.previous, l.hash, l.mac, :fence
    from unnest(cast(:ids as uuid[]), cast(:sequence as bigint[]), cast(:place as bigint[]), cast(:answer as text[]),
                cast(:client_ms as bigint[]), cast(:previous as text[]), cast(:hash as text[]), cast(:mac as text[]))
         as l (id, sequence, place, answer, client_ms, previous, hash, mac)
    on conflict (tenant_id, sitting_id, sequence) do nothing
""")


@dataclass(frozen=True, slots=True)
class Line:
    """As the device has put it down. `client_ms` counts from the sitting's start by the device's monotonic clock."""

    sequence: int
    place: int
    answer: str
    client_ms: int
    previous: str
    hash: str
    mac: str


@dataclass(frozen=True, slots=True)
class Taken:
    """`sequence` is the last line that is durable once this transaction has committed; `late` wait for a person."""

    sequence: int
    late: int


def record(session: Session, sitting: Sitting, lines: Iterable[Line], *, fence: int) -> Taken:
    """Take what continues the journal of a locked sitting. A repeated line is absorbed, a gap leaves the rest out.

    Past the deadline a line counts when the journal places it before and the device was out of reach when time ran
    out; the others, and whatever comes after a forced end, wait for a person. Raises NotStarted, OtherDevice,
    SittingOver, ForgedLine, BrokenChain, NotAnAnswer.
    """
    if sitting.started_at is None or sitting.state in (SittingState.EXPECTED, SittingState.ADMITTED):
        raise NotStarted
    if fence != sitting.fence:
        raise OtherDevice
    ordered = sorted(lines, key=lambda line: line.sequence)
    if not ordered:
        return Taken(sitting.sequence, 0)
    _authentic(sitting, ordered, fence)
    if sitting.state != SittingState.RUNNING:
        _may_come_late(session, sitting)
        return _all_late(session, sitting, ordered, fence)
    if clock.now() > _end(sitting) and queries.late_lines(session, sitting.id):
        return _all_late(session, sitting, ordered, fence)
    fresh = _continuing(session, sitting, ordered)
    _possible(fresh, paper.content_of(session, paper_of(sitting)))
    counting = fresh if clock.now() <= _end(sitting) else _counting_late(sitting, fresh)
    append(session, sitting, counting, fence=fence)
    late = _keep_late(session, sitting, fresh[len(counting) :], fence)
    return Taken(sitting.sequence + late, late)


def answer(session: Session, sitting: Sitting, place: int, letters: str, *, fence: int) -> None:
    """An answer that a plain form has posted: the house writes the line itself. Raises what `record` raises."""
    if sitting.started_at is None:
        raise NotStarted
    if queries.answers(session, sitting.id).get(place, "") == letters and sitting.state == SittingState.RUNNING:
        return
    elapsed = int((clock.now() - sitting.started_at).total_seconds() * 1000)
    record(session, sitting, [made(sitting, place, letters, elapsed)], fence=fence)


def made(sitting: Sitting, place: int, letters: str, client_ms: int) -> Line:
    """The next line of a journal, signed with the key of the sitting's present device."""
    previous, sequence = head_of(sitting), sitting.sequence + 1
    line = rules.line_hash(previous, sequence, place, letters, client_ms)
    key = rules.key_of(secret_of(sitting), sitting.fence)
    return Line(sequence, place, letters, client_ms, previous, line, rules.mac_of(key, line))


def head_of(sitting: Sitting) -> str:
    """What the next line follows."""
    return sitting.head or rules.genesis(sitting.id)


def append(session: Session, sitting: Sitting, lines: list[Line], *, fence: int) -> None:
    """Write lines that continue the journal."""
    if not lines:
        return
    now = clock.now()
    shared = {"tenant": tenant_of(session), "sitting": sitting.id, "now": now, "fence": fence}
    columns: dict[str, list[Any]] = {name: [getattr(line, name) for line in lines] for name in Line.__slots__}
    written, standing = exchange(
        session.connection(),
        (_APPEND, {"ids": [new_id() for _ in lines], **columns, **shared}),
        (queries.ANSWERS, {"id": sitting.id}),
    )
    if written.count != len(lines):
        raise BrokenChain
    sitting.sequence, sitting.head = lines[-1].sequence, lines[-1].hash
    sitting.active_at, sitting.answered = now, sum(bool(row.answer) for row in standing.rows)


def verified(session: Session, sitting: Sitting) -> bool:
    """Whether the whole journal hangs together and ends where the sitting says."""
    previous, count = rules.genesis(sitting.id), 0
    rows = select(AnswerLine).where(AnswerLine.sitting_id == sitting.id).order_by(AnswerLine.sequence)
    for count, line in enumerate(session.scalars(rows), start=1):
        found = rules.line_hash(previous, line.sequence, line.place, line.answer, line.client_ms)
        if line.sequence != count or line.previous != previous or line.hash != found:
            return False
        previous = line.hash
    return count == sitting.sequence and previous == head_of(sitting)


def _authentic(sitting: Sitting, lines: list[Line], fence: int) -> None:
    key = rules.key_of(secret_of(sitting), fence)
    for line in lines:
        expected = rules.line_hash(line.previous, line.sequence, line.place, line.answer, line.client_ms)
        if expected != line.hash or not hmac.compare_digest(rules.mac_of(key, line.hash), line.mac):
            raise ForgedLine


def _continuing(session: Session, sitting: Sitting, lines: list[Line]) -> list[Line]:
    """The lines that are new and follow without a gap; those that are known have to be the same as then."""
    known = [line for line in lines if line.sequence <= sitting.sequence]
    if known:
        numbers = [line.sequence for line in known]
        rows = select(AnswerLine.sequence, AnswerLine.hash).where(
            AnswerLine.sitting_id == sitting.id, AnswerLine.sequence.in_(numbers)
        )
        kept = {row.sequence: row.hash for row in session.execute(rows)}
        if any(kept.get(line.sequence) != line.hash for line in known):
            raise BrokenChain
    return _following(sitting.sequence, head_of(sitting), lines)


def _following(sequence: int, head: str, lines: list[Line]) -> list[Line]:
    fresh: list[Line] = []
    for line in lines:
        if line.sequence <= sequence:
            if fresh and fresh[-1].sequence == line.sequence and fresh[-1].hash != line.hash:
                raise BrokenChain
            continue
        if line.sequence > sequence + 1:
            break
        if line.previous != head:
            raise BrokenChain
        fresh.append(line)
        sequence, head = line.sequence, line.hash
    return fresh


def _possible(lines: list[Line], content: PaperContent) -> None:
    questions: Mapping[int, PaperQuestion] = paper.questions_by_place(content)
    for line in lines:
        question = questions.get(line.place)
        if question is None or not rules.is_answer(question.kind, len(question.options), line.answer):
            raise NotAnAnswer(place=line.place)


def _may_come_late(session: Session, sitting: Sitting) -> None:
    """After a forced end, or one by time, lines wait for a person; after any other nothing is taken."""
    forced = sitting.handed_in_how == "time" or sitting.handed_in_how in rules.FORCED
    if sitting.state != SittingState.HANDED_IN or not forced or queries.sheet(session, sitting.session_id):
        raise SittingOver


def _all_late(session: Session, sitting: Sitting, lines: list[Line], fence: int) -> Taken:
    waiting = queries.late_lines(session, sitting.id)
    sequence, head = (waiting[-1].sequence, waiting[-1].hash) if waiting else (sitting.sequence, head_of(sitting))
    fresh = _following(sequence, head, lines)
    if len(waiting) + len(fresh) > MOST_LATE:
        raise SittingOver
    _possible(fresh, paper.content_of(session, paper_of(sitting)))
    return Taken(sequence + len(fresh), len(waiting) + _keep_late(session, sitting, fresh, fence))


def _keep_late(session: Session, sitting: Sitting, lines: list[Line], fence: int) -> int:
    if lines:
        shared = {"tenant_id": tenant_of(session), "sitting_id": sitting.id, "fence": fence, "received_at": clock.now()}
        rows = [{"id": new_id(), **asdict(one), **shared, "in_time": _in_time(sitting, one)} for one in lines]
        session.execute(insert(LateLine).on_conflict_do_nothing(), rows)
    return len(lines)


def _counting_late(sitting: Sitting, lines: list[Line]) -> list[Line]:
    """Of lines that come past the deadline those that count without a person's word: what was on its way, and what a
    device put down that was silent when time ran out. The clock of one that was heard may be its owner's."""
    silent = sitting.last_seen_at is None or sitting.last_seen_at < _end(sitting) - rules.OUTAGE_AFTER
    if not silent and clock.now() > _end(sitting) + rules.GRACE:
        return []
    return list(takewhile(lambda line: _in_time(sitting, line), lines))


def _in_time(sitting: Sitting, line: Line) -> bool:
    """Whether the device's clock places a line before the end, and no heartbeat contradicts it.

    A line made before the last heartbeat would have been told of in it, as one of those not yet sent.
    """
    if sitting.started_at is None or sitting.skewed:
        return False
    moment = sitting.started_at + timedelta(milliseconds=line.client_ms)
    if moment > _end(sitting):
        return False
    spoken_of = line.sequence <= sitting.sequence + sitting.unsent
    return spoken_of or sitting.last_seen_at is None or moment >= sitting.last_seen_at - rules.SKEW


def _end(sitting: Sitting) -> datetime:
    """The deadline, or the hand-in before it."""
    if sitting.deadline is None:
        raise NotStarted
    return min(sitting.deadline, sitting.handed_in_at or sitting.deadline)


def paper_of(sitting: Sitting) -> UUID:
    """Raises NoPaper."""
    if sitting.paper_id is None:
        raise NoPaper
    return sitting.paper_id
