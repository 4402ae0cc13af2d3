"""The demo's paper comes to be through the real commands, once; without a bank there is none."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.platform.database import work
from processes.papers import queries
from processes.papers.models import Draw, Paper
from processes.questions.models import Kind
from tests.processes.papers.builders import make_bank, make_table
from tests.support.database import Database
from web.entry import wiring
from web.entry.demo import seed_authority
from web.entry.demo.papers import TITLE, seed_papers
from web.entry.demo.people import CHEMICAL


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    wiring.wire()
    return seed_authority(lambda step: None)


def test_without_a_bank_it_only_tells(tenant: UUID) -> None:
    told: list[str] = []
    seed_papers(tenant, told.append)
    assert told == ["题库还没有化工总控工三级的试题，未组成示例试卷"]
    with work(tenant) as session:
        assert session.scalar(select(func.count()).select_from(Paper)) == 0


def test_a_bank_of_sixty_gives_a_sealed_paper_once(tenant: UUID) -> None:
    with work(tenant) as session:
        make_bank(session, make_table(session, occupation=CHEMICAL))
    told: list[str] = []
    for _ in range(2):
        seed_papers(tenant, told.append)
    assert told == ["已组成并封存一份示例试卷"]
    with work(tenant) as session:
        (paper,) = queries.sealed(session, CHEMICAL, "3")
        assert paper.title == TITLE
        assert paper.assembled_by != paper.approved_by
        assert len(queries.items(session, paper.id)) == session.scalar(select(func.count()).select_from(Draw)) == 35


def test_a_bank_that_is_too_small_only_tells(tenant: UUID) -> None:
    with work(tenant) as session:
        make_bank(session, make_table(session, occupation=CHEMICAL), {Kind.SINGLE: 20})
    told: list[str] = []
    seed_papers(tenant, told.append)
    assert told == ["题库不足，未组成示例试卷；缺什么见组卷页面"]
