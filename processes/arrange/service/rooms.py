"""Rooms of institutions, entered by the arranger."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.people import Actor
from processes.arrange import queries
from processes.arrange.errors import RoomInUse, RoomNameTaken, RoomTooSmall
from processes.arrange.models import ExamRoom, ExamSession
from processes.catalogue import queries as catalogue


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """What is entered of a room; `columns` seats stand in a row."""

    name: str
    address: str
    capacity: int
    columns: int
    subjects: Sequence[str]
    active: bool = True


def add_room(session: Session, actor: Actor, institution_id: UUID, facts: RoomFacts) -> ExamRoom:
    """Raises NoSuchInstitution, RoomNameTaken."""
    institution = catalogue.institution(session, institution_id)
    _refuse_name(session, institution.id, facts.name, None)
    row = ExamRoom(institution_id=institution.id, **_columns(facts))
    session.add(row)
    session.flush()
    audit.record(session, actor, "arrange.room_added", subject=("exam_room", row.id), after=_told(row))
    return row


def change_room(session: Session, actor: Actor, room_id: UUID, facts: RoomFacts) -> ExamRoom:
    """Raises NoSuchRoom, RoomNameTaken, RoomTooSmall when fewer seats than people in a coming session, RoomInUse."""
    row = queries.room(session, room_id, lock=True)
    _refuse_name(session, row.institution_id, facts.name, row.id)
    coming = select(ExamSession.id).where(
        ExamSession.room_id == row.id, ~ExamSession.void, ExamSession.ends_at > clock.now()
    )
    sessions = session.scalars(coming).all()
    seated = max(queries.filled(session, sessions).values(), default=0)
    highest = max((each.seat.number for each in queries.seated(session, sessions)), default=0)
    if highest > facts.capacity:
        raise RoomTooSmall(room=row.name, capacity=facts.capacity, seated=seated, highest=highest)
    if sessions and not facts.active:
        raise RoomInUse(room=row.name, sessions=len(sessions))
    before = _told(row)
    for name, value in _columns(facts).items():
        setattr(row, name, value)
    session.flush()
    audit.record(session, actor, "arrange.room_changed", subject=("exam_room", row.id), before=before, after=_told(row))
    return row


def _columns(facts: RoomFacts) -> dict[str, object]:
    return asdict(facts) | {"name": facts.name.strip(), "address": facts.address.strip(), "subjects": [*facts.subjects]}


def _told(row: ExamRoom) -> dict[str, object]:
    return {
        "room": row.name, "address": row.address, "capacity": row.capacity, "columns": row.columns,
        "subjects": list(row.subjects), "active": row.active,
    }  # fmt: skip


def _refuse_name(session: Session, institution_id: UUID, name: str, own: UUID | None) -> None:
    # the same form sent twice at once: the second waits here, and then finds the first
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"room {institution_id} {name}", 0))))
    same = select(ExamRoom.id).where(ExamRoom.institution_id == institution_id, ExamRoom.name == name.strip())
    if session.scalar(same.where(ExamRoom.id != own) if own else same):
        raise RoomNameTaken(name=name.strip())
