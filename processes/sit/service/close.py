"""The close of a session: everybody has ended, and every journal agrees with its receipt."""

import hashlib
from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.people import Actor
from processes.arrange.models import ExamSession
from processes.sit import queries
from processes.sit.errors import AlreadyClosed, DoesNotAgree, StillOpen
from processes.sit.models import SessionSheet, SittingState
from processes.sit.queries import Placed
from processes.sit.service import journal, telling

_OPEN = (SittingState.EXPECTED, SittingState.RUNNING)


@dataclass(frozen=True, slots=True)
class Balance:
    """`open` seats have not ended, `broken` ones have a journal that differs from its receipt."""

    counts: dict[str, int]
    lines: int
    root: str
    open: list[int]
    late: int
    broken: list[int]


def balance(session: Session, row: ExamSession) -> Balance:
    """Compute every chain anew."""
    seats = queries.placed(session, row.id)
    receipts = sorted(seat.sitting.receipt for seat in seats if seat.sitting.receipt)
    return Balance(
        counts=dict(Counter(seat.sitting.state for seat in seats)),
        lines=sum(seat.sitting.sequence for seat in seats),
        root=hashlib.sha256("\n".join(receipts).encode()).hexdigest(),
        open=[seat.seat.number for seat in seats if _is_open(row, seat)],
        late=sum(queries.late_counts(session, row.id).values()),
        broken=[seat.seat.number for seat in seats if not _agrees(session, seat)],
    )


def close(session: Session, actor: Actor, row: ExamSession, *, chief: bool, note: str = "") -> SessionSheet:
    """Sign the sheet; forced ends become final. Raises ChiefOnly, AlreadyClosed, StillOpen, DoesNotAgree."""
    telling.by_chief(chief)
    if queries.sheet(session, row.id) is not None:
        raise AlreadyClosed
    for seat in queries.placed(session, row.id):
        queries.sitting(session, seat.sitting.id, lock=True)
    found = balance(session, row)
    if found.open or found.late:
        raise StillOpen(count=len(found.open) or found.late)
    if found.broken:
        raise DoesNotAgree(seats="、".join(f"{number:02}" for number in found.broken))
    sheet = SessionSheet(
        session_id=row.id,
        counts=found.counts,
        lines=found.lines,
        root=found.root,
        note=note.strip()[:500],
        closed_by=actor.person_id,
        closed_by_name=actor.name,
    )
    session.add(sheet)
    session.flush()
    audit.record(
        session, actor, "exam_session.closed", subject=("exam_session", row.id),
        after={"counts": found.counts, "lines": found.lines, "root": found.root},
    )  # fmt: skip
    for seat in queries.placed(session, row.id):
        if seat.sitting.state in telling.MESSAGES:
            telling.tell(session, seat.sitting)
    return sheet


def _is_open(row: ExamSession, seat: Placed) -> bool:
    """Where there is a paper, whoever was let in has to end; elsewhere presence is all."""
    state = seat.sitting.state
    return state in _OPEN or (state == SittingState.ADMITTED and row.paper_id is not None)


def _agrees(session: Session, seat: Placed) -> bool:
    sitting = seat.sitting
    ended = sitting.receipt is None or sitting.receipt == journal.head_of(sitting)
    return ended and journal.verified(session, sitting)
