"""Bringing the tables to what the case says: the difference between before and after, in as few statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid5

import orjson
from sqlalchemy.orm import Session

from engine.platform.ids import new_id
from engine.workflow import registry
from engine.workflow.projection import notes, sql
from engine.workflow.projection.writes import Writes
from engine.workflow.spiff.runtime import Case
from engine.workflow.spiff.task import STARTED, FlatTask

Wait = tuple[str, str, str]
NOBODY_YET: Mapping[str, UUID] = MappingProxyType({})


@dataclass(slots=True)
class Snapshot:
    """What a case waits for: items with their notes, timers, messages, parked calls."""

    items: dict[UUID, notes.Note] = field(default_factory=dict)
    fresh: list[FlatTask] = field(default_factory=list)
    timers: dict[UUID, tuple[str, datetime]] = field(default_factory=dict)
    waits: dict[UUID, Wait] = field(default_factory=dict)
    parked: dict[UUID, FlatTask] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What the projection found out: tasks whose group or due time is at fault, groups with nobody in them."""

    faults: list[tuple[FlatTask, str]] = field(default_factory=list)
    newly_parked: list[FlatTask] = field(default_factory=list)
    unsure: list[tuple[int, FlatTask, str]] = field(default_factory=list)
    """Places of answers that say whether anybody is in a group, and what to tell when nobody is."""


def snapshot(case: Case, business_key: str) -> Snapshot:
    """What the case waits for now. A key that can't be worked out waits for nothing until it can."""
    found = Snapshot()
    for task in case.people():
        note = notes.read(task)
        if note is None:
            found.fresh.append(task)
        else:
            found.items[task.id] = note
    for task, due in case.timers():
        found.timers[task.id] = (task.task_spec.bpmn_id, due)
    for task, message in case.messages():
        key = message.key_of(task, business_key)
        if key is not None:
            found.waits[uuid5(task.id, message.name)] = (task.task_spec.bpmn_id, message.name, key)
    for task in case.open_tasks():
        if task._state == STARTED and hasattr(task.task_spec, "handler"):
            found.parked[task.id] = task
    return found


def project(
    writes: Writes, instance: Any, case: Case, before: Snapshot, after: Snapshot, now: datetime,
    taken: Mapping[str, UUID] = NOBODY_YET,
) -> Outcome:  # fmt: skip
    """Queue the difference. `before` and `after` are snapshots of the same case; notes of new items are saved in it.

    `taken` are parts that somebody takes in the same packet.
    """
    outcome = Outcome()
    _items(writes, instance, case, before, after, now, outcome, taken)
    shared = {"tenant": writes.tenant, "instance_id": instance.id}
    timers = {key: value for key, value in after.timers.items() if before.timers.get(key) != value}
    if timers:
        elements, dues = zip(*timers.values(), strict=True)
        parameters = {"ids": list(timers), "elements": list(elements), "dues": list(dues)}
        writes.add(sql.PUT_TIMERS, shared | parameters)
    _drop(writes, sql.DROP_TIMERS, before.timers, after.timers)
    _drop(writes, sql.DROP_WAITS, before.waits, {key: 0 for key in after.waits if key in before.waits})
    waits = {key: value for key, value in after.waits.items() if key not in before.waits}
    if waits:
        elements, names, keys = zip(*waits.values(), strict=True)
        writes.add(
            sql.PUT_WAITS,
            shared | {"ids": list(waits), "elements": list(elements), "names": list(names), "keys": list(keys)},
        )
    for task_id, task in after.parked.items():
        if task_id not in before.parked:
            row = {"id": task_id, "element": task.task_spec.bpmn_id, "handler": task.task_spec.handler, "now": now}
            writes.add(sql.PUT_REMOTE, shared | row)
            outcome.newly_parked.append(task)
    _drop(writes, sql.DROP_REMOTE, before.parked, after.parked)
    return outcome


def _drop(writes: Writes, statement: Any, before: Mapping[UUID, Any], after: Mapping[UUID, Any]) -> None:
    gone = [key for key in before if key not in after]
    if gone:
        writes.add(statement, {"ids": gone})


