"""Completions by the stock library: its own parser, stepping and JSON, in the same tables
with the same statements, sent in the same packets."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text

from engine.platform import audit, clock
from engine.platform.database import work
from engine.platform.people import Actor
from engine.workflow.models import WorkItem
from engine.workflow.projection import Writes, ask, sql
from engine.workflow.spiff.stock import Stock
from web.entry.bench.ground import DIAGRAM

_PUT = text("update instance set state = :state, version = version + 1, status = :status where id = :id")
_ADOPT = text("update work_item set id = :new where id = :old")


class StockDesk:
    """Cases that the engine started are begun anew by the stock library; their rows stay."""

    def __init__(self, tenant_id: UUID, actor: Actor, variables: Mapping[str, Any]) -> None:
        self.tenant_id, self.actor, self.variables = tenant_id, actor, variables
        self.stock = Stock(DIAGRAM, "bench")

    def begin(self, cases: list[UUID]) -> dict[UUID, UUID]:
        items = {}
        with work(self.tenant_id) as session:
            connection = session.connection()
            for case in cases:
                workflow = self.stock.start(self.variables)
                items[case] = self.stock.ready(workflow)[0]
                old = connection.execute(select(WorkItem.id).where(WorkItem.instance_id == case)).scalar_one()
                connection.execute(_ADOPT, {"new": items[case], "old": old})
                connection.execute(_PUT, {"id": case, "state": self.stock.save(workflow), "status": "active"})
        return items

    def complete(self, case: UUID, item: UUID, values: Mapping[str, Any]) -> UUID:
        """Complete an item; returns the next one, or the same when the case has ended."""
        with work(self.tenant_id) as session:
            writes, now = Writes(session), clock.now()
            instance, row = ask(session, (sql.LOCK_BY_ITEM, {"id": item}), (sql.ITEM, {"id": item}))
            workflow = self.stock.load(bytes(instance.state))
            before = self.stock.timers(workflow)
            self.stock.complete(workflow, item, values)
            writes.add(sql.DONE, {"id": item, "person": self.actor.person_id, "now": now})
            shared = {"tenant": self.tenant_id, "instance_id": case}
            ready, timers = self.stock.ready(workflow), self.stock.timers(workflow)
            if ready:
                entry = {"open_items": 1, "due_at": row.due_at, "priority": 0, "title": row.title, "excluded": []}
                writes.add(sql.UPDATE_ENTRY, entry | {"id": row.entry_id})
                opened = {name: getattr(row, name) for name in row._fields[:16]} | {"id": ready[0]}
                writes.add(sql.INSERT_ITEMS, {"tenant": self.tenant_id, "rows": orjson.dumps([opened]).decode()})
                due = {"ids": timers, "elements": ["late"] * len(timers), "dues": [row.due_at] * len(timers)}
                writes.add(sql.PUT_TIMERS, shared | due)
            else:
                writes.add(sql.CLOSE_ENTRIES, {"ids": [row.entry_id], "now": now})
            writes.add(sql.DROP_TIMERS, {"ids": before})
            status = "active" if ready else "ended"
            writes.add(_PUT, {"id": case, "state": self.stock.save(workflow), "status": status})
            told = {"element": row.element, "title": row.title, "variables": dict(values)}
            line = audit.line(
                self.tenant_id, self.actor, "task.completed", subject=("work_item", item), instance_id=case, after=told
            )
            writes.add(*line)
            writes.send()
        return ready[0] if ready else item
