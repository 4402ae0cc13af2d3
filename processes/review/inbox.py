"""The reviewer's list: one row an applicant, the oldest due first.

Everything a list is filtered and counted by stands in the open entries themselves (`facets`), so that all counters of
a page are one walk over the entries of the reviewer's groups, and applications are read only for the rows shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Uuid, and_, cast, func, literal, not_, or_, select, true
from sqlalchemy.orm import Session, aliased

from engine.platform import clock
from engine.platform.people import Actor
from engine.platform.people.models import Person
from engine.workflow.models import WorkItem, WorklistEntry
from engine.workflow.worklist import ESCALATE_AFTER
from processes.apply.models import Application, Material
from processes.catalogue.grades import Grade
from processes.plans.models import PlanLine
from processes.review.filters import Wanted
from processes.review.models import Conclusion

PAGE = 20
_REVIEWS = ("first_review", "approver", "supervisor")
_FACETS = WorklistEntry.facets


@dataclass(frozen=True, slots=True)
class Waiting:
    """An applicant whose work is open. `returned`: corrected and back; `holder` has it until `held_until`; `assignee`:
    the lead gave it to this person; `skips`: how often it was passed over."""

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
    skips: int
    holder_id: UUID | None
    holder: str
    held_until: datetime | None
    assigned_to: UUID | None
    assignee: str

    @property
    def title(self) -> str:
        return f"{self.occupation} · {self.grade}"

    @property
    def escalated(self) -> bool:
        return self.skips >= ESCALATE_AFTER


@dataclass(frozen=True, slots=True)
class Figures:
    """How many rows each list has, and what the person concluded today: how many, and how many of them return."""

    counted: Sequence[int]
    done: int
    returned: int


def review_groups(actor: Actor) -> list[str]:
    """The actor's groups that review applications; those of questions and papers have desks of their own."""
    mine = (group for group in actor.groups if group.startswith(("institution:", "authority:")))
    return sorted(group for group in mine if group.rsplit(":", 1)[-1] in _REVIEWS)


