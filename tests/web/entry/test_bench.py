"""The measurements compare equals: the stock library leaves the same rows behind, step by step, as the engine."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from engine.platform.database import work
from engine.platform.ids import new_id
from engine.workflow import commands
from engine.workflow.models import Deployment
from tests.support.database import TENANT, Database
from web.entry.bench.engine import begin
from web.entry.bench.ground import settled, somebody
from web.entry.bench.recorder import recorded
from web.entry.bench.stock import StockDesk
from web.entry.bench.walks import WALKS, Walk

SHOWN = {
    "items": "select process, element, title, form_key, group_name, lane, item_key, status from work_item",
    "entries": "select process, group_name, business_key, title, open, open_items, priority from worklist_entry",
    "timers": "select element from timer",
    "waits": "select element, name, key from message_subscription",
    "audit": "select action, after ->> 'element', after ->> 'item' from audit",
    "case": "select status, version from instance",
}


@pytest.fixture
def _diagrams(committed_database: Database) -> Iterator[None]:
    with settled(TENANT):
        yield


def rows_of(case: UUID) -> Mapping[str, list[Any]]:
    with work(TENANT) as session:
        return {
            name: sorted(map(str, session.execute(text(f"{query} where {_column(name)} = :id"), {"id": case})))
            for name, query in SHOWN.items()
        }


def _column(name: str) -> str:
    return "id" if name == "case" else "instance_id"


@pytest.mark.usefixtures("_diagrams")
def test_a_replay_sees_what_the_page_saw() -> None:
    with recorded() as recording, work(TENANT) as session:
        seen = session.scalars(select(Deployment.hash)).all()
    recording.replay()
    assert recording.rows == len(seen) == 1


@pytest.mark.usefixtures("_diagrams")
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.process)
def test_both_engines_do_the_same_durable_work(walk: Walk) -> None:
    actor = somebody(TENANT, institution := new_id())
    (mine,), other = (begin(TENANT, actor, walk, institution, 1) for _ in range(2))
    (theirs,) = other
    desk = StockDesk(TENANT, actor, walk)
    items = desk.begin(other)
    assert rows_of(theirs) == rows_of(mine)
    with work(TENANT) as session:
        (item,) = {item.id for item in commands.open_items(session, actor, "0") if item.instance_id == mine}
    for values in walk.entered:
        with work(TENANT) as session:
            done = commands.complete(session, actor, item, values)
        items[theirs] = desk.complete(theirs, items[theirs], values)
        assert rows_of(theirs) == rows_of(mine)
        item = done.next_items[0].id if done.next_items else item
    assert done.ended
