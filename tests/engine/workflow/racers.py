"""A process of its own that races for work, or dies at the worst moment."""

import os
import sys
from uuid import UUID

from sqlalchemy import select

from engine.platform.database import work
from engine.platform.errors import AppError
from engine.platform.people import Actor
from engine.workflow import commands, registry
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext


def handle() -> None:
    """Register what the diagrams of the test office call."""

    def note(ctx: TaskContext) -> dict[str, str]:
        return {}

    registry.service_task("test.note")(note)
    registry.service_task("test.call", remote=True)(note)


def race(tenant: UUID, person: UUID, group: str) -> None:
    """Complete every open item of the group; print how many were ours and how many somebody else's."""
    actor, mine, lost = Actor(person, tenant, "racer", frozenset({group})), 0, 0
    while True:
        with work(tenant) as session:
            ids = session.scalars(select(WorkItem.id).where(WorkItem.status == "open").limit(8)).all()
        if not ids:
            break
        for item_id in ids:
            try:
                with work(tenant) as session:
                    commands.complete(session, actor, item_id, {"conclusion": "reject"})
                mine += 1
            except AppError:
                lost += 1
    print(mine, lost)


def die(tenant: UUID, person: UUID, group: str) -> None:
    """Write everything of a completion, then be gone before the commit."""
    actor = Actor(person, tenant, "racer", frozenset({group}))
    with work(tenant) as session:
        item_id = session.scalars(select(WorkItem.id).where(WorkItem.status == "open").order_by(WorkItem.id)).first()
        assert item_id is not None
        commands.complete(session, actor, item_id, {"conclusion": "reject"})
        session.flush()
        print("written", flush=True)
        os.kill(os.getpid(), 9)


if __name__ == "__main__":
    handle()
    {"race": race, "die": die}[sys.argv[1]](UUID(sys.argv[2]), UUID(sys.argv[3]), sys.argv[4])
