"""Letting people in: portrait beside number, one button each."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from processes.sit import queries
from processes.sit.models import SittingState
from web.examroom.candidate import masked_number, portrait_address
from web.examroom.entrance import title_of
from web.examroom.room import Room


@dataclass(frozen=True, slots=True)
class Arrival:
    sitting_id: UUID
    seat: str
    name: str
    ticket_no: str
    number: str
    portrait: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class Door:
    session_id: UUID
    title: str
    expected: Sequence[Arrival]
    there: int


def door(session: Session, room: Room, *, person_id: UUID) -> Door:
    seats = queries.placed(session, room.session_id)
    waiting = [one for one in seats if one.sitting.state == SittingState.EXPECTED]
    return Door(
        session_id=room.session_id,
        title=f"{room.held.room.name} · {title_of(room.held)}",
        expected=[
            Arrival(
                one.sitting.id,
                f"{one.seat.number:02}",
                one.name,
                one.seat.ticket_no,
                masked_number(session, one.sitting),
                portrait_address(session, room, one.sitting),
                one.sitting.person_id == person_id,
            )
            for one in waiting
        ],
        there=len(seats) - len(waiting),
    )
