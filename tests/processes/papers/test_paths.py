"""A paper through its diagram on a real bank: every way it can go, and who may take it there."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.platform.audit.models import AuditRow
from engine.platform.database import work
from engine.platform.errors import InvalidForm
from engine.platform.notices import Notice
from engine.workflow import commands
from engine.workflow.errors import FourEyes
from engine.workflow.models import Instance, RemoteTask, WorkItem
from processes.papers import queries
from processes.papers.assembly import run
from processes.papers.content import unseal
from processes.papers.errors import NotABlueprint, NotDiscardable
from processes.papers.models import Draw, PaperItem, PaperStatus
from processes.papers.service import blueprint
from processes.questions.models import Kind
from tests.processes.papers.builders import make_bank, make_table
from tests.processes.papers.conftest import Room


def count(room: Room, model: type[Any], **where: Any) -> int:
    with work(room.tenant) as session:
        found = select(func.count()).select_from(model).filter_by(**where)
        return session.scalar(found) or 0


def ended(room: Room, paper_id: UUID) -> str | None:
    with work(room.tenant) as session:
        return session.scalars(select(Instance.end_name).where(Instance.business_key == str(paper_id))).one()


def actions(room: Room) -> list[str]:
    with work(room.tenant) as session:
        mine = select(AuditRow.action).where(AuditRow.action.startswith("paper.")).order_by(AuditRow.id)
        return list(session.scalars(mine))


def told(room: Room) -> list[str]:
    with work(room.tenant) as session:
        return list(session.scalars(select(Notice.title).order_by(Notice.id)))


def open_forms(room: Room, paper_id: UUID) -> list[str]:
    with work(room.tenant) as session:
        mine = select(WorkItem.form_key).join(Instance, Instance.id == WorkItem.instance_id)
        found = mine.where(Instance.business_key == str(paper_id), WorkItem.status == "open")
        return list(session.scalars(found))


def test_from_blueprint_to_sealed(room: Room) -> None:
    paper_id = room.draw_up()
    waiting = room.paper(paper_id)
    assert (waiting.status, waiting.progress, waiting.progress_note) == (PaperStatus.ASSEMBLING, 0, "排队等待")
    assert open_forms(room, paper_id) == []
    room.drain()
    paper = room.paper(paper_id)
    assert (paper.status, paper.progress) == (PaperStatus.ASSEMBLED, 100)
    assert count(room, PaperItem, paper_id=paper_id) == count(room, Draw, paper_id=paper_id) == 35
    assert told(room) == ["试卷“化工总控工三级理论知识试卷（A 卷）”已组成"]
    room.complete(room.assembler, paper_id, "check", decision="submit")
    room.complete(room.approver, paper_id, "approve", decision="approve")
    paper = room.paper(paper_id)
    assert paper.status == PaperStatus.SEALED
    assert (paper.assembled_by, paper.approved_by) == (room.assembler.person_id, room.approver.person_id)
    assert ended(room, paper_id) == "已封存"
    content = unseal(paper)
    assert content.total == 1000
    assert [question.place for question in content.questions] == list(range(1, 36))
    assert actions(room) == [
        "paper.drawn_up", "paper.redrawn", "paper.handed_over", "paper.assembled", "paper.checked", "paper.approved",
        "paper.sealed",
    ]  # fmt: skip


def test_the_sheet_tells_planned_against_drawn(room: Room) -> None:
    report = room.paper(room.assembled()).report
    assert report
    lowest = [row for row in report["ranges"] if row["level"] == 2]
    assert [row["planned"] for row in lowest] == [7, 7, 7, 7, 7]
    assert all(row["planned"] == row["drawn"] for row in report["ranges"])
    assert [row["drawn"] for row in report["kinds"]] == [20, 10, 5]
    assert sum(row["drawn"] for row in report["importance"]) == 35
    assert all(row["least"] <= row["drawn"] <= row["most"] for row in report["importance"])
    assert report["doubled"] == 5  # six points for seven items, in each range


def test_whoever_assembled_never_approves(room: Room) -> None:
    paper_id = room.draw_up(room.both)
    room.drain()
    room.complete(room.both, paper_id, "check", decision="submit")
    with work(room.tenant) as session:
        assert commands.open_items(session, room.both, str(paper_id)) == []
        item = session.scalars(select(WorkItem.id).where(WorkItem.form_key == "paper/approve")).one()
        with pytest.raises(FourEyes):
            commands.complete(session, room.both, item, {"decision": "approve"})
    room.complete(room.approver, paper_id, "approve", decision="approve")
    assert room.paper(paper_id).status == PaperStatus.SEALED


def test_a_returned_paper_goes_back_to_the_blueprint_and_its_draws_count(room: Room) -> None:
    paper_id = room.assembled()
    room.complete(room.assembler, paper_id, "check", decision="submit")
    room.complete(room.approver, paper_id, "approve", decision="return", reason="判断题偏难")
    paper = room.paper(paper_id)
    assert (paper.status, paper.returned_reason) == (PaperStatus.BLUEPRINT, "判断题偏难")
    assert open_forms(room, paper_id) == ["paper/blueprint"]
    assert told(room)[-1] == "试卷“化工总控工三级理论知识试卷（A 卷）”被退回"
    room.complete(room.assembler, paper_id, "blueprint", **room.values)
    room.drain()
    short = room.paper(paper_id)  # sixty items, thirty-five of them cooling
    assert short.status == PaperStatus.SHORT
    assert count(room, Draw) == 35


def test_a_bank_that_is_short_says_where_and_when_it_will_do(room: Room) -> None:
    room.sealed()
    paper_id = room.assembled(title="化工总控工三级理论知识试卷（B 卷）")
    paper = room.paper(paper_id)
    assert paper.status == PaperStatus.SHORT
    assert paper.report
    short = paper.report["short"]
    assert short["missing"] == sum(row["missing"] for row in short["shortages"]) >= 10
    assert all(row["cooling"] for row in short["shortages"])
    assert short["until"]
    assert open_forms(room, paper_id) == ["paper/blueprint"]
    assert count(room, Draw) == 35
    room.pass_time(days=31)
    room.complete(room.assembler, paper_id, "blueprint", **room.values | {"title": paper.title})
    room.drain()
    assert room.paper(paper_id).status == PaperStatus.ASSEMBLED
    assert count(room, Draw) == 70


def test_nothing_is_drawn_twice_within_its_cooling_period(room: Room) -> None:
    with work(room.tenant) as session:
        make_bank(session, queries.table(session, room.table_id), seed=2)
    first, second = room.assembled(), room.assembled(title="第二份试卷")
    with work(room.tenant) as session:
        drawn = [{item.question_id for item in queries.items(session, paper)} for paper in (first, second)]
    assert len(drawn[0]) == len(drawn[1]) == 35
    assert not drawn[0] & drawn[1]


def test_a_discarded_paper_keeps_its_draws(room: Room) -> None:
    paper_id = room.assembled()
    room.complete(room.assembler, paper_id, "check", decision="discard", reason="改用旧卷")
    assert room.paper(paper_id).status == PaperStatus.DISCARDED
    assert ended(room, paper_id) == "已作废"
    assert count(room, Draw) == 35
    assert room.paper(room.assembled(title="又一份")).status == PaperStatus.SHORT


def test_assembling_again_takes_other_items(room: Room) -> None:
    with work(room.tenant) as session:
        make_bank(session, queries.table(session, room.table_id), seed=2)
    paper_id = room.assembled()
    with work(room.tenant) as session:
        before = {item.question_id for item in queries.items(session, paper_id)}
    room.complete(room.assembler, paper_id, "check", decision="again", reason="题面相似")
    room.complete(room.assembler, paper_id, "blueprint", **room.values)
    room.drain()
    with work(room.tenant) as session:
        after = {item.question_id for item in queries.items(session, paper_id)}
    assert len(after) == 35
    assert not before & after
    assert count(room, Draw, paper_id=paper_id) == 70


def test_a_blueprint_can_be_given_up_but_not_a_sealed_paper(room: Room) -> None:
    with work(room.tenant) as session:
        paper = blueprint.draw_up(session, room.assembler, room.values)
    room.do(lambda session: blueprint.discard(session, room.assembler, paper, reason="不考了"))
    assert room.paper(paper.id).status == PaperStatus.DISCARDED
    assert ended(room, paper.id) == "已作废"
    sealed = room.sealed(title="另一份试卷")
    with pytest.raises(NotDiscardable):
        room.do(lambda session: blueprint.discard(session, room.assembler, room.paper(sealed), reason="x"))
    with pytest.raises(NotABlueprint):
        room.do(lambda session: blueprint.redraw(session, room.assembler, room.paper(sealed), room.values))


def test_a_job_that_comes_twice_draws_once(room: Room) -> None:
    paper_id = room.draw_up()
    with work(room.tenant) as session:
        task_id = session.scalars(select(RemoteTask.id)).one()
    assert run.assemble(room.tenant, paper_id, run_id=task_id)
    assert run.assemble(room.tenant, paper_id, run_id=task_id)
    with work(room.tenant) as session:  # drawn, but the process has not heard of it yet
        assert queries.is_assembling(session, queries.paper(session, paper_id))
    room.drain()
    with work(room.tenant) as session:
        assert not queries.is_assembling(session, queries.paper(session, paper_id))
    assert count(room, Draw) == 35
    assert open_forms(room, paper_id) == ["paper/check"]


def test_late_work_is_told_to_those_who_can_act(room: Room) -> None:
    paper_id = room.assembled()
    room.pass_time(days=10)
    assert told(room)[-1].endswith("等待组卷员办理已超期")
    room.complete(room.assembler, paper_id, "check", decision="submit")
    room.pass_time(days=10)
    with work(room.tenant) as session:
        late = session.scalars(select(Notice).where(Notice.title.endswith("等待审批已超期"))).all()
    assert {notice.person_id for notice in late} == {room.both.person_id, room.approver.person_id}


@pytest.mark.parametrize(
    ("changed", "path", "sentence"),
    [
        ({"parts": [{"kind": "single", "count": 20, "points": 3}]}, "parts", "现为 60 分"),
        ({"parts": [{"kind": "single", "count": 50, "points": 1}] * 2}, "parts.1.kind", "请合并为一项"),
        ({"parts": [{"kind": "single", "count": 400, "points": 0.25}]}, "parts.0.points", "最多一位小数"),
        ({"parts": [{"kind": "single", "count": 1000, "points": 0.1}]}, "parts", "最多 400 题"),
        ({"importance": "own", "share_x": 80, "share_y": 15, "share_z": 15}, "share_x", "现为 110%"),
        ({"table": "00000000-0000-7000-8000-0000000000ff"}, "table", "已停用"),
    ],
)
def test_a_blueprint_that_makes_no_paper_is_refused(
    room: Room, changed: dict[str, Any], path: str, sentence: str
) -> None:
    with work(room.tenant) as session, pytest.raises(InvalidForm) as refused:
        blueprint.draw_up(session, room.assembler, room.values | changed)
    assert [error.message for error in refused.value.errors if error.path == path and sentence in error.message]


def test_two_papers_never_share_a_title_or_a_number(room: Room) -> None:
    first, second = room.draw_up(), room.draw_up(title="第二份试卷")
    assert [room.paper(each).no[-4:] for each in (first, second)] == ["-001", "-002"]
    with work(room.tenant) as session, pytest.raises(InvalidForm, match="1 处"):
        blueprint.draw_up(session, room.assembler, room.values)


def test_the_bank_of_another_grade_is_not_touched(room: Room) -> None:
    with work(room.tenant) as session:
        other = make_table(session, grade="4")
        make_bank(session, other, {Kind.SINGLE: 30}, seed=3)
    paper_id = room.assembled()
    with work(room.tenant) as session:
        points = {item.point_id for item in queries.items(session, paper_id)}
        tables = {session.get_one(type(point), point.id).table_id for point in _points(session, points)}
    assert tables == {room.table_id}


def _points(session: Any, ids: set[UUID]) -> list[Any]:
    from processes.questions.models import AssessmentPoint

    return list(session.scalars(select(AssessmentPoint).where(AssessmentPoint.id.in_(ids))))