def _items(
    writes: Writes, instance: Any, case: Case, before: Snapshot, after: Snapshot, now: datetime,
    outcome: Outcome, taken: Mapping[str, UUID],
) -> None:  # fmt: skip
    anew = {task.id for task in after.fresh}
    for key in anew & before.items.keys():  # forgotten on purpose, to be assigned again
        del before.items[key]
    entries = {note.group: note.entry for note in before.items.values()}
    old = set(entries)
    participants = _participants(writes.session, instance.id, after.fresh)
    for part, person in taken.items():
        participants.setdefault(part, []).append(person)
    rows = []
    for task in after.fresh:
        note = notes.fresh(task, new_id(), now, participants)
        entry = entries.setdefault(note.group, note.entry)
        note = notes.Note(entry, note.group, note.due, note.at, note.excluded, note.fault)
        note.save(task)
        after.items[task.id] = note
        rows.append(notes.item_row(task, note, instance.id))
        if note.fault:
            outcome.faults.append((task, note.fault))
    tasks = {task.id: task for task in after.fresh}
    after.fresh = []
    gone = [key for key in before.items if key not in after.items and key not in case.finished]
    if gone:
        writes.add(sql.WITHDRAW_ITEMS, {"ids": gone})
    _entries(writes, instance, before, after, entries, old, rows, tasks, now, outcome)
    if rows:
        writes.add(sql.INSERT_ITEMS, {"tenant": writes.tenant, "rows": orjson.dumps(rows).decode()})


def _participants(session: Session, instance_id: UUID, fresh: Sequence[FlatTask]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = defaultdict(list)
    if any(task.task_spec.work.excludes for task in fresh):
        for part, person in session.connection().execute(sql.PARTICIPANTS, {"id": instance_id}):
            found[part].append(person)
    return found


def _entries(
    writes: Writes, instance: Any, before: Snapshot, after: Snapshot, entries: Mapping[str, UUID],
    old: set[str], rows: Sequence[Mapping[str, Any]], tasks: Mapping[UUID, FlatTask], now: datetime, outcome: Outcome,
) -> None:  # fmt: skip
    open_notes: dict[str, list[notes.Note]] = defaultdict(list)
    for note in after.items.values():
        open_notes[note.group].append(note)
    closed = [entries[group] for group in old if group not in open_notes]
    if closed:
        writes.add(sql.CLOSE_ENTRIES, {"ids": closed, "now": now})
    first: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        first.setdefault(row["group_name"], row)
    for group, group_notes in open_notes.items():
        unchanged = group in old and group not in first and _count(before, group) == len(group_notes)
        if unchanged:
            continue
        values = {
            "id": entries[group],
            "open_items": len(group_notes),
            "due_at": min(note.due for note in group_notes),
            "excluded": sorted({person for note in group_notes for person in note.excluded}),
        }
        if group in old:
            writes.add(sql.UPDATE_ENTRY, values | _kept(first.get(group)))
            continue
        row = first[group]
        place = writes.add(
            sql.INSERT_ENTRY,
            values | {
                "tenant": writes.tenant, "instance_id": instance.id, "group_name": group,
                "key": instance.business_key, "process": row["process"], "title": row["title"], "now": now,
                "priority": max(one["priority"] for one in rows if one["group_name"] == group),
                "facets": orjson.dumps(_facets(writes.session, instance, row)).decode(),
            },
        )  # fmt: skip
        if group != notes.NOBODY:
            outcome.unsure.append((place, tasks[row["id"]], f"办理组 {group} 里没有可以办理的人。"))


def _facets(session: Session, instance: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """What lists filter an entry by: its first form, and what the process says of the case."""
    describe = registry.descriptions.get(row["process"])
    if describe is None or row["group_name"].startswith("candidate:"):
        return {"form": row["form_key"]}
    return {"form": row["form_key"], **describe(session, instance.business_key)}


def _count(snapshot: Snapshot, group: str) -> int:
    return sum(note.group == group for note in snapshot.items.values())


def _kept(row: Mapping[str, Any] | None) -> dict[str, Any]:
    """Title and priority change only when something new opened in the entry."""
    return {"title": row["title"] if row else None, "priority": row["priority"] if row else None}
