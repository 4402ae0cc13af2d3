"""Finding an application by the beginning of a name or by a number, whoever has it now.

Under row-level security PostgreSQL uses an index only for comparisons that can't leak: equality, and the pattern
operators of text, which is why the beginning of a name is asked for as a range and not by LIKE.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, select, union
from sqlalchemy.orm import Session, aliased

from engine.platform import clock, crypto
from engine.platform.people import Actor
from engine.platform.people.models import Person
from engine.workflow.models import WorklistEntry
from processes.apply.models import Application
from processes.catalogue.grades import Grade
from processes.plans.models import PlanLine

MOST = 20
_AUTHORITY = ("authority:approver", "authority:supervisor")
_LAST = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Found:
    """An application and its open work, if there is any: who may do it, who has it."""

    application: Application
    title: str
    entry: WorklistEntry | None
    holder: str
    assignee: str

    @property
    def held_by_other(self) -> bool:
        return bool(self.holder)


def is_number(q: str) -> bool:
    """Whether the words are a number of some kind rather than the beginning of a name."""
    return any(letter.isdecimal() for letter in q)


def by_number(session: Session, q: str, also: Select[Any] | None = None) -> list[UUID]:
    """The applications that have this number: their own, of the document, of the phone. `also` selects ids by numbers
    that only later rooms know. One statement; what the actor may see of them is for the caller to say."""
    plain = re.sub(r"[\s\-]", "", q)
    wanted = [
        select(Application.id).where(Application.no == q.upper()),
        select(Application.id).where(Application.id_number_index == crypto.blind_index("id_number", plain)),
        select(Application.id).join(Person, Person.id == Application.person_id)
        .where(Person.phone_index == crypto.blind_index("phone", plain.removeprefix("+86"))),
    ]  # fmt: skip
    found = union(*wanted, *([also] if also is not None else []))
    return list(session.scalars(found.limit(10 * MOST)))


def search(session: Session, actor: Actor, q: str, ids: Sequence[UUID] | None = None) -> list[Found]:
    """At most one more than `MOST` applications that were handed in and that the actor may see, by name.

    `ids` are what `by_number` found; without, `q` is the beginning of a name.
    """
    match: Sequence[ColumnElement[bool]] = (
        begins_with(Application.name, q) if ids is None else [Application.id.in_(ids)]
    )
    if not actor.has_any_role(_AUTHORITY):
        own = actor.institutions_as("first_review", "lead")
        match = [*match, Application.institution_id.in_(own)]
    chosen = select(Application).where(Application.submitted_at.is_not(None), *match).limit(MOST + 1)
    keyed = chosen.add_columns(cast(Application.id, Text).label("key"))
    first = keyed.cte("chosen").prefix_with("materialized", dialect="postgresql")
    one = aliased(Application, first)
    holder, assignee = aliased(Person), aliased(Person)
    rows = (
        select(one, PlanLine, WorklistEntry, holder.name, assignee.name)
        .join(PlanLine, PlanLine.id == one.plan_line_id)
        .outerjoin(WorklistEntry, (WorklistEntry.business_key == first.c.key) & WorklistEntry.open)
        .outerjoin(holder, (holder.id == WorklistEntry.holder_id) & (WorklistEntry.lease_expires_at > clock.now()))
        .outerjoin(assignee, assignee.id == WorklistEntry.assigned_to)
    )
    found = [
        Found(row[0], f"{row[1].occupation_name} · {Grade(row[1].grade).title}", row[2], row[3] or "", row[4] or "")
        for row in session.execute(rows)
    ]
    return sorted(found, key=lambda each: (each.application.name, each.application.no))


def begins_with(column: Any, prefix: str) -> list[ColumnElement[bool]]:
    """The text begins with the prefix, as a range that an index of pattern operators answers."""
    bounds = [column.op("~>=~")(prefix)]
    if after := _after(prefix):
        bounds.append(column.op("~<~")(after))
    return bounds


def _after(prefix: str) -> str:
    """The first text, by code points, that comes after everything with this prefix; empty where there is none."""
    kept = prefix.rstrip(chr(_LAST))
    if not kept:
        return ""
    point = ord(kept[-1]) + 1
    return kept[:-1] + chr(0xE000 if 0xD800 <= point <= 0xDFFF else point)