def figures(
    session: Session, actor: Actor, lists: Sequence[Wanted], ids: Mapping[str, Sequence[UUID]] | None = None
) -> Figures:
    """The counters of several lists and today's work; one statement. `ids` is what `q` of a list found, if a number."""
    found = ids or {}
    columns = [
        func.count().filter(_matches(one, actor, found.get(one.q))).label(f"list_{place}")
        for place, one in enumerate(lists)
    ]
    walked = select(*columns).where(*_open(actor)).subquery()
    midnight = clock.shanghai(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    today = (
        select(func.count().label("done"), func.count().filter(Conclusion.conclusion == "return").label("returned"))
        .where(Conclusion.person_id == actor.person_id, Conclusion.concluded_at >= midnight)
        .where(Conclusion.taken_back_at.is_(None))
        .subquery()
    )
    row = session.execute(select(walked, today.c.done, today.c.returned).join(today, true())).one()
    return Figures(row[: len(lists)], row.done, row.returned)


def waiting(
    session: Session, actor: Actor, wanted: Wanted, *, page: int = 1, ids: Sequence[UUID] | None = None
) -> list[Waiting]:
    """A page of one list. `ids` are the applications that `wanted.q` found when it is a number."""
    by: Any = _FACETS["submitted"].astext if wanted.sort == "submitted" else WorklistEntry.due_at
    order = by, WorklistEntry.priority.desc(), WorklistEntry.id
    chosen = select(WorklistEntry).where(*_open(actor), _matches(wanted, actor, ids)).order_by(*order)
    return _rows(session, chosen.limit(PAGE).offset((page - 1) * PAGE), wanted.sort)


def waiting_for(session: Session, actor: Actor, entry_id: UUID) -> Waiting | None:
    """One row, if the actor may do it."""
    rows = _rows(session, select(WorklistEntry).where(*_open(actor), WorklistEntry.id == entry_id))
    return rows[0] if rows else None


def entry_of(session: Session, actor: Actor, application: Application) -> WorklistEntry | None:
    """The open work on an application that the actor may do; the one he holds comes first."""
    rows = select(WorklistEntry).where(WorklistEntry.business_key == str(application.id), *_open(actor))
    mine = (WorklistEntry.holder_id == actor.person_id).desc().nullslast()
    return session.scalars(rows.order_by(mine, WorklistEntry.due_at).limit(1)).first()


def items_of(session: Session, entry: WorklistEntry) -> list[WorkItem]:
    """The open tasks of an entry, in the order they were opened."""
    rows = select(WorkItem).where(WorkItem.entry_id == entry.id, WorkItem.status == "open")
    return list(session.scalars(rows.order_by(WorkItem.created_at, WorkItem.id)))


def _open(actor: Actor) -> tuple[Any, ...]:
    return (
        WorklistEntry.open,
        WorklistEntry.group_name.in_(review_groups(actor)),
        not_(WorklistEntry.excluded.overlap(actor.eyes)),
    )


def _rows(session: Session, chosen: Select[WorklistEntry], sort: str = "due") -> list[Waiting]:
    """The entries chosen, with what is shown of them: everything else is looked up for these rows alone.

    The key is cast beforehand: a cast inside the join could leak, so that row-level security would keep the index away.
    """
    keyed = chosen.add_columns(cast(WorklistEntry.business_key, Uuid).label("application_id"))
    first = keyed.cte("chosen").prefix_with("materialized", dialect="postgresql")
    entry = aliased(WorklistEntry, first)
    holder, assignee = aliased(Person), aliased(Person)
    handed_in = select(func.count()).where(
        Material.application_id == Application.id, Material.handed_in_at.is_not(None), ~Material.replaced
    )
    by: Any = entry.facets["submitted"].astext if sort == "submitted" else entry.due_at
    rows = (
        select(
            entry,
            Application.no, Application.name, Application.submitted_at, Application.id.label("application_id"),
            PlanLine.occupation_name, PlanLine.grade, handed_in.scalar_subquery().label("materials"),
            holder.name.label("holder"), assignee.name.label("assignee"),
        )
        .join(Application, Application.id == first.c.application_id)
        .join(PlanLine, PlanLine.id == Application.plan_line_id)
        .outerjoin(holder, holder.id == entry.holder_id)
        .outerjoin(assignee, assignee.id == entry.assigned_to)
        .order_by(by, entry.priority.desc(), entry.id)
    )  # fmt: skip
    return [_row(row) for row in session.execute(rows)]


def _matches(wanted: Wanted, actor: Actor, ids: Sequence[UUID] | None) -> ColumnElement[bool]:
    """Whether an open entry belongs to a list."""
    named = {
        name: str(value) for name in ("plan", "institution", "occupation", "grade") if (value := getattr(wanted, name))
    }
    same: dict[str, Any] = dict(named)
    if wanted.again or wanted.kind == "returned":
        same["again"] = True
    if wanted.kind == "blind":
        same["form"] = "review/blind"
    now = clock.now()
    wishes = [_kind(wanted, actor)]
    if same:
        wishes.append(_FACETS.contains(same))
    if wanted.kind == "today":
        midnight = clock.shanghai(now).replace(hour=23, minute=59, second=59, microsecond=999999)
        wishes.append(WorklistEntry.due_at <= midnight)
    if wanted.overdue:
        wishes.append(WorklistEntry.due_at <= now)
    if wanted.age is not None:
        wishes.append(WorklistEntry.opened_at <= now - timedelta(days=wanted.age))
    if wanted.own:
        wishes.append(_mine(actor))
    if ids is not None:
        wishes.append(WorklistEntry.business_key.in_([str(one) for one in ids]))
    elif wanted.q:
        wishes.append(func.starts_with(_FACETS["name"].astext, wanted.q))
    return and_(*wishes)


def _kind(wanted: Wanted, actor: Actor) -> ColumnElement[bool]:
    """Free for the actor, held by a colleague, or his own. Who looks for somebody is shown him whoever has him."""
    if wanted.kind == "held":
        return _mine(actor)
    if wanted.kind == "others":
        return _others(actor)
    return literal(True) if wanted.q else not_(_others(actor))


def _others(actor: Actor) -> ColumnElement[bool]:
    """A colleague's lease is alive, or the lead gave it to one."""
    alive = func.coalesce(WorklistEntry.lease_expires_at > clock.now(), False)
    held = and_(alive, func.coalesce(WorklistEntry.holder_id != actor.person_id, False))
    return or_(held, func.coalesce(WorklistEntry.assigned_to != actor.person_id, False))


def _mine(actor: Actor) -> ColumnElement[bool]:
    alive = func.coalesce(WorklistEntry.lease_expires_at > clock.now(), False)
    held = and_(alive, func.coalesce(WorklistEntry.holder_id == actor.person_id, False))
    return or_(held, func.coalesce(WorklistEntry.assigned_to == actor.person_id, False))


def _row(row: Row[Any]) -> Waiting:
    entry = row[0]
    alive = entry.lease_expires_at is not None and entry.lease_expires_at > clock.now()
    return Waiting(
        entry_id=entry.id,
        application_id=row.application_id,
        no=row.no,
        name=row.name,
        occupation=row.occupation_name,
        grade=Grade(row.grade).title,
        materials=row.materials,
        submitted_at=row.submitted_at,
        due_at=entry.due_at,
        returned=bool(entry.facets.get("again")),
        form=str(entry.facets.get("form") or ""),
        skips=entry.skips,
        holder_id=entry.holder_id if alive else None,
        holder=(row.holder or "") if alive else "",
        held_until=entry.lease_expires_at if alive else None,
        assigned_to=entry.assigned_to,
        assignee=row.assignee or "",
    )
