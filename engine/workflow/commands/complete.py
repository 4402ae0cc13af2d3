"""Completing a work item: the business rows, the step of the case and its history, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.errors import NotFound
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.workflow import definitions, registry
from engine.workflow.commands.advance import Told, advance
from engine.workflow.commands.items import holds, may_do
from engine.workflow.errors import AlreadyDone
from engine.workflow.models import WorkItem
from engine.workflow.projection import Writes, ask, notes, sql
from engine.workflow.registry import TaskContext
from engine.workflow.rows import detached, refresh
from engine.workflow.spiff.runtime import Case
from engine.workflow.spiff.task import READY, FlatTask
from engine.workflow.variables import flat

_KEEP_VALUES = text("""
    insert into form_value (id, tenant_id, instance_id, work_item_id, form_key, "values", entered_by, entered_at)
    values (:id, :tenant, :instance_id, :item, :form, cast(:values as jsonb), :person, :now)
""")
_COLUMNS = tuple(column.key for column in WorkItem.__table__.columns if column.key != "tenant_id")


@dataclass(frozen=True, slots=True)
class Completed:
    """`next_items` are the case's open items that the same person may do now, by due time."""

    instance_id: UUID
    next_items: list[WorkItem]
    ended: bool
    end_name: str | None


def complete(
    session: Session, actor: Actor, item_id: UUID, values: Mapping[str, Any], *, fence: int | None = None
) -> Completed:
    """Complete an open item with checked form values.

    Raises NotFound, NotYours, FourEyes, AlreadyDone, HeldByAnother, LeaseLost, and what the form's command refuses.
    The caller's transaction rolls everything back then; nothing half done remains.
    """
    instance, row = ask(session, (sql.LOCK_BY_ITEM, {"id": item_id}), (sql.ITEM, {"id": item_id}))
    if instance is None or row is None:
        raise NotFound
    may_do(actor, row)
    if row.status != "open" or instance.status != "active":
        raise AlreadyDone
    holds(actor, row, fence)
    now = clock.now()
    variables = _entered(session, actor, instance, row, values)
    writes = Writes(session)
    writes.add(sql.DONE, {"id": item_id, "person": actor.person_id, "now": now})
    if row.part and not actor.is_system:
        for person in actor.eyes:
            part = {"id": new_id(), "instance_id": instance.id, "part": row.part, "person": person}
            writes.connection.execute(sql.TAKE_PART, part | {"tenant": writes.tenant})

    def move(case: Case) -> None:
        task = case.find(item_id)
        if task is None or task._state != READY:
            raise AlreadyDone
        case.complete(task, variables)
        case.finished.add(item_id)
        if row.part and not actor.is_system:
            for person in actor.eyes:
                _keep_away(session, case, row.part, person)

    told = {"element": row.element, "title": row.title, "item": row.item_key, "variables": variables}
    case = advance(session, actor, instance, move, Told("task.completed", ("work_item", item_id), told), writes=writes)
    refresh(session, WorkItem, item_id)
    ended = case.is_completed()
    return Completed(instance.id, _next(case, actor, instance.id), ended, case.end_name if ended else None)


def _entered(session: Session, actor: Actor, instance: Any, row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Hand the values to the command behind the form, or keep them; returns the variables that come of it."""
    form = definitions.loaded(session, instance.deployment_hash).forms.get(row.form_key, {})
    variables = {name: values[name] for name in form.get("x-variables", ()) if name in values}
    command = registry.completions.get(row.form_key)
    if command is None:
        connection = session.connection()
        connection.execute(
            _KEEP_VALUES,
            {
                "id": new_id(),
                "tenant": connection.info["tenant"],
                "instance_id": instance.id,
                "item": row.id,
                "form": row.form_key,
                "values": orjson.dumps(dict(values), default=str).decode(),
                "person": actor.person_id,
                "now": clock.now(),
            },
        )
        return flat(variables)
    context = TaskContext(session, instance.id, row.id, instance.business_key, actor)
    item = detached(WorkItem, {name: getattr(row, name) for name in _COLUMNS})
    return flat(variables | dict(command(context, item, dict(values)) or {}))


def _keep_away(session: Session, case: Case, part: str, person: UUID) -> None:
    """Four eyes for work that is open already: whoever just took the part may not do what excludes it."""
    tasks = [task for task in case.people() if part in task.task_spec.work.excludes]
    known = [(task, note) for task in tasks if (note := notes.read(task)) and person not in note.excluded]
    for task, note in known:
        _add(task, note, person)
    if known:
        connection = session.connection()
        connection.execute(sql.EXCLUDE_FROM_ITEMS, {"ids": [task.id for task, _ in known], "person": person})
        connection.execute(sql.EXCLUDE_FROM_ENTRIES, {"ids": [note.entry for _, note in known], "person": person})


def _add(task: FlatTask, note: notes.Note, person: UUID) -> None:
    excluded = tuple(sorted({*note.excluded, person}))
    notes.Note(note.entry, note.group, note.due, note.at, excluded).save(task)


def _next(case: Case, actor: Actor, instance_id: UUID) -> list[WorkItem]:
    noted = [(task, note) for task in case.people() if (note := notes.read(task)) is not None]
    mine = [
        (task, note) for task, note in noted
        if note.group in actor.groups and not actor.kept_from(note.excluded)
    ]  # fmt: skip
    return [notes.item(task, note, instance_id) for task, note in sorted(mine, key=lambda pair: pair[1].due)]
