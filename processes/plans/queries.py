"""Read plans and the places left in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import clock
from processes.catalogue.grades import Grade
from processes.catalogue.models import Institution, RegistrationPoint
from processes.plans.errors import NoSuchPlace, NoSuchPlan
from processes.plans.models import (
    ChangeStatus,
    PlaceState,
    Plan,
    PlanChange,
    PlanInstitution,
    PlanLine,
    PlanPlace,
    PlanPoint,
    PlanStatus,
)


@dataclass(frozen=True, slots=True)
class InstitutionOfPlan:
    row: PlanInstitution
    institution: Institution


@dataclass(frozen=True, slots=True)
class PointOfPlan:
    row: PlanPoint
    point: RegistrationPoint
    institution: Institution


def plan(session: Session, plan_id: UUID, *, lock: bool = False) -> Plan:
    """Raises NoSuchPlan. With `lock` the row is held until the end of the transaction and read anew."""
    statement = select(Plan).where(Plan.id == plan_id)
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NoSuchPlan
    return found


def plans(session: Session, statuses: Sequence[str] = (), *, limit: int = 50, offset: int = 0) -> Sequence[Plan]:
    """Plans, newest first; all of them when no status is named."""
    statement = select(Plan).order_by(Plan.id.desc()).limit(limit).offset(offset)
    if statuses:
        statement = statement.where(Plan.status.in_(statuses))
    return session.scalars(statement).all()


def counts(session: Session) -> dict[str, int]:
    """How many plans there are of each status."""
    return dict(session.execute(select(Plan.status, func.count()).group_by(Plan.status)).all())


def open_plans(session: Session) -> Sequence[Plan]:
    """Plans that take applications now, the one that closes first in front."""
    now = clock.now()
    statement = select(Plan).where(Plan.status == PlanStatus.OPEN, Plan.opens_at <= now, Plan.closes_at > now)
    return session.scalars(statement.order_by(Plan.closes_at)).all()


def upcoming_plans(session: Session) -> Sequence[Plan]:
    """Published plans whose window is still to come."""
    statement = select(Plan).where(Plan.status == PlanStatus.PUBLISHED, Plan.closes_at > clock.now())
    return session.scalars(statement.order_by(Plan.opens_at)).all()


def is_open(row: Plan) -> bool:
    """Whether it takes applications now."""
    return row.status == PlanStatus.OPEN and row.opens_at <= clock.now() < row.closes_at


def lines(session: Session, plan_id: UUID) -> Sequence[PlanLine]:
    return session.scalars(select(PlanLine).where(PlanLine.plan_id == plan_id).order_by(PlanLine.place)).all()


def lines_of(session: Session, plan_ids: Sequence[UUID]) -> dict[UUID, list[PlanLine]]:
    """The lines of several plans at once."""
    found: dict[UUID, list[PlanLine]] = {plan_id: [] for plan_id in plan_ids}
    for row in session.scalars(select(PlanLine).where(PlanLine.plan_id.in_(plan_ids)).order_by(PlanLine.place)):
        found[row.plan_id].append(row)
    return found


def line(session: Session, line_id: UUID) -> PlanLine:
    """Raises NoSuchPlan."""
    found = session.get(PlanLine, line_id)
    if found is None:
        raise NoSuchPlan
    return found


def lines_named(session: Session, line_ids: Collection[UUID]) -> dict[UUID, PlanLine]:
    """These lines by their ids; one statement."""
    return {row.id: row for row in session.scalars(select(PlanLine).where(PlanLine.id.in_(line_ids)))}


def open_lines(session: Session) -> list[tuple[Plan, PlanLine]]:
    """The lines of the plans that take applications now, the plan that closes first in front; one statement."""
    now = clock.now()
    rows = select(Plan, PlanLine).join(PlanLine, PlanLine.plan_id == Plan.id)
    rows = rows.where(Plan.status == PlanStatus.OPEN, Plan.opens_at <= now, Plan.closes_at > now)
    found = session.execute(rows.order_by(Plan.closes_at, Plan.id, PlanLine.place))
    return [(plan, line) for plan, line in found]


def line_title(row: PlanLine) -> str:
    """`化工总控工 · 三级/高级工`."""
    return f"{row.occupation_name} · {Grade(row.grade).title}"


def institutions(session: Session, plan_id: UUID) -> Sequence[InstitutionOfPlan]:
    statement = (
        select(PlanInstitution, Institution)
        .join(Institution, Institution.id == PlanInstitution.institution_id)
        .where(PlanInstitution.plan_id == plan_id)
    )
    return [InstitutionOfPlan(*row) for row in session.execute(statement.order_by(PlanInstitution.place))]


def points(session: Session, plan_id: UUID) -> Sequence[PointOfPlan]:
    statement = (
        select(PlanPoint, RegistrationPoint, Institution)
        .join(RegistrationPoint, RegistrationPoint.id == PlanPoint.point_id)
        .join(Institution, Institution.id == PlanPoint.institution_id)
        .where(PlanPoint.plan_id == plan_id)
    )
    return [PointOfPlan(*row) for row in session.execute(statement.order_by(PlanPoint.place))]


def places_left(session: Session, line_id: UUID, point_id: UUID) -> int | None:
    """How many places a line has left at a point, by the smallest of all limits; None when nothing limits it."""
    row = line(session, line_id)
    at = session.scalar(select(PlanPoint).where(PlanPoint.plan_id == row.plan_id, PlanPoint.point_id == point_id))
    if at is None:
        raise NoSuchPlan
    of = PlanInstitution.institution_id == at.institution_id
    institution = session.scalars(select(PlanInstitution).where(PlanInstitution.plan_id == row.plan_id, of)).one()
    limits = [count.left for count in (plan(session, row.plan_id), row, institution, at)]
    known = [left for left in limits if left is not None]
    return min(known) if known else None


def place_of(session: Session, application_id: UUID) -> PlanPlace:
    """Raises NoSuchPlace."""
    found = session.scalar(select(PlanPlace).where(PlanPlace.application_id == application_id))
    if found is None:
        raise NoSuchPlace
    return found


def waiting(session: Session, plan_id: UUID) -> Sequence[PlanPlace]:
    """The waiting list, first come first."""
    statement = select(PlanPlace).where(PlanPlace.plan_id == plan_id, PlanPlace.state == PlaceState.WAITING)
    return session.scalars(statement.order_by(PlanPlace.joined_at, PlanPlace.id)).all()


def turn(session: Session, application_id: UUID) -> int | None:
    """How far in front a waiting application stands, 1 for the first; None when it does not wait."""
    ids = [row.application_id for row in waiting(session, place_of(session, application_id).plan_id)]
    return ids.index(application_id) + 1 if application_id in ids else None


def pending_change(session: Session, plan_id: UUID) -> PlanChange | None:
    statement = select(PlanChange).where(PlanChange.plan_id == plan_id, PlanChange.status == ChangeStatus.REQUESTED)
    return session.scalar(statement.execution_options(populate_existing=True))


def changes(session: Session, plan_id: UUID) -> Sequence[PlanChange]:
    """Every change asked for, newest first."""
    return session.scalars(select(PlanChange).where(PlanChange.plan_id == plan_id).order_by(PlanChange.id.desc())).all()
