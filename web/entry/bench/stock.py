"""Completions by the stock library: its own parser, stepping and JSON, and the rows that the house writes for a step,
with the same statements in the same packets. It is spared what the house reads back from its saved state: what was
open before, and which entries, it remembers in memory; lanes and titles it takes from a table made beforehand."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text

from engine.platform import audit, clock
from engine.platform.database import work
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.workflow.models import WorkItem, WorklistEntry
from engine.workflow.projection import Writes, ask, sql
from engine.workflow.spiff.parser import parse
from engine.workflow.spiff.stock import Open, Stock
from engine.workflow.spiff.vocabulary import resolve
from web.entry.bench.walks import Walk

_PUT = text("update instance set state = :state where id = :id")
_ADOPT = text("update work_item set id = :new where id = :old")
_CLEAR = (
    text("delete from timer where instance_id = :id"),
    text("delete from message_subscription where instance_id = :id"),
)
DUE = timedelta(hours=72)


@dataclass(slots=True)
class _Kept:
    """Of a case: what is open, and the open worklist entry of each group."""

    open: Open
    entries: dict[str, UUID]
    variables: Mapping[str, Any]


class StockDesk:
    """Cases that the engine started are begun anew by the stock library; their rows stay."""

    def __init__(self, tenant_id: UUID, actor: Actor, walk: Walk) -> None:
        self.tenant_id, self.actor = tenant_id, actor
        self.stock, self.kept = Stock(walk.diagram, walk.process), dict[UUID, _Kept]()
        self.people = {
            spec.bpmn_id: (spec, process.diagram)
            for process in parse({"walk.bpmn": walk.diagram}).values() for spec in process.task_specs.values()
            if hasattr(spec, "work") and not spec.name.endswith(" [child]")
        }  # fmt: skip

    def begin(self, cases: Mapping[UUID, Mapping[str, Any]]) -> dict[UUID, UUID]:
        """Start each case with its variables; returns its first open item."""
        items = {}
        with work(self.tenant_id) as session:
            connection, writes = session.connection(), Writes(session)
            for case, variables in cases.items():
                workflow = self.stock.start(variables)
                shown = self.stock.look(workflow)
                items[case] = next(iter(shown.items))
                old = connection.execute(select(WorkItem.id).where(WorkItem.instance_id == case)).scalar_one()
                entry = connection.execute(
                    select(WorklistEntry.id, WorklistEntry.group_name).where(WorklistEntry.instance_id == case)
                ).one()
                connection.execute(_ADOPT, {"new": items[case], "old": old})
                connection.execute(_PUT, {"id": case, "state": self.stock.save(workflow)})
                for statement in _CLEAR:
                    connection.execute(statement, {"id": case})
                self.kept[case] = _Kept(shown, {entry.group_name: entry.id}, variables)
                self._waits(writes, case, Open({}, {}, {}), shown)
            writes.send()
        return items

    def complete(self, case: UUID, item: UUID, values: Mapping[str, Any]) -> UUID:
        """Complete an item; returns the next one, or the same when the case has ended."""
        with work(self.tenant_id) as session:
            now = clock.now()
            instance, row = ask(session, (sql.LOCK_BY_ITEM, {"id": item}), (sql.ITEM, {"id": item}))
            workflow = self.stock.load(bytes(instance.state))
            self.stock.complete(workflow, item, values)
            writes, before, after = Writes(session), self.kept[case].open, self.stock.look(workflow)
            writes.add(sql.DONE, {"id": item, "person": self.actor.person_id, "now": now})
            self._items(writes, case, before, after, now)
            self._waits(writes, case, before, after)
            ended = not after.items
            saved: dict[str, Any] = {"state": self.stock.save(workflow), "status": "ended" if ended else "active"}
            saved |= {"end_name": "" if ended else None, "ended_at": now if ended else None}
            writes.add(sql.UPDATE_INSTANCE, saved | {"id": case, "version": instance.version})
            told = {"element": row.element, "title": row.title, "item": row.item_key, "variables": dict(values)}
            line = audit.line(
                self.tenant_id, self.actor, "task.completed", subject=("work_item", item), instance_id=case, after=told
            )
            writes.add(*line)
            writes.send()
            self.kept[case].open = after
        return next(iter(after.items), item)

    def _items(self, writes: Writes, case: UUID, before: Open, after: Open, now: datetime) -> None:
        kept = self.kept[case]
        groups = {task_id: self._group(element, kept) for task_id, (element, _) in after.items.items()}
        counts, fresh = Counter(groups.values()), [task_id for task_id in after.items if task_id not in before.items]
        closed = [entry for group, entry in kept.entries.items() if group not in counts]
        if closed:
            writes.add(sql.CLOSE_ENTRIES, {"ids": closed, "now": now})
        old = {group: entry for group, entry in kept.entries.items() if group in counts}
        kept.entries = {group: old.get(group) or new_id() for group in counts}
        rows = [self._row(task_id, after.items[task_id], groups[task_id], case, now) for task_id in fresh]
        for group, count in counts.items():
            first = next((row for row in rows if row["group_name"] == group), None)
            values = {"id": kept.entries[group], "open_items": count, "due_at": now + DUE, "excluded": []}
            values |= {"title": first["title"], "priority": 0} if first else {"title": None, "priority": None}
            if group in old:
                writes.add(sql.UPDATE_ENTRY, values)
            elif first:
                opened = {"tenant": self.tenant_id, "instance_id": case, "group_name": group, "now": now}
                named = {"key": kept.variables["application_id"], "process": first["process"], "facets": "{}"}
                writes.add(sql.INSERT_ENTRY, values | opened | named)
        if rows:
            writes.add(sql.INSERT_ITEMS, {"tenant": self.tenant_id, "rows": orjson.dumps(rows).decode()})

    def _waits(self, writes: Writes, case: UUID, before: Open, after: Open) -> None:
        shared = {"tenant": self.tenant_id, "instance_id": case}
        timers = {key: value for key, value in after.timers.items() if key not in before.timers}
        if timers:
            elements, dues = zip(*timers.values(), strict=True)
            writes.add(sql.PUT_TIMERS, shared | {"ids": list(timers), "elements": list(elements), "dues": list(dues)})
        waits = {key: value for key, value in after.waits.items() if key not in before.waits}
        for statement, gone in (
            (sql.DROP_TIMERS, before.timers.keys() - after.timers.keys()),
            (sql.DROP_WAITS, before.waits.keys() - after.waits.keys()),
        ):
            if gone:
                writes.add(statement, {"ids": list(gone)})
        if waits:
            elements, names = zip(*waits.values(), strict=True)
            keys = [self.kept[case].variables["application_id"]] * len(waits)
            parameters = {"ids": list(waits), "elements": list(elements), "names": list(names), "keys": keys}
            writes.add(sql.PUT_WAITS, shared | parameters)

    def _group(self, element: str, kept: _Kept) -> str:
        return resolve(self.people[element][0].lane_group.group, kept.variables) or ""

    def _row(
        self, task_id: UUID, shown: tuple[str, str | None], group: str, case: UUID, now: datetime
    ) -> dict[str, Any]:
        spec, process = self.people[shown[0]]
        return {
            "id": task_id, "instance_id": case, "entry_id": self.kept[case].entries[group], "process": process,
            "element": shown[0], "title": spec.bpmn_name, "form_key": spec.work.form, "group_name": group,
            "lane": spec.lane_group.name, "item_key": shown[1], "part": None, "excluded": [], "priority": 0,
            "created_at": now, "due_at": now + DUE,
        }  # fmt: skip
