"""What trainers and supervisors see of all trainings: lists, counts, who lags."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from engine.platform import clock
from engine.platform.people import Actor
from processes.catalogue.models import Institution
from processes.train.models import Enrolment, RegistrySync, State
from processes.train.queries import SUPERVISOR

SOON, SILENT = timedelta(days=3), timedelta(days=3)
FILTERS = {
    "learning": "在学",
    "lagging": "落后",
    "completed": "待确认",
    "confirmed": "上报中",
    "done": "已完成",
    "exempt": "免训",
    "failed": "未完成",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose trainings somebody may see: None means every institution's."""

    institutions: frozenset[UUID] | None

    @property
    def rule(self) -> ColumnElement[bool]:
        cases = Enrolment.application_id.is_not(None)
        if self.institutions is None:
            return cases
        return and_(cases, Enrolment.institution_id.in_(self.institutions))


def scope_of(actor: Actor) -> Scope:
    """A supervisor sees all institutions, a trainer his own."""
    return Scope(None if actor.in_group(SUPERVISOR) else actor.institutions_as("trainer"))


def lagging() -> ColumnElement[bool]:
    """Learning, and either due within three days or silent for three."""
    now = clock.now()
    silent = func.coalesce(Enrolment.studied_at, Enrolment.opened_at) < now - SILENT
    return and_(Enrolment.state == State.LEARNING, or_(Enrolment.due_at < now + SOON, silent))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter of the list; empty fields filter nothing. `filter` is a key of FILTERS."""

    filter: str = ""
    regulation_id: UUID | None = None
    institution_id: UUID | None = None
    name: str = ""


def learners(session: Session, scope: Scope, wanted: Wanted, *, limit: int, offset: int = 0) -> Sequence[Enrolment]:
    """Trainings of cases, the one that is due first in front."""
    rows = _wanted(scope, wanted).order_by(Enrolment.due_at.nulls_last(), Enrolment.id)
    return session.scalars(rows.limit(limit).offset(offset)).all()


def learner_count(session: Session, scope: Scope, wanted: Wanted) -> int:
    return session.scalar(select(func.count()).select_from(_wanted(scope, wanted).subquery())) or 0


def tally(session: Session, scope: Scope, wanted: Wanted) -> dict[str, int]:
    """How many trainings each filter holds, the other fields of the filter applied; one statement."""
    narrowed = Wanted("", wanted.regulation_id, wanted.institution_id, wanted.name)
    counted = [func.count().filter(Enrolment.state == key).label(key) for key in FILTERS if key != "lagging"]
    inner = _wanted(scope, narrowed).with_only_columns(*counted, func.count().filter(lagging()).label("lagging"))
    row = session.execute(inner).one()._mapping
    return {key: int(row[key]) for key in FILTERS}


def institutions(session: Session, scope: Scope) -> Sequence[Institution]:
    """The institutions that a filter may offer."""
    statement = select(Institution).order_by(Institution.code)
    if scope.institutions is not None:
        statement = statement.where(Institution.id.in_(scope.institutions))
    return session.scalars(statement).all()


def syncs(session: Session, ids: Iterable[UUID]) -> dict[UUID, RegistrySync]:
    rows = session.scalars(select(RegistrySync).where(RegistrySync.enrolment_id.in_(list(ids))))
    return {row.enrolment_id: row for row in rows}


def _wanted(scope: Scope, wanted: Wanted) -> Select[Enrolment]:
    statement = select(Enrolment).where(scope.rule)
    if wanted.filter == "lagging":
        statement = statement.where(lagging())
    elif wanted.filter:
        statement = statement.where(Enrolment.state == wanted.filter)
    if wanted.regulation_id:
        statement = statement.where(Enrolment.regulation_id == wanted.regulation_id)
    if wanted.institution_id:
        statement = statement.where(Enrolment.institution_id == wanted.institution_id)
    if wanted.name:
        statement = statement.where(Enrolment.name.startswith(wanted.name, autoescape=True))
    return statement
