"""Several assemblies at the same moment: no item is ever in two papers."""

from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform.database import work
from engine.workflow.models import RemoteTask
from processes.papers import queries
from processes.papers.assembly import run, solve
from processes.papers.assembly.taking import take
from processes.papers.errors import TakenMeanwhile
from processes.papers.models import Draw, PaperStatus
from processes.papers.structures import parts_of
from processes.questions.models import Question, QuestionStatus
from tests.processes.papers.builders import make_bank
from tests.processes.papers.conftest import Room
from tests.processes.plans.test_places import at_once
from tests.support.database import Database


def drawn_twice(room: Room) -> int:
    with work(room.tenant) as session:
        repeated = select(Draw.question_id).group_by(Draw.question_id).having(func.count() > 1)
        return len(session.scalars(repeated).all())


def test_racing_assemblies_share_no_item(room: Room, committed_database: Database) -> None:
    with work(room.tenant) as session:
        table = queries.table(session, room.table_id)
        for seed in (2, 3):
            make_bank(session, table, seed=seed)
    papers = [room.draw_up(title=f"第 {at} 份试卷") for at in range(4)]
    with work(room.tenant) as session:
        tasks = dict(session.execute(select(RemoteTask.instance_id, RemoteTask.id)).all())
        instances = {paper: queries.paper(session, paper).instance_id for paper in papers}

    def assemble(paper_id: UUID, _: Session) -> bool:
        instance_id = instances[paper_id]
        assert instance_id
        return run.assemble(room.tenant, paper_id, run_id=tasks[instance_id])

    assert at_once(committed_database, [partial(assemble, paper) for paper in papers]) == [True] * 4
    assert drawn_twice(room) == 0
    with work(room.tenant) as session:
        assert session.scalar(select(func.count()).select_from(Draw)) == 140
        counts = [len(queries.items(session, paper)) for paper in papers]
    assert counts == [35] * 4


def test_what_another_paper_took_meanwhile_is_not_taken(room: Room) -> None:
    first, second = room.draw_up(), room.draw_up(title="第二份试卷")
    with work(room.tenant) as session:
        paper = queries.paper(session, first)
        ready = run.read(session, paper)
    drawn = solve.draw(ready.bank.tree, ready.bank.free, ready.plan, seed=1)
    assert drawn
    with work(room.tenant) as session:
        take(session, queries.paper(session, first), drawn, ready.bank.tree, parts_of(paper.structure))
    with work(room.tenant) as session, pytest.raises(TakenMeanwhile, match="有 35 道试题"):
        take(session, queries.paper(session, second), drawn, ready.bank.tree, parts_of(paper.structure))


def test_a_question_suspended_meanwhile_is_not_taken(room: Room) -> None:
    paper_id = room.draw_up()
    with work(room.tenant) as session:
        paper = queries.paper(session, paper_id)
        ready = run.read(session, paper)
    drawn = solve.draw(ready.bank.tree, ready.bank.free, ready.plan, seed=1)
    assert drawn
    with work(room.tenant) as session:
        session.get_one(Question, drawn[0].id).status = QuestionStatus.SUSPENDED
    with work(room.tenant) as session, pytest.raises(TakenMeanwhile, match="有 1 道试题"):
        take(session, queries.paper(session, paper_id), drawn, ready.bank.tree, parts_of(paper.structure))
    assert room.drain()
    assert room.paper(paper_id).status == PaperStatus.ASSEMBLED
