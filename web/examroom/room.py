"""The session that an invigilator may see, and as what."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform.people import Actor
from processes.arrange import queries as arrangements
from processes.sit import queries
from processes.sit.errors import NoSuchSitting, NotYourRoom, OwnSession
from processes.sit.models import Sitting

ROLES = ("invigilator", "chief_invigilator")


@dataclass(frozen=True, slots=True)
class Room:
    held: queries.Held
    chief: bool

    @property
    def session_id(self) -> UUID:
        return self.held.session.id


def own_institutions(actor: Actor) -> frozenset[UUID]:
    return actor.institutions_as(*ROLES)


def room_for(session: Session, actor: Actor, session_id: UUID) -> Room:
    """Raises NoSuchSession; NotYourRoom for invigilators of another institution, and for those who are not appointed
    where others are; OwnSession for whoever sits the exam here. A chief of the institution steps in anywhere."""
    held = queries.held(session, session_id)
    institution = held.room.institution_id
    if institution not in own_institutions(actor):
        raise NotYourRoom
    if queries.sits_in(session, actor.person_id, session_id):
        raise OwnSession
    chief = institution in actor.institutions_as("chief_invigilator")
    appointed = {one.person_id for one in arrangements.invigilators(session, [session_id])[session_id]}
    if appointed and not chief and actor.person_id not in appointed:
        raise NotYourRoom
    return Room(held, chief)


def is_open_to(session: Session, actor: Actor, session_id: UUID) -> bool:
    """Whether the actor invigilates a session."""
    try:
        room_for(session, actor, session_id)
    except (NotYourRoom, OwnSession):
        return False
    return True


def sitting_in(session: Session, room: Room, sitting_id: UUID, *, lock: bool = False) -> Sitting:
    """A sitting of this very session. Raises NoSuchSitting."""
    sitting = queries.sitting(session, sitting_id, lock=lock)
    if sitting.session_id != room.session_id:
        raise NoSuchSitting
    return sitting
