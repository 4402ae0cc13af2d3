"""Fifty reviewers, two hundred applicants: expiries, skips, crashes. Every applicant is decided exactly once."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from engine.platform.audit.models import AuditRow
from engine.platform.database import work
from engine.platform.errors import AppError
from engine.platform.people import Actor
from engine.workflow import commands, worklist
from engine.workflow.models import FormValue, WorkItem, WorklistEntry
from tests.engine.workflow import house
from tests.support.database import Database

REVIEWERS, APPLICANTS, THREADS = 50, 200, 8


class Crash(Exception):
    """The process is gone before its commit."""


def prepare(tenant: UUID) -> list[Actor]:
    institution = UUID(int=77)
    group = f"institution:{institution}:clerk"
    with work(tenant) as session:
        house.deploy(session)
        applicant = house.somebody(session)
        for _ in range(APPLICANTS):
            house.start_review(session, applicant, institution)
        return [house.somebody(session, group, name=f"审核员{place}") for place in range(REVIEWERS)]


def expire(tenant: UUID, entry_id: UUID) -> None:
    """The lease runs out while its holder is at work."""
    with work(tenant) as session:
        past = WorklistEntry.lease_expires_at - timedelta(hours=1)
        held = update(WorklistEntry).where(WorklistEntry.id == entry_id, WorklistEntry.holder_id.is_not(None))
        session.execute(held.values(lease_expires_at=past))


def review(tenant: UUID, actor: Actor, chance: random.Random) -> str:
    """One pick and what became of it: idle, skipped, crashed, lost or decided."""
    with work(tenant) as session:
        entry = worklist.next_applicant(session, actor)
        if entry is None:
            return "idle"
        entry_id, fence = entry.id, entry.fence
    luck = chance.random()
    if luck < 0.1:
        with work(tenant) as session:
            worklist.skip(session, actor, entry_id, "相识")
        return "skipped"
    if luck < 0.2:
        expire(tenant, entry_id)
    try:
        with work(tenant) as session:
            for _ in range(4):
                waiting = select(WorkItem.id).where(WorkItem.entry_id == entry_id, WorkItem.status == "open")
                item_id = session.scalars(waiting.order_by(WorkItem.id).limit(1)).one()
                commands.complete(session, actor, item_id, {"conclusion": "reject"}, fence=fence)
            if 0.2 <= luck < 0.3:
                raise Crash
    except Crash:
        expire(tenant, entry_id)  # nobody renews it any more
        return "crashed"
    except AppError:
        return "lost"
    return "decided"


def test_each_applicant_is_decided_exactly_once(committed_database: Database) -> None:
    tenant = committed_database.tenant_id
    reviewers = prepare(tenant)
    chance = random.Random(50_200)
    came: Counter[str] = Counter()

    def work_through(own: list[Actor], seed: int) -> Counter[str]:
        luck, found = random.Random(seed), Counter[str]()
        while True:
            round_of = Counter(review(tenant, actor, luck) for actor in luck.sample(own, len(own)))
            found += round_of
            if set(round_of) == {"idle"}:
                return found

    shares = [reviewers[place::THREADS] for place in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        for found in pool.map(work_through, shares, [chance.randrange(10**6) for _ in shares]):
            came += found
    assert min(came["skipped"], came["crashed"], came["lost"]) > 0, "the race should have had its accidents"
    assert came["decided"] == APPLICANTS
    with work(tenant) as session:
        assert session.scalar(select(func.count()).where(WorklistEntry.open)) == 0
        assert session.scalar(select(func.count()).select_from(FormValue)) == APPLICANTS * 4
        concluded = select(func.count()).where(AuditRow.action == "task.completed").group_by(AuditRow.instance_id)
        assert set(session.scalars(concluded)) == {4}
