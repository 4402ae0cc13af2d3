"""The reviewer's list: one row an applicant, the oldest due first. Two statements, however long it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Uuid, all_, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.people import Actor
from engine.workflow.models import WorkItem, WorklistEntry
from processes.apply.models import Application, Material
from processes.catalogue.grades import Grade
from processes.plans.models import PlanLine
from processes.review.models import CorrectionNotice

PAGE = 20
FILTERS = ("mine", "today", "returned", "blind", "held")
_REVIEWS = ("first_review", "approver", "supervisor")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An applicant whose work is open. `returned`: corrected and back; `held_by_other`: leased by a colleague."""

    entry_id: UUID
    application_id: UUID
    no: str
    name: str
    occupation: str
    grade: str
    materials: int
    submitted_at: datetime | None
    due_at: datetime
    returned: bool
    form: str
    held_by_other: bool

    @property
    def title(self) -> str:
        return f"{self.occupation} · {self.grade}"


def review_groups(actor: Actor) -> list[str]:
    """The actor's groups that review applications; those of questions and papers have desks of their own."""
    mine = (group for group in actor.groups if group.startswith(("institution:", "authority:")))
    return sorted(group for group in mine if group.rsplit(":", 1)[-1] in _REVIEWS)


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many rows each filter shows."""
    counted: list[Any] = [func.count().filter(_filter(name, actor)).label(name) for name in FILTERS]
    return dict(session.execute(_joined(select(*counted), actor)).mappings().one())


def waiting(
    session: Session, actor: Actor, *, name: str = "mine", q: str = "", sort: str = "due", page: int = 1
) -> list[Waiting]:
    """A page of one filter; `q` is the beginning of a name, or a number."""
    statement = _joined(_columns(actor), actor).where(_filter(name, actor))
    if q:
        statement = statement.where(or_(Application.name.startswith(q, autoescape=True), Application.no == q.upper()))
    by = Application.submitted_at if sort == "submitted" else WorklistEntry.due_at
    statement = statement.order_by(by, WorklistEntry.priority.desc(), WorklistEntry.id)
    return [_row(row) for row in session.execute(statement.limit(PAGE).offset((page - 1) * PAGE))]


def found(session: Session, actor: Actor, q: str, name: str) -> int:
    """How many rows a search shows."""
    match = or_(Application.name.startswith(q, autoescape=True), Application.no == q.upper())
    return session.scalar(_joined(select(func.count()), actor).where(_filter(name, actor), match)) or 0


def waiting_for(session: Session, actor: Actor, entry_id: UUID) -> Waiting | None:
    """One row, if the actor may do it."""
    row = session.execute(_joined(_columns(actor), actor).where(WorklistEntry.id == entry_id)).first()
    return _row(row) if row is not None else None


def entry_of(session: Session, actor: Actor, application: Application) -> WorklistEntry | None:
    """The open work on an application that the actor may do; the one he holds comes first."""
    rows = select(WorklistEntry).where(
        WorklistEntry.open,
        WorklistEntry.business_key == str(application.id),
        WorklistEntry.group_name.in_(review_groups(actor)),
        all_(WorklistEntry.excluded) != actor.person_id,
    )
    mine = (WorklistEntry.holder_id == actor.person_id).desc().nullslast()
    return session.scalars(rows.order_by(mine, WorklistEntry.due_at).limit(1)).first()


def items_of(session: Session, entry: WorklistEntry) -> list[WorkItem]:
    """The open tasks of an entry, in the order they were opened."""
    rows = select(WorkItem).where(WorkItem.entry_id == entry.id, WorkItem.status == "open")
    return list(session.scalars(rows.order_by(WorkItem.created_at, WorkItem.id)))


def _columns(actor: Actor) -> Select[Any]:
    handed_in = select(func.count()).where(
        Material.application_id == Application.id, Material.handed_in_at.is_not(None), ~Material.replaced
    )
    form = select(func.min(WorkItem.form_key)).where(WorkItem.entry_id == WorklistEntry.id, WorkItem.status == "open")
    return select(
        WorklistEntry.id,
        WorklistEntry.due_at,
        _held(actor, mine=False).label("held_by_other"),
        Application.id.label("application_id"),
        Application.no,
        Application.name,
        Application.submitted_at,
        PlanLine.occupation_name,
        PlanLine.grade,
        handed_in.scalar_subquery().label("materials"),
        _returned().label("returned"),
        form.scalar_subquery().label("form"),
    )


def _joined(statement: Select[Any], actor: Actor) -> Select[Any]:
    return (
        statement.select_from(WorklistEntry)
        .join(Application, Application.id == cast(WorklistEntry.business_key, Uuid))
        .join(PlanLine, PlanLine.id == Application.plan_line_id)
        .where(
            WorklistEntry.open,
            WorklistEntry.group_name.in_(review_groups(actor)),
            all_(WorklistEntry.excluded) != actor.person_id,
        )
    )


def _filter(name: str, actor: Actor) -> ColumnElement[bool]:
    match name:
        case "today":
            end = clock.shanghai(clock.now()).replace(hour=23, minute=59, second=59, microsecond=999999)
            return and_(_free(actor), WorklistEntry.due_at <= end)
        case "returned":
            return and_(_free(actor), _returned())
        case "blind":
            asked = exists().where(
                WorkItem.entry_id == WorklistEntry.id, WorkItem.status == "open", WorkItem.form_key == "review/blind"
            )
            return and_(_free(actor), asked)
        case "held":
            return _held(actor, mine=True)
        case _:
            return _free(actor)


def _free(actor: Actor) -> ColumnElement[bool]:
    return ~_held(actor, mine=False)


def _held(actor: Actor, *, mine: bool) -> ColumnElement[bool]:
    whose = WorklistEntry.holder_id == actor.person_id
    alive = func.coalesce(WorklistEntry.lease_expires_at > clock.now(), False)
    return and_(alive, func.coalesce(whose if mine else ~whose, False))


def _returned() -> ColumnElement[bool]:
    return exists().where(CorrectionNotice.application_id == Application.id, CorrectionNotice.corrected)


def _row(row: Row[Any]) -> Waiting:
    return Waiting(
        entry_id=row.id,
        application_id=row.application_id,
        no=row.no,
        name=row.name,
        occupation=row.occupation_name,
        grade=Grade(row.grade).title,
        materials=row.materials,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        returned=row.returned,
        form=row.form or "",
        held_by_other=row.held_by_other,
    )
