"""Taking and releasing places, one at a time for each plan: the plan's row is the lock.

Every limit that applies must have room. A released place goes to the first who waits and whom it fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock, outbox
from processes.plans import queries
from processes.plans.errors import NoOffer, NotAtThisPlan
from processes.plans.events import PlaceOffered
from processes.plans.models import Counted, PlaceState, Plan, PlanInstitution, PlanLine, PlanPlace, PlanPoint

Answer = Literal["taken", "waiting", "full"]
_R = TypeVar("_R", PlanLine, PlanInstitution, PlanPoint)


def take_place(
    session: Session, line_id: UUID, institution_id: UUID, point_id: UUID, *, application_id: UUID
) -> Answer:
    """Take a place for an application, or join the waiting list where the plan keeps one.

    Repeating it for the same application changes nothing and gives the same answer. Holds the plan's row until
    the end of the transaction. Raises NoSuchPlan, NotAtThisPlan.
    """
    plan_id = queries.line(session, line_id).plan_id
    counts = _lock(session, plan_id)
    fitting = counts.of(line_id, institution_id, point_id)
    known = session.scalar(select(PlanPlace).where(PlanPlace.application_id == application_id))
    if known is not None and known.state != PlaceState.RELEASED:
        return "waiting" if known.state == PlaceState.WAITING else "taken"
    has_room = all(count.has_room for count in fitting)
    if not has_room and not counts.plan.waiting_list:
        return "full"
    place = known or PlanPlace(application_id=application_id)
    place.plan_id, place.line_id = plan_id, line_id
    place.institution_id, place.point_id = institution_id, point_id
    place.state = PlaceState.TAKEN if has_room else PlaceState.WAITING
    place.joined_at = clock.now()
    session.add(place)
    if has_room:
        _add(fitting, 1)
    session.flush()
    return "taken" if has_room else "waiting"


def release_place(session: Session, application_id: UUID) -> None:
    """Give a place, an offer or a turn back. It is offered to whoever waits longest and fits.

    Repeating changes nothing.
    """
    place = session.scalar(select(PlanPlace).where(PlanPlace.application_id == application_id))
    if place is None:
        return
    counts = _lock(session, place.plan_id)
    session.refresh(place)
    if place.state in (PlaceState.TAKEN, PlaceState.OFFERED):
        _add(counts.of(place.line_id, place.institution_id, place.point_id), -1)
    place.state = PlaceState.RELEASED
    _offer_to_waiting(session, counts)


def accept_offer(session: Session, application_id: UUID) -> None:
    """Make an offered place one's own. Raises NoSuchPlace, NoOffer when it is gone."""
    place = queries.place_of(session, application_id)
    _lock(session, place.plan_id)
    session.refresh(place)
    if place.state == PlaceState.TAKEN:
        return
    if place.state != PlaceState.OFFERED:
        raise NoOffer
    place.state = PlaceState.TAKEN
    session.flush()


def move_waiting_list(session: Session, plan_id: UUID) -> None:
    """Offer what has become free, as after an enlargement."""
    _offer_to_waiting(session, _lock(session, plan_id))


@dataclass(frozen=True, slots=True)
class _Counts:
    plan: Plan
    lines: dict[UUID, PlanLine]
    institutions: dict[UUID, PlanInstitution]
    points: dict[UUID, PlanPoint]

    def of(self, line_id: UUID, institution_id: UUID, point_id: UUID) -> list[Counted]:
        """The limits that a place counts in. Raises NotAtThisPlan where they don't belong together."""
        try:
            point = self.points[point_id]
            found: list[Counted] = [self.plan, self.lines[line_id], self.institutions[institution_id], point]
        except KeyError:
            raise NotAtThisPlan from None
        if point.institution_id != institution_id:
            raise NotAtThisPlan
        return found


def _lock(session: Session, plan_id: UUID) -> _Counts:
    """Hold the plan's row, and read the counts as they are now."""
    held = select(Plan).where(Plan.id == plan_id).with_for_update(key_share=True)
    plan = session.scalars(held.execution_options(populate_existing=True)).one()
    return _Counts(
        plan,
        {row.id: row for row in _anew(session, PlanLine, plan_id)},
        {row.institution_id: row for row in _anew(session, PlanInstitution, plan_id)},
        {row.point_id: row for row in _anew(session, PlanPoint, plan_id)},
    )


def _anew(session: Session, model: type[_R], plan_id: UUID) -> Sequence[_R]:
    statement = select(model).where(model.plan_id == plan_id)
    return session.scalars(statement.execution_options(populate_existing=True)).all()


def _add(counts: Sequence[Counted], number: int) -> None:
    for count in counts:
        count.taken += number


def _offer_to_waiting(session: Session, counts: _Counts) -> None:
    session.flush()
    for place in queries.waiting(session, counts.plan.id):
        fitting = counts.of(place.line_id, place.institution_id, place.point_id)
        if all(count.has_room for count in fitting):
            _add(fitting, 1)
            place.state = PlaceState.OFFERED
            outbox.record(session, PlaceOffered(application_id=place.application_id))
    session.flush()
