"""The demo's bank: sixty questions with sources that are imported and reviewed in seconds, enough for a paper."""

import time
from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform.database import work
from processes.questions import coverage, queries
from processes.questions.models import Question
from tests.support.database import Database
from web.entry import wiring
from web.entry.demo import questions as demo
from web.entry.demo.authority import seed_authority

SECONDS = 20.0  # a few on an idle machine


@pytest.fixture
def seeded(committed_database: Database) -> UUID:
    wiring.wire()
    tenant = seed_authority(lambda _: None)
    begun = time.monotonic()
    demo.seed_questions(tenant, lambda _: None)
    assert time.monotonic() - begun < SECONDS
    demo.seed_questions(tenant, lambda _: None)  # repeating it changes nothing
    return tenant


def branches(session: Session) -> list[coverage.Branch]:
    table = queries.active_table(session, "6-11-01-03", "3")
    assert table is not None
    return coverage.tree(session, table.id)


def test_the_bank_is_full_and_covers_every_point(seeded: UUID) -> None:
    with work(seeded) as session:
        assert queries.counts(session, "6-11-01-03", "3") == {"approved": 60}
        points = [point for branch in branches(session) for point in branch.all_points()]
        assert 30 <= len(points) <= 40
        assert min(point.count for point in points) >= 1
        kinds = Counter(session.scalars(select(Question.kind)))
        assert kinds["single"] >= 20
        assert kinds["multiple"] >= 10
        assert kinds["judge"] >= 10
        assert session.scalar(select(func.count()).where(Question.duplicate_group.is_not(None))) == 0


def test_three_levels_whose_shares_are_whole(seeded: UUID) -> None:
    with work(seeded) as session:
        leaves = [leaf for one in branches(session) for two in one.children for leaf in two.children]
        assert sum(leaf.share or 0 for leaf in leaves) == pytest.approx(10_000, abs=5)
        for leaf in leaves:
            wanted = 25 * (leaf.share or 0) / 10_000
            assert leaf.count >= 2 * wanted - 1.5, leaf.row.name  # two papers of 25, nothing drawn twice


def test_every_question_has_its_source_and_twenty_were_checked_twice() -> None:
    bank = demo.data(f"questions_{demo.BANK}.json")["questions"]
    assert len(bank) == 60
    assert all(question["source"].strip() for question in bank)
    assert sum(question["checked"] for question in bank) == 20
