"""Changing a case's variables from outside, as when the dates of a plan are moved."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.people import Actor
from engine.workflow.commands.advance import Told, advance, locked
from engine.workflow.projection import notes
from engine.workflow.spiff.runtime import Case
from engine.workflow.spiff.timers import moment, names_in, value_of
from engine.workflow.variables import flat

_MOVE_ITEM = text("update work_item set due_at = :due where id = :id")
_MOVE_ENTRY = text("""
    update worklist_entry e set due_at = (
        select min(w.due_at) from work_item w where w.entry_id = e.id and w.status = 'open')
    where e.id = :id and e.open
""")


def change_variables(session: Session, actor: Actor, instance_id: UUID, variables: Mapping[str, Any]) -> None:
    """Set variables everywhere in a case; timers and due times that hang on them are worked out again.

    Raises NotFound, CaseClosed.
    """
    instance, values = locked(session, instance_id), flat(variables)

    def move(case: Case) -> None:
        case.change(values)
        _move_due_times(session, case, frozenset(values))
        now = clock.now()
        for task, due in list(case.timers()):
            if due <= now:
                case.fire(task)

    told = Told("case.variables_changed", ("instance", instance_id), {"variables": values})
    advance(session, actor, instance, move, told)


def _move_due_times(session: Session, case: Case, changed: frozenset[str]) -> None:
    connection = session.connection()
    for task in case.people():
        note, due = notes.read(task), task.task_spec.work.due or ""
        if note is None or not names_in(due) & changed:
            continue
        moved = notes.Note(note.entry, note.group, moment(value_of(due, task.data), note.at), note.at, note.excluded)
        moved.save(task)
        connection.execute(_MOVE_ITEM, {"id": task.id, "due": moved.due})
        connection.execute(_MOVE_ENTRY, {"id": note.entry})
