"""One applicant at a time, to one person at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database import work
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.workflow import worklist
from engine.workflow.commands.items import holds
from engine.workflow.errors import HeldByAnother, LeaseLost, NotYours, ReasonNeeded
from engine.workflow.models import Instance, WorklistEntry
from tests.support.database import TENANT, Database
from tests.support.time import pass_by

GROUP = "institution:9:first_review"


def reviewer(group: str = GROUP) -> Actor:
    return Actor(new_id(), TENANT, "周敏", frozenset({group}))


def make_entry(
    session: Session, *, group: str = GROUP, due_hours: float = 8, priority: int = 0, excluded: list[UUID] | None = None
) -> UUID:
    instance = Instance(
        process="certification", deployment_hash="0", business_key="1", state=b"", started_at=clock.now()
    )
    session.add(instance)
    session.flush()
    entry = WorklistEntry(
        instance_id=instance.id,
        group_name=group,
        business_key="1",
        process="review",
        title="核对材料",
        open_items=1,
        opened_at=clock.now(),
        due_at=clock.now() + timedelta(hours=due_hours),
        priority=priority,
        excluded=excluded or [],
    )
    session.add(entry)
    session.flush()
    return entry.id


def _next(session: Session, actor: Actor) -> UUID | None:
    entry = worklist.next_applicant(session, actor)
    return entry.id if entry else None


def test_the_oldest_due_comes_first_then_the_highest_priority(session: Session) -> None:
    due = clock.now() + timedelta(hours=3)
    late, plain, urgent = (make_entry(session, due_hours=hours, priority=p) for hours, p in ((9, 0), (3, 0), (3, 5)))
    for entry_id in (plain, urgent):
        session.get_one(WorklistEntry, entry_id).due_at = due
    session.flush()
    actor = reviewer()
    assert [_next(session, actor) for _ in range(4)] == [urgent, plain, late, None]


def test_what_is_taken_can_be_read_whole(session: Session) -> None:
    make_entry(session, due_hours=1)
    taken = worklist.next_applicant(session, reviewer())
    assert taken is not None
    kept = session.get_one(WorklistEntry, taken.id)
    columns = WorklistEntry.__table__.columns.keys()
    assert {name: getattr(taken, name) for name in columns} == {name: getattr(kept, name) for name in columns}


def test_other_groups_and_four_eyes_keep_a_case_away(session: Session) -> None:
    actor = reviewer()
    make_entry(session, group="institution:9:trainer")
    mine = make_entry(session, excluded=[actor.person_id])
    assert _next(session, actor) is None
    with pytest.raises(NotYours, match="另一人"):
        worklist.take(session, actor, mine)


def test_the_database_itself_refuses_a_holder_whom_four_eyes_exclude(session: Session) -> None:
    actor = reviewer()
    entry = session.get_one(WorklistEntry, make_entry(session, excluded=[actor.person_id]))
    entry.holder_id = actor.person_id
    with pytest.raises(IntegrityError, match="four_eyes"):
        session.flush()


def test_a_lease_keeps_others_out_until_it_runs_out_and_then_the_old_page_is_refused(session: Session) -> None:
    first, second = reviewer(), reviewer()
    entry_id = make_entry(session)
    old = worklist.next_applicant(session, first)
    assert old is not None
    old_fence = old.fence
    assert _next(session, second) is None
    with pytest.raises(HeldByAnother):
        worklist.take(session, second, entry_id)
    pass_by(worklist.LEASE)
    assert _next(session, second) == entry_id
    with pytest.raises(LeaseLost):
        holds(first, session.get_one(WorklistEntry, entry_id), old_fence)
    with pytest.raises(HeldByAnother):
        holds(first, session.get_one(WorklistEntry, entry_id), None)
    with pytest.raises(LeaseLost):
        worklist.heartbeat(session, first, entry_id, old_fence)


def test_a_heartbeat_lengthens_a_lease_but_never_wakes_a_dead_one(session: Session) -> None:
    actor = reviewer()
    entry = worklist.take(session, actor, make_entry(session))
    pass_by(timedelta(minutes=15))
    worklist.heartbeat(session, actor, entry.id, entry.fence)
    pass_by(timedelta(minutes=15))
    holds(actor, session.get_one(WorklistEntry, entry.id), entry.fence)
    pass_by(timedelta(minutes=5))
    with pytest.raises(LeaseLost):
        worklist.heartbeat(session, actor, entry.id, entry.fence)
    with pytest.raises(LeaseLost):
        holds(actor, session.get_one(WorklistEntry, entry.id), entry.fence)


def test_a_skipped_case_needs_a_reason_and_goes_to_others_first(session: Session) -> None:
    first, second = reviewer(), reviewer()
    entry_id = make_entry(session)
    with pytest.raises(ReasonNeeded):
        worklist.skip(session, first, entry_id, "  ")
    assert worklist.skip(session, first, entry_id, "与申请人相识").skips == 1
    assert _next(session, first) is None
    assert _next(session, second) == entry_id
    worklist.put_back(session, second, entry_id)
    pass_by(worklist.COOL_OFF)
    assert _next(session, first) == entry_id


def test_giving_back_what_another_holds_changes_nothing(session: Session) -> None:
    holder, other = reviewer(), reviewer()
    entry = worklist.take(session, holder, make_entry(session))
    worklist.put_back(session, other, entry.id)
    assert session.get_one(WorklistEntry, entry.id, populate_existing=True).holder_id == holder.person_id


def test_many_reviewers_at_once_never_get_the_same_case(committed_database: Database) -> None:
    with work(committed_database.tenant_id) as session:
        made = {make_entry(session, due_hours=hours) for hours in range(1, 41)}

    def all_of_mine(_: int) -> list[UUID]:
        actor = reviewer()
        got: list[UUID] = []
        while True:
            with work(committed_database.tenant_id) as session:
                entry = worklist.next_applicant(session, actor)
            if entry is None:
                return got
            got.append(entry.id)

    with ThreadPoolExecutor(8) as pool:
        picked = [entry for mine in pool.map(all_of_mine, range(8)) for entry in mine]
    assert len(picked) == len(set(picked)) == len(made)
