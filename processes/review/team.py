"""What the lead of a group sees and does: who has what, giving work to somebody, taking it back, who skipped what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from engine.platform import clock, notices
from engine.platform.errors import AppError, NotFound
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.people.models import Person
from engine.workflow import worklist
from engine.workflow.models import WorklistEntry
from processes.apply.models import Application
from processes.catalogue.grades import Grade
from processes.plans.models import PlanLine
from processes.review.errors import NotYourTeam
from processes.review.models import SkipRecord

STATES = {
    "all": "全部待办",
    "free": "无人占用",
    "held": "处理中",
    "assigned": "已指派",
    "overdue": "已超期",
    "skipped": "多次跳过",
}
SIZE, MOST = 50, 200


@dataclass(frozen=True, slots=True)
class Work:
    """An open entry of the team. `held_until` is None when nobody's lease is alive."""

    entry_id: UUID
    group: str
    no: str
    name: str
    title: str
    due_at: datetime
    skips: int
    holder: str
    held_until: datetime | None
    assignee: str


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one row of many: `refusal` is empty where it was done."""

    no: str
    name: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    no: str
    name: str
    person: str
    reason: str
    at: datetime
    group: str
    times: int
    open: bool


def led_groups(actor: Actor) -> list[str]:
    """The review groups that the actor answers for."""
    own = [f"institution:{one}:first_review" for one in sorted(actor.institutions_as("lead"))]
    return own + (["authority:approver", "authority:supervisor"] if actor.has_role("authority:supervisor") else [])


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many rows each state has; one walk over the team's open entries."""
    columns: list[Any] = [func.count().filter(_state(name)).label(name) for name in STATES]
    return dict(session.execute(select(*columns).where(*_open(actor))).mappings().one())


def team(session: Session, actor: Actor, *, state: str = "all", page: int = 1, size: int = SIZE) -> list[Work]:
    """A page of the team's open work, the oldest due first."""
    chosen = select(WorklistEntry).where(*_open(actor), _state(state)).order_by(WorklistEntry.due_at, WorklistEntry.id)
    keyed = chosen.add_columns(cast(WorklistEntry.business_key, Uuid).label("application_id"))
    limited = keyed.limit(size).offset((page - 1) * size).cte("chosen").prefix_with("materialized")
    entry, holder, assignee = aliased(WorklistEntry, limited), aliased(Person), aliased(Person)
    rows = (
        select(entry, Application.no, Application.name, PlanLine, holder.name, assignee.name)
        .join(Application, Application.id == limited.c.application_id)
        .join(PlanLine, PlanLine.id == Application.plan_line_id)
        .outerjoin(holder, (holder.id == entry.holder_id) & (entry.lease_expires_at > clock.now()))
        .outerjoin(assignee, assignee.id == entry.assigned_to)
        .order_by(entry.due_at, entry.id)
    )
    return [
        Work(
            row.id, row.group_name, no, name, f"{line.occupation_name} · {Grade(line.grade).title}", row.due_at,
            row.skips, held_by or "", row.lease_expires_at if held_by else None, given_to or "",
        )
        for row, no, name, line, held_by, given_to in session.execute(rows)
    ]  # fmt: skip


def members(session: Session, actor: Actor) -> dict[UUID, str]:
    """Who can be given work of the team, by person."""
    return {person.id: person.name for person in people.members(session, *led_groups(actor))}


def assign(session: Session, actor: Actor, entries: Sequence[UUID], to: UUID) -> list[Done]:
    """Give each entry to one person. Those that can't be given are told, the others are done."""
    recipient = people.actor(session, to)
    done = _each(session, actor, entries, lambda entry_id: worklist.assign(session, actor, entry_id, recipient))
    given = sum(not one.refusal for one in done)
    if given and to != actor.person_id:
        notices.send(
            session, to, "review.assigned", title="有审核任务指派给您",
            body=f"{actor.name}指派给您 {given} 件审核任务，请按期限办理。", link="/review?own=1",
        )  # fmt: skip
    return done


def release(session: Session, actor: Actor, entries: Sequence[UUID]) -> list[Done]:
    """Take each entry from whoever has it, for anybody to take. Those that can't be released are told."""
    return _each(session, actor, entries, lambda entry_id: worklist.release(session, actor, entry_id))


def skips(session: Session, actor: Actor, *, days: int = 30, person: UUID | None = None) -> list[Skipped]:
    """Who passed over what and why in the last days, the newest first; at most 200."""
    who = aliased(Person)
    rows = (
        select(SkipRecord, Application.no, Application.name, who.name, WorklistEntry)
        .join(WorklistEntry, WorklistEntry.id == SkipRecord.entry_id)
        .join(Application, Application.id == SkipRecord.application_id)
        .join(who, who.id == SkipRecord.person_id)
        .where(SkipRecord.skipped_at > clock.now() - timedelta(days=days))
        .where(WorklistEntry.group_name.in_(led_groups(actor)))
        .order_by(SkipRecord.skipped_at.desc())
    )
    if person is not None:
        rows = rows.where(SkipRecord.person_id == person)
    return [
        Skipped(no, name, by, row.reason, row.skipped_at, entry.group_name, entry.skips, entry.open)
        for row, no, name, by, entry in session.execute(rows.limit(MOST))
    ]


def _each(session: Session, actor: Actor, entries: Sequence[UUID], act: Callable[[UUID], WorklistEntry]) -> list[Done]:
    groups, done = led_groups(actor), []
    named = _named(session, entries)
    for entry_id in sorted(set(entries)):  # in one order, so that two leads never wait for each other
        no, name, group = named.get(entry_id, ("", "", ""))
        try:
            if not no:
                raise NotFound
            if group not in groups:
                raise NotYourTeam
            with session.begin_nested():
                act(entry_id)
            done.append(Done(no, name))
        except NotFound:
            done.append(Done(no or "—", name, "这一件已经办完或不存在。"))
        except AppError as refusal:
            done.append(Done(no if group in groups else "—", name if group in groups else "", refusal.sentence))
    return done


def _named(session: Session, entries: Sequence[UUID]) -> dict[UUID, tuple[str, str, str]]:
    keyed = (
        select(
            WorklistEntry.id, WorklistEntry.group_name, cast(WorklistEntry.business_key, Uuid).label("application_id")
        )
        .where(WorklistEntry.id.in_(entries), WorklistEntry.process == "review")
        .cte("keyed")
        .prefix_with("materialized")
    )
    rows = select(keyed.c.id, Application.no, Application.name, keyed.c.group_name).join(
        Application, Application.id == keyed.c.application_id
    )
    return {row.id: (row.no, row.name, row.group_name) for row in session.execute(rows)}


def _open(actor: Actor) -> tuple[Any, ...]:
    return WorklistEntry.open, WorklistEntry.process == "review", WorklistEntry.group_name.in_(led_groups(actor))


def _state(name: str) -> ColumnElement[bool]:
    now = clock.now()
    held = func.coalesce(WorklistEntry.lease_expires_at > now, False)
    match name:
        case "free":
            return and_(~held, WorklistEntry.assigned_to.is_(None))
        case "held":
            return held
        case "assigned":
            return WorklistEntry.assigned_to.is_not(None)
        case "overdue":
            return WorklistEntry.due_at <= now
        case "skipped":
            return WorklistEntry.skips >= worklist.ESCALATE_AFTER
        case _:
            return literal(True)
